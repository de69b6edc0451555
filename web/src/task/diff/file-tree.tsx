import ChevronRight from "lucide-solid/icons/chevron-right";
import Eye from "lucide-solid/icons/eye";
import { createMemo, createSignal, For, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import { revealAll } from "../../../../worker/protocol/hidden-text.ts";
import type { FileDiff } from "../../../../worker/protocol/index.ts";
import { FIELD_BOX } from "../../ui/field.tsx";
import { FILE_SIGN } from "../../ui/file-sign.ts";
import type { DiffState } from "./diff-state.ts";
import { fileTree, filterFiles, type TreeNode } from "./tree.ts";

const SIGN = { added: FILE_SIGN.create, modified: FILE_SIGN.modify, deleted: FILE_SIGN.delete };
const ROW =
  "flex w-full items-center gap-1.5 min-h-7 max-md:min-h-11 pr-3 text-left text-small hover:bg-hover " +
  "aria-[current=true]:bg-hover focus-visible:-outline-offset-2";

/** The changed files as folders, with a filter; picking one shows it. */
export default function FileTree(props: { state: DiffState; onPick: (path: string) => void }) {
  const [wanted, setWanted] = createSignal("");
  const [folded, setFolded] = createSignal<ReadonlySet<string>>(new Set());
  const files = () => props.state.files().map(({ file }) => file);
  const tree = createMemo(() => fileTree(filterFiles(files(), wanted())));
  // A filter looks into every folder.
  const isOpen = (path: string) => wanted().trim() !== "" || !folded().has(path);
  const toggle = (path: string) => {
    const next = new Set(folded());
    if (!next.delete(path)) next.add(path);
    setFolded(next);
  };
  return (
    <nav aria-label="Changed files" class="flex min-h-0 flex-1 flex-col">
      <div class={`${FIELD_BOX} m-2 mb-1 shrink-0`}>
        <input
          type="search"
          aria-label="Filter files"
          placeholder="Filter files"
          autocomplete="off"
          class="field-text block h-7 max-md:h-11 w-full bg-transparent px-2 outline-none"
          value={wanted()}
          onInput={(event) => setWanted(event.currentTarget.value)}
        />
      </div>
      <div class="min-h-0 flex-1 overflow-y-auto pb-2">
        <Show
          when={tree().length > 0}
          fallback={<p class="px-3 py-2 text-small text-mute">No file matches.</p>}
        >
          <Level nodes={tree()} depth={0} isOpen={isOpen} onToggle={toggle} {...props} />
        </Show>
      </div>
    </nav>
  );
}

interface LevelProps {
  nodes: readonly TreeNode[];
  depth: number;
  isOpen: (path: string) => boolean;
  onToggle: (path: string) => void;
  state: DiffState;
  onPick: (path: string) => void;
}

const inset = (depth: number) => ({ "padding-left": `${8 + depth * 14}px` });

const Level = (props: LevelProps) => (
  <ul>
    <For each={props.nodes}>
      {(node) => (
        <li>
          {node.kind === "file" ? (
            <FileRow
              file={node.file}
              name={node.name}
              depth={props.depth}
              state={props.state}
              onPick={props.onPick}
            />
          ) : (
            <>
              <button
                type="button"
                aria-expanded={props.isOpen(node.path)}
                class={`${ROW} text-mute`}
                style={inset(props.depth)}
                onClick={() => props.onToggle(node.path)}
              >
                <ChevronRight
                  size={13}
                  class={`shrink-0 ${props.isOpen(node.path) ? "rotate-90" : ""}`}
                  aria-hidden="true"
                />
                <span class="truncate">{revealAll(node.name)}</span>
              </button>
              <Show when={props.isOpen(node.path)}>
                <Level {...props} nodes={node.children} depth={props.depth + 1} />
              </Show>
            </>
          )}
        </li>
      )}
    </For>
  </ul>
);

const FileRow = (props: {
  file: FileDiff;
  name: string;
  depth: number;
  state: DiffState;
  onPick: (path: string) => void;
}) => {
  const verdict = () => props.state.verdict(props.file.path);
  const viewed = () => props.state.viewed(props.file.path);
  return (
    <button
      type="button"
      title={props.file.path}
      aria-current={props.state.chosenFile() === props.file.path ? "true" : undefined}
      class={ROW}
      style={inset(props.depth)}
      onClick={() => props.onPick(props.file.path)}
    >
      <Dynamic
        component={SIGN[props.file.status].icon}
        size={13}
        class={`shrink-0 ${SIGN[props.file.status].colour}`}
        aria-hidden="true"
      />
      <span class="sr-only">{props.file.status}</span>
      <span class={`min-w-0 flex-1 truncate ${viewed() ? "text-mute" : ""}`}>{revealAll(props.name)}</span>
      <Show when={props.file.out_of_plan}>
        <span class="size-1.5 shrink-0 rounded-full bg-warn" role="img" aria-label="outside the plan" />
      </Show>
      <Show when={verdict()}>
        {(word) => (
          <span class={`shrink-0 ${word() === "accepted" ? "text-ok" : "text-bad"}`}>
            <span aria-hidden="true">{word() === "accepted" ? "✓" : "✕"}</span>
            <span class="sr-only">{word()}</span>
          </span>
        )}
      </Show>
      <Show when={viewed()}>
        <Eye size={12} class="shrink-0 text-mute" aria-hidden="true" />
        <span class="sr-only">viewed</span>
      </Show>
    </button>
  );
};
