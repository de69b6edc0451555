import { Dialog } from "@kobalte/core/dialog";
import { useNavigate } from "@solidjs/router";
import { createMemo, createSignal, For, Show } from "solid-js";
import { createTaskList } from "../inbox/task-list.ts";
import { Modal } from "../ui/modal.tsx";
import { STATE_LABEL } from "../ui/state-words.ts";
import { chooseTheme } from "../ui/theme.ts";
import { type PaletteItem, rankItems } from "./palette-items.ts";

/** Search over tasks, pages and commands: type, arrows, Enter. */
export default function Palette(props: { onClose: () => void; onSheet: () => void; onNew: () => void }) {
  const navigate = useNavigate();
  const { tasks } = createTaskList();
  const [typed, setTyped] = createSignal("");
  const [at, setAt] = createSignal(0);
  const go = (id: string, text: string, path: string, hint = "Go to"): PaletteItem => ({
    id,
    text,
    hint,
    run: () => navigate(path),
  });
  const items = createMemo((): PaletteItem[] => [
    { id: "new", text: "New task", hint: "c", run: () => props.onNew() },
    go("tasks", "Tasks", "/"),
    go("usage", "Usage", "/usage"),
    go("settings", "Settings", "/settings"),
    go("knowledge", "Knowledge of a repository", "/settings/knowledge"),
    ...tasks().map((task) =>
      go(
        task.task_id,
        `${task.title} · ${task.repo_full_name}`,
        `/t/${task.task_id}`,
        STATE_LABEL[task.state],
      ),
    ),
    { id: "light", text: "Theme: light", hint: "Appearance", run: () => chooseTheme("light") },
    { id: "dark", text: "Theme: dark", hint: "Appearance", run: () => chooseTheme("dark") },
    { id: "system", text: "Theme: as the system", hint: "Appearance", run: () => chooseTheme("system") },
    { id: "keys", text: "Keyboard shortcuts", hint: "?", run: () => props.onSheet() },
  ]);
  const found = createMemo(() => rankItems(items(), typed()));
  const current = () => found()[Math.min(at(), found().length - 1)];
  const run = (item: PaletteItem) => {
    props.onClose();
    item.run();
  };
  const move = (by: number) => {
    const count = Math.max(1, found().length);
    setAt((Math.min(at(), count - 1) + by + count) % count);
    document.getElementById(`palette-${current()?.id}`)?.scrollIntoView({ block: "nearest" });
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    }
    const item = current();
    if (event.key === "Enter" && item) {
      event.preventDefault();
      run(item);
    }
  };
  return (
    <Modal
      onClose={props.onClose}
      place="inset-x-0 top-0 flex justify-center p-4 pt-[12vh]"
      class="w-full max-w-xl overflow-hidden"
    >
      <Dialog.Title class="sr-only">Search and commands</Dialog.Title>
      <input
        role="combobox"
        aria-label="Search tasks and commands"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={current() ? `palette-${current()?.id}` : undefined}
        placeholder="Search tasks and commands"
        autocomplete="off"
        class="field-text block h-11 w-full border-b border-line bg-transparent px-4 outline-none"
        value={typed()}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <div id="palette-list" role="listbox" aria-label="Found" class="max-h-80 overflow-y-auto p-1">
        <For each={found()}>
          {(item) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the field, which keeps the focus
            <div
              id={`palette-${item.id}`}
              role="option"
              tabIndex={-1}
              aria-selected={current()?.id === item.id}
              class="flex min-h-9 max-md:min-h-11 cursor-default items-center gap-3 rounded-control px-3 aria-selected:bg-hover"
              onPointerMove={() => setAt(found().indexOf(item))}
              onClick={() => run(item)}
            >
              <span class="min-w-0 flex-1 truncate">{item.text}</span>
              <span class="shrink-0 text-small text-mute">{item.hint}</span>
            </div>
          )}
        </For>
      </div>
      <Show when={found().length === 0}>
        <p class="px-4 pb-3 text-mute">Nothing found.</p>
      </Show>
    </Modal>
  );
}
