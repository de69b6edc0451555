import { For, Show } from "solid-js";
import { revealAll } from "../../../../worker/protocol/hidden-text.ts";
import type { ReadingFinding } from "../../../../worker/protocol/index.ts";
import { MarkdownLine } from "../../ui/markdown.tsx";

const KIND: Record<ReadingFinding["kind"], string> = {
  wrong_reading: "Reads the task otherwise",
  weakened_tests: "Weakened tests",
  missing_case: "Missing case",
  security: "Security",
  other: "Other",
};
const COLOUR: Record<ReadingFinding["severity"], string> = {
  high: "text-bad",
  medium: "text-warn",
  low: "text-mute",
};

/** What a second reader found, most serious first. */
export const FindingList = (props: {
  findings: readonly ReadingFinding[];
  /** Absent where the file cannot be shown. */
  onOpen?: (path: string) => void;
}) => (
  <ul class="divide-y divide-line">
    <For each={props.findings}>
      {(finding) => (
        <li class="py-2 [overflow-wrap:anywhere]">
          <p class="flex flex-wrap items-baseline gap-x-2 text-small">
            <span class={`font-medium ${COLOUR[finding.severity]}`}>{KIND[finding.kind]}</span>
            <span class="text-mute">{finding.severity}</span>
            <Show when={finding.path}>
              {(path) => <Place path={path()} line={finding.line} onOpen={props.onOpen} />}
            </Show>
          </p>
          <p class="mt-0.5">
            <MarkdownLine text={finding.message} />
          </p>
          <Show when={finding.suggestion}>
            <p class="mt-0.5 text-mute">
              <MarkdownLine text={finding.suggestion ?? ""} />
            </p>
          </Show>
        </li>
      )}
    </For>
  </ul>
);

function Place(props: { path: string; line: number | null; onOpen: ((path: string) => void) | undefined }) {
  const name = () => `${revealAll(props.path)}${props.line === null ? "" : `:${props.line}`}`;
  return (
    <Show when={props.onOpen} fallback={<span class="font-mono text-code text-mute">{name()}</span>}>
      {(open) => (
        <button
          type="button"
          class="rounded-control font-mono text-code text-mute hover:text-fg hover:underline max-md:min-h-6"
          onClick={() => open()(props.path)}
        >
          {name()}
        </button>
      )}
    </Show>
  );
}
