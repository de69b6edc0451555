import Eye from "lucide-solid/icons/eye";
import { For, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { FileDiff } from "../../../../worker/protocol/index.ts";
import { FILE_SIGN } from "../plan/plan-steps.tsx";
import { splitPath } from "./files.ts";
import type { Verdict } from "./review.ts";

const SIGN = { added: FILE_SIGN.create, modified: FILE_SIGN.modify, deleted: FILE_SIGN.delete };

/** The changed files; picking one scrolls to it. */
export const FileList = (props: {
  files: readonly FileDiff[];
  current: string | undefined;
  viewed: (path: string) => boolean;
  verdict: (path: string) => Verdict | null;
  onPick: (path: string) => void;
}) => (
  <nav
    aria-label="Changed files"
    class="hidden w-44 shrink-0 overflow-y-auto border-r border-line py-1.5 @min-[680px]:block"
  >
    <ul>
      <For each={props.files}>
        {(file) => (
          <li>
            <button
              type="button"
              title={file.path}
              aria-current={props.current === file.path ? "true" : undefined}
              class="aria-[current=true]:bg-hover flex w-full items-center gap-1.5 min-h-7 px-3 text-left hover:bg-hover focus-visible:-outline-offset-2"
              onClick={() => props.onPick(file.path)}
            >
              <Dynamic
                component={SIGN[file.status].icon}
                size={13}
                class={`shrink-0 ${SIGN[file.status].colour}`}
                aria-hidden="true"
              />
              <span class="sr-only">{file.status}</span>
              <span class="flex min-w-0 flex-1 text-small">
                <span class="truncate text-mute">{splitPath(file.path).folder}</span>
                <span class="shrink-0">{splitPath(file.path).name}</span>
              </span>
              <Show when={props.verdict(file.path)}>
                {(verdict) => (
                  <span class={`shrink-0 text-small ${verdict() === "accepted" ? "text-ok" : "text-bad"}`}>
                    <span aria-hidden="true">{verdict() === "accepted" ? "✓" : "✕"}</span>
                    <span class="sr-only">{verdict()}</span>
                  </span>
                )}
              </Show>
              <Show when={props.viewed(file.path)}>
                <Eye size={12} class="shrink-0 text-mute" aria-hidden="true" />
                <span class="sr-only">viewed</span>
              </Show>
              <Show when={file.out_of_plan}>
                <span
                  class="size-1.5 shrink-0 rounded-full bg-warn"
                  role="img"
                  aria-label="outside the plan"
                />
              </Show>
            </button>
          </li>
        )}
      </For>
    </ul>
  </nav>
);
