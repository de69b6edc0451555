import { A } from "@solidjs/router";
import Check from "lucide-solid/icons/check";
import ChevronRight from "lucide-solid/icons/chevron-right";
import { createSignal, For, lazy, Match, Show, Suspense, Switch } from "solid-js";
import { Dynamic } from "solid-js/web";
import { revealAll } from "../../../../worker/protocol/hidden-text.ts";
import { DiffStat } from "../../ui/diff-stat.tsx";
import { FILE_SIGN } from "../../ui/file-sign.ts";
import { Markdown } from "../../ui/markdown.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { formatDuration } from "../../ui/time.ts";
import { plainText } from "../log/ansi.ts";
import { summarizeReport } from "../tests/verdict.ts";
import type {
  CommandItem,
  EditItem,
  LearnedItem,
  PlanStepItem,
  StepItem,
  TestsItem,
  ToolItem,
} from "./entries.ts";
import { patchLines } from "./patch-lines.ts";
import { PaneLink } from "./rail.tsx";
import { useTimeline } from "./selection.ts";

const TAIL_LINES = 3;
const StopCommand = lazy(() => import("./stop-command.tsx"));

/** `item` when it is of `kind`. Lets a `<Match>` narrow the union. */
const as = <K extends StepItem["kind"]>(item: StepItem, kind: K): Extract<StepItem, { kind: K }> | false =>
  // The comparison proves what TypeScript cannot follow through the generic parameter.
  item.kind === kind ? (item as Extract<StepItem, { kind: K }>) : false;

/** One thing that a step did. */
export const StepItemRow = (props: { item: StepItem; reported: boolean }) => (
  <li class="min-w-0">
    <Switch>
      <Match when={as(props.item, "command")}>
        {(item) => <Command item={item()} reported={props.reported} />}
      </Match>
      <Match when={as(props.item, "edit")}>{(item) => <Edit item={item()} />}</Match>
      <Match when={as(props.item, "tool")}>{(item) => <Tool item={item()} />}</Match>
      <Match when={as(props.item, "text")}>
        {(item) => (
          <div class="text-mute">
            <Markdown text={item().text} />
          </div>
        )}
      </Match>
      <Match when={as(props.item, "context")}>
        {(item) => (
          <p class="text-small text-mute">
            {item().files.toLocaleString("en")} files ·{" "}
            {item()
              .languages.slice(0, 3)
              .map((language) => language.name)
              .join(", ")}{" "}
            · {item().testCommand ? `tests: ${item().testCommand}` : "no test command found"}
          </p>
        )}
      </Match>
      <Match when={as(props.item, "tests")}>
        {(item) => (
          <Show when={isWholeRun(item())} fallback={<PartOfTests item={item()} />}>
            <PaneLink
              target={{ ev: item().id, pane: "tests" }}
              class="text-small font-normal! text-mute hover:text-fg"
            >
              {summarizeReport(item().report)}
            </PaneLink>
          </Show>
        )}
      </Match>
      <Match when={as(props.item, "plan_step")}>{(item) => <PlanStep item={item()} />}</Match>
      <Match when={as(props.item, "learned")}>{(item) => <Learned item={item()} />}</Match>
    </Switch>
  </li>
);

/** False for a run of chosen tests. */
export const isWholeRun = ({ phase }: TestsItem): boolean => phase === "baseline" || phase === "after";

/** A run of chosen tests: the tests pane shows whole runs alone. */
const PartOfTests = (props: { item: TestsItem }) => (
  <p class="text-small text-mute">
    {props.item.phase === "step" ? "Tests of this step" : "Tests of the changed files"}
    {" · "}
    <span class={props.item.report.counts.failed > 0 ? "text-bad" : undefined}>
      {summarizeReport(props.item.report)}
    </span>
  </p>
);

const lastLines = (text: string): string =>
  text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-TAIL_LINES)
    .join("\n");

function Command(props: { item: CommandItem; reported: boolean }) {
  const timeline = useTimeline();
  const ended = () => props.item.ended;
  const failed = () => {
    const end = ended();
    return end !== null && (end.timedOut || end.exitCode !== 0);
  };
  const tail = () => lastLines(plainText(props.item.tail));
  const how = () => {
    const end = ended();
    if (!end) return "running";
    const result = end.timedOut ? "timed out" : end.exitCode === null ? "killed" : `exit ${end.exitCode}`;
    return `${result} · ${formatDuration(end.durationMs)}`;
  };
  return (
    <div class="rounded-control border border-line bg-surface">
      <Show when={props.item.purpose}>
        <p class="px-2 pt-1 text-small text-mute [overflow-wrap:anywhere]">{props.item.purpose}</p>
      </Show>
      <button
        type="button"
        data-event
        aria-current={timeline.selected() === props.item.id ? "true" : undefined}
        class="flex w-full items-baseline gap-2 rounded-control px-2 py-1 text-left font-mono text-code aria-[current=true]:bg-accent-soft"
        title="Show in the log"
        onClick={() => timeline.open({ ev: props.item.id, pane: "log" })}
      >
        <span class="text-mute" aria-hidden="true">
          $
        </span>
        <span class="min-w-0 flex-1 truncate">{props.item.command.split("\n")[0]}</span>
        <span class={`shrink-0 font-sans text-small ${failed() ? "text-bad" : "text-mute"}`}>{how()}</span>
      </button>
      <Show when={tail() && (!ended() || (failed() && !props.reported))}>
        <pre class="overflow-hidden border-t border-line px-2 py-0.5 font-mono text-log text-ellipsis whitespace-pre text-mute">
          {tail()}
        </pre>
      </Show>
      <Show when={props.item.stoppable && !ended() && timeline.task.signedIn}>
        <Suspense>
          <StopCommand commandId={props.item.commandId} />
        </Suspense>
      </Show>
    </div>
  );
}

function Edit(props: { item: EditItem }) {
  const timeline = useTimeline();
  const [open, setOpen] = createSignal(false);
  const sign = () => FILE_SIGN[props.item.action];
  const lines = () => patchLines(props.item.patch);
  return (
    <div class="rounded-control border border-line">
      <div class="flex items-center">
        <button
          type="button"
          data-event
          aria-current={timeline.selected() === props.item.id ? "true" : undefined}
          title="Show in the diff"
          class="flex min-w-0 flex-1 items-center gap-1.5 rounded-control px-2 py-1 text-left font-mono text-code aria-[current=true]:bg-accent-soft"
          onClick={() => timeline.open({ ev: props.item.id, pane: "diff", file: props.item.path })}
        >
          <Dynamic component={sign().icon} size={13} class={`shrink-0 ${sign().colour}`} aria-hidden="true" />
          <span class="sr-only">{sign().word}</span>
          <span class="min-w-0 flex-1 truncate">{revealAll(props.item.path)}</span>
          <span class="font-sans text-small">
            <DiffStat additions={props.item.additions} deletions={props.item.deletions} />
          </span>
        </button>
        <Show when={lines().length > 0}>
          <button
            type="button"
            aria-expanded={open()}
            aria-label={`${open() ? "Hide" : "Show"} the edit of ${props.item.path}`}
            class="grid size-7 max-md:size-9 shrink-0 place-items-center rounded-control text-mute hover:text-fg"
            onClick={() => setOpen(!open())}
          >
            <ChevronRight
              size={12}
              aria-hidden="true"
              class={`transition-transform duration-100 ${open() ? "rotate-90" : ""}`}
            />
          </button>
        </Show>
      </div>
      <Show when={open()}>
        <pre class="overflow-hidden border-t border-line py-1 font-mono text-log">
          <For each={lines()}>
            {(line) => (
              <div
                class={`px-2 whitespace-pre-wrap ${
                  line.kind === "add" ? "bg-add" : line.kind === "del" ? "bg-del" : "text-mute"
                }`}
              >
                {line.text}
              </div>
            )}
          </For>
        </pre>
      </Show>
    </div>
  );
}

/** A step of the plan begins here; what follows is its work. */
const PlanStep = (props: { item: PlanStepItem }) => (
  <p class="mt-1 flex items-baseline gap-2 border-t border-line pt-1.5 font-medium [overflow-wrap:anywhere]">
    <Show
      when={props.item.status === "done"}
      fallback={
        <Show when={props.item.status === "started"} fallback={<span class="text-bad">Not done:</span>}>
          <span class="shrink-0 self-center text-accent">
            <Spinner size={13} />
          </span>
        </Show>
      }
    >
      <Check size={13} class="shrink-0 self-center text-ok" aria-hidden="true" />
      <span class="sr-only">Done:</span>
    </Show>
    {props.item.title}
  </p>
);

const LEARNED = { command: "a command that works here", convention: "a convention of this repository" };

/** What later tasks in this repository will know. */
const Learned = (props: { item: LearnedItem }) => {
  const { task } = useTimeline();
  return (
    <div class="rounded-control border border-line bg-surface px-2 py-1">
      <p class="text-small text-mute">
        Learned {LEARNED[props.item.what]}
        <Show when={task.signedIn}>
          {" · "}
          <A
            href={`/settings/knowledge?repo=${encodeURIComponent(task.view()?.repo_full_name ?? "")}`}
            class="underline underline-offset-2"
          >
            all of it
          </A>
        </Show>
      </p>
      <p class={props.item.what === "command" ? "font-mono text-code" : ""}>{props.item.text}</p>
    </div>
  );
};

/** The verb shown for each tool. */
export const TOOL_WORD: Record<string, string> = {
  read: "Read",
  grep: "Searched",
  glob: "Listed",
  run_tests: "Ran tests",
};

const Tool = (props: { item: ToolItem }) => (
  <p class={`flex items-baseline gap-1.5 text-small ${props.item.ok ? "text-mute" : "text-bad"}`}>
    <span class="shrink-0">{TOOL_WORD[props.item.tool] ?? props.item.tool}</span>
    <span class="min-w-0 truncate font-mono">{props.item.target}</span>
    <Show when={(!props.item.ok || props.item.tool === "run_tests") && props.item.detail}>
      <span class="min-w-0 truncate" classList={{ "shrink-0": props.item.ok }}>
        {props.item.detail}
      </span>
    </Show>
  </p>
);
