import Headphones from "lucide-solid/icons/headphones";
import { createMemo, Show } from "solid-js";
import type { TaskView } from "../../../../worker/protocol/index.ts";
import { formatCost, formatCount } from "../../ui/amounts.ts";
import { Button } from "../../ui/button.tsx";
import { DiffStat } from "../../ui/diff-stat.tsx";
import { MarkdownLine } from "../../ui/markdown.tsx";
import { formatDuration } from "../../ui/time.ts";
import { downloadPatch } from "../commands/download-patch.ts";
import type { TaskModel } from "../model.ts";
import { verdictOf } from "../tests/verdict.ts";
import { ChangeLine } from "./change-line.tsx";
import { PullLine } from "./pull-line.tsx";
import type { Target } from "./selection.ts";
import { lastWords } from "./summary.ts";

const LINK = "rounded-control hover:text-fg hover:underline min-h-6";

interface DoneCardProps {
  task: TaskModel;
  view: TaskView;
  onOpen: (target: Target) => void;
  /** Reads the summary aloud; absent where the browser cannot. */
  onListen: (() => void) | undefined;
}

/** The outcome of the task in a sticky card: summary, pull request, change, tests, cost. */
export default function DoneCard(props: DoneCardProps) {
  const words = createMemo(() => lastWords(props.task.stream.journal().timeline));
  const tokens = () => props.view.usage.input_tokens + props.view.usage.output_tokens;
  return (
    <section aria-label="Summary" class="shrink-0 border-b border-line bg-surface px-4 py-3">
      <div class="flex items-start gap-3">
        <p class="line-clamp-2 min-w-0 flex-1 font-medium [overflow-wrap:anywhere]">
          <MarkdownLine text={props.view.plan_document?.goal ?? props.view.title} />
        </p>
        <Show when={props.onListen}>
          {(listen) => (
            <Button class="-my-1 h-7!" onClick={() => listen()()}>
              <Headphones size={13} aria-hidden="true" /> Listen
            </Button>
          )}
        </Show>
      </div>
      <Show when={words()}>
        <p class="mt-0.5 line-clamp-2 text-mute [overflow-wrap:anywhere]">{words()}</p>
      </Show>
      <Show when={props.view.diff_stat}>
        <ChangeLine task={props.task} view={props.view} onOpen={props.onOpen} />
      </Show>
      <div class="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-small text-mute">
        <Show when={props.view.pr_url}>
          {(url) => <PullLine task={props.task} taskId={props.view.task_id} url={url()} />}
        </Show>
        <Show when={props.view.diff_stat}>
          {(stat) => (
            <button type="button" class={LINK} onClick={() => props.onOpen({ ev: "", pane: "diff" })}>
              {stat().files} {stat().files === 1 ? "file" : "files"}{" "}
              <DiffStat additions={stat().additions} deletions={stat().deletions} />
            </button>
          )}
        </Show>
        <Show when={props.task.signedIn && props.view.diff_stat}>
          <button type="button" class={LINK} onClick={() => void downloadPatch(props.task.id)}>
            Download patch
          </button>
        </Show>
        <Show when={props.view.tests}>
          {(tests) => (
            <button
              type="button"
              class={`${LINK} ${verdictOf(tests()).colour}`}
              onClick={() => props.onOpen({ ev: "", pane: "tests" })}
            >
              {verdictOf(tests()).title}
            </button>
          )}
        </Show>
        <Show when={acceptedText(props.view)}>{(text) => <span>{text()}</span>}</Show>
        <span class="tabular">
          <span title="Time of work, without waiting">{formatDuration(props.view.worked_ms)}</span>
          <Show when={tokens() > 0}>
            {" "}
            · {formatCount(tokens())} tokens
            <Show when={props.view.usage.cached_input_tokens > 0}>
              {" "}
              ({formatCount(props.view.usage.cached_input_tokens)} cached)
            </Show>
          </Show>
          <Show when={props.view.usage.cost_usd !== null}> · {formatCost(props.view.usage.cost_usd)}</Show>
          <Show when={props.view.usage.commands > 0}>
            {" "}
            · {props.view.usage.commands} {props.view.usage.commands === 1 ? "command" : "commands"} (
            {formatDuration(props.view.usage.command_ms)})
          </Show>
        </span>
      </div>
      <Show when={props.task.signedIn && props.view.set_aside}>
        {(stat) => (
          <p class="mt-1.5 text-small text-mute">
            A follow-up that was stopped was set aside: {stat().files} {stat().files === 1 ? "file" : "files"}{" "}
            <DiffStat additions={stat().additions} deletions={stat().deletions} />.{" "}
            <button
              type="button"
              class="underline underline-offset-2 max-md:min-h-6"
              onClick={() => void downloadPatch(props.task.id, "set_aside")}
            >
              Download what it had
            </button>
          </p>
        )}
      </Show>
    </section>
  );
}

/** What a person let through when it was published. */
function acceptedText(view: TaskView): string | null {
  const { accepted_objections: accepted, pr_url } = view;
  if (!accepted || accepted.ids.length === 0 || pr_url === null) return null;
  const count = accepted.ids.length === 1 ? "1 objection" : `${accepted.ids.length} objections`;
  return `${count} accepted${accepted.by ? ` by ${accepted.by}` : ""}`;
}
