import { Popper } from "@kobalte/core/popper";
import { createQuery, keepPreviousData } from "@tanstack/solid-query";
import {
  type Accessor,
  createEffect,
  createMemo,
  createSignal,
  createUniqueId,
  For,
  on,
  onCleanup,
  Show,
  useContext,
} from "solid-js";
import { Portal } from "solid-js/web";
import { asFailure } from "../../api/client.ts";
import { createDebounced } from "../../ui/debounce.ts";
import { FloatMount } from "../../ui/float-mount.ts";
import type { Draft } from "../draft/draft.ts";
import { caretRect, typeOver } from "./caret.ts";
import { filesQuery } from "./files-query.ts";
import { commandsFor, expand, type PromptCommand } from "./prompt-commands.ts";
import type { Trigger } from "./trigger.ts";

const TYPING_PAUSE_MS = 120;

interface Choice {
  name: string;
  note: string;
  take: () => void;
}

/** The list at the caret. The focus stays in the prompt, which hands its keys on and points at the active option. */
export default function Completion(props: {
  area: Accessor<HTMLTextAreaElement | undefined>;
  trigger: Accessor<Trigger | null>;
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
  onClose: () => void;
  onActive: (active: { list: string; option: string | undefined } | null) => void;
  onKeys: (handle: ((event: KeyboardEvent) => boolean) | null) => void;
}) {
  const id = createUniqueId();
  const mount = useContext(FloatMount);
  const [content, setContent] = createSignal<HTMLElement>();
  const [index, setIndex] = createSignal(0);
  // The last one stays while the list closes.
  let last: Trigger = { kind: "file", start: 0, query: "" };
  const asked = () => {
    last = props.trigger() ?? last;
    return last;
  };

  const files = createFiles(() => props.draft, asked);
  const replace = (text: string, select?: [number, number]) => {
    const area = props.area();
    const { start, query } = asked();
    if (area) typeOver(area, [start, start + 1 + query.length], text, select);
    props.onClose();
  };
  const choices = (): Choice[] =>
    asked().kind === "file"
      ? files.paths().map((path) => fileChoice(path, () => replace(`${path} `)))
      : commandsFor(asked().query).map((command) => commandChoice(command, props, replace));

  // Compared by content: several events report the same position after a key.
  const question = createMemo(() => {
    const { kind, start, query } = asked();
    return `${kind} ${start} ${query}`;
  });
  createEffect(on(question, () => setIndex(0)));
  const optionId = (at: number) => `${id}-${at}`;
  createEffect(() => {
    const shown = choices().length > 0;
    props.onActive(shown ? { list: id, option: optionId(index()) } : null);
    document.getElementById(optionId(index()))?.scrollIntoView({ block: "nearest" });
  });
  props.onKeys((event) => onKey(event, choices(), index, setIndex, props.onClose));
  onCleanup(() => {
    props.onKeys(null);
    props.onActive(null);
  });

  const message = () => (asked().kind === "file" ? files.message() : null);
  return (
    <Show when={choices().length > 0 || message()}>
      <Popper
        anchorRef={props.area}
        contentRef={content}
        getAnchorRect={(area) =>
          area instanceof HTMLTextAreaElement ? caretRect(area, asked().start) : undefined
        }
        placement="bottom-start"
        gutter={4}
        overflowPadding={8}
        slide
        flip
      >
        <Portal mount={mount()}>
          <Popper.Positioner>
            <div
              ref={setContent}
              class="z-50 w-96 max-w-[calc(100vw-16px)] rounded-card border border-line bg-raised p-1 shadow-float animate-float-in"
            >
              <Show when={choices().length > 0} fallback={<p class="px-2 py-1.5 text-mute">{message()}</p>}>
                <div
                  id={id}
                  role="listbox"
                  tabIndex={-1}
                  aria-label={asked().kind === "file" ? "Files" : "Commands"}
                  class="max-h-72 overflow-y-auto"
                >
                  <For each={choices()}>
                    {(choice, at) => (
                      <div
                        id={optionId(at())}
                        role="option"
                        tabIndex={-1}
                        aria-selected={at() === index()}
                        onMouseMove={() => setIndex(at())}
                        // Prevented, so that the focus stays in the prompt.
                        onMouseDown={(event) => {
                          event.preventDefault();
                          choice.take();
                        }}
                        class="flex min-h-8 max-md:min-h-11 cursor-default items-center gap-3 rounded-control px-2 aria-selected:bg-hover"
                      >
                        <span class="max-w-[70%] shrink-0 truncate font-mono text-code">{choice.name}</span>
                        <span class="min-w-0 truncate text-small text-mute">{choice.note}</span>
                      </div>
                    )}
                  </For>
                </div>
              </Show>
            </div>
          </Popper.Positioner>
        </Portal>
      </Popper>
    </Show>
  );
}

/** Arrows move, Enter and Tab take, Escape closes. True: the key was one of these. */
function onKey(
  event: KeyboardEvent,
  choices: readonly Choice[],
  index: Accessor<number>,
  setIndex: (at: number) => void,
  close: () => void,
): boolean {
  if (event.metaKey || event.ctrlKey || event.altKey || event.isComposing) return false;
  if (event.key === "Escape") {
    event.stopPropagation();
    close();
    return true;
  }
  const chosen = choices[index()];
  if (!chosen || event.shiftKey) return false;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) setIndex((index() + step + choices.length) % choices.length);
  else if (event.key === "Enter" || event.key === "Tab") chosen.take();
  else return false;
  return true;
}

/** The files of the draft's branch for what is typed, and what to say where there are none to show. */
function createFiles(draft: Accessor<Draft>, asked: Accessor<Trigger>) {
  const query = createDebounced(() => asked().query, TYPING_PAUSE_MS);
  const files = createQuery(() => ({
    ...filesQuery(draft().repo, draft().branch, query()),
    enabled: asked().kind === "file" && draft().repo !== "" && draft().branch !== "",
    placeholderData: keepPreviousData,
  }));
  const message = (): string => {
    if (!draft().repo || !draft().branch) return "Choose a repository to find its files.";
    if (files.error) return asFailure(files.error).message;
    return files.data ? "No file has this in its path." : "Searching…";
  };
  return { paths: () => files.data?.items ?? [], message };
}

function fileChoice(path: string, take: () => void): Choice {
  const slash = path.lastIndexOf("/");
  return { name: path.slice(slash + 1), note: slash < 0 ? "" : path.slice(0, slash), take };
}

function commandChoice(
  command: PromptCommand,
  form: { draft: Draft; onChange: (change: Partial<Draft>) => void },
  replace: (text: string, select?: [number, number]) => void,
): Choice {
  const { name, title, template, option } = command;
  const take = () => {
    const { text, select } = template === undefined ? { text: "" } : expand(template);
    replace(text, select);
    if (option) form.onChange({ [option]: !form.draft[option] });
  };
  const note = option ? `${title}: turn ${form.draft[option] ? "off" : "on"}` : title;
  return { name: `/${name}`, note, take };
}
