import CircleCheck from "lucide-solid/icons/circle-check";
import CircleX from "lucide-solid/icons/circle-x";
import TriangleAlert from "lucide-solid/icons/triangle-alert";
import { createMemo, For, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { TaskView, TestCase, TestComparison, TestReport } from "../../../../worker/protocol/index.ts";
import { ScrollRegion } from "../../ui/scroll-region.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { isOver } from "../../ui/state-words.ts";
import { plainText } from "../log/ansi.ts";
import type { TaskModel } from "../model.ts";
import { casesById, comparisonLists, summarizeReport, VERDICT } from "./verdict.ts";

const TONE = {
  ok: { icon: CircleCheck, colour: "text-ok" },
  warn: { icon: TriangleAlert, colour: "text-warn" },
  bad: { icon: CircleX, colour: "text-bad" },
};

/** The evidence: what the tests said before the edits against what they say after. */
export function TestsPane(props: { task: TaskModel; view: TaskView }) {
  const baseline = createMemo(() => {
    const steps = props.task.stream.journal().timeline;
    for (const entry of steps) {
      if (entry.kind !== "step" || entry.step !== "baseline") continue;
      const item = entry.items.find((one) => one.kind === "tests");
      if (item) return item.report;
    }
    return null;
  });
  return (
    <ScrollRegion label="Test evidence" class="h-full">
      <div class="mx-auto max-w-[760px] px-6 py-5 max-md:px-4">
        <Show when={props.view.tests} fallback={<Waiting view={props.view} baseline={baseline()} />}>
          {(comparison) => <Evidence comparison={comparison()} />}
        </Show>
      </div>
    </ScrollRegion>
  );
}

const Waiting = (props: { view: TaskView; baseline: TestReport | null }) => (
  <>
    <p class="flex items-center gap-2 text-mute">
      <Show when={props.view.state === "testing"}>
        <Spinner />
      </Show>
      {props.view.state === "testing"
        ? "The tests run with the change."
        : isOver(props.view.state)
          ? "No tests ran after the edits."
          : "The tests run again after the edits. The difference appears here."}
    </p>
    <Show when={props.baseline}>{(report) => <Run title="Before the edits" report={report()} />}</Show>
  </>
);

function Evidence(props: { comparison: TestComparison }) {
  const verdict = () => VERDICT[props.comparison.verdict];
  const icon = () =>
    props.comparison.verdict === "pass"
      ? CircleCheck
      : props.comparison.verdict === "no_evidence"
        ? TriangleAlert
        : CircleX;
  const cases = createMemo(() => casesById(props.comparison));
  return (
    <>
      <div class={`flex items-start gap-3 rounded-card px-4 py-3 ${verdict().soft}`}>
        <Dynamic
          component={icon()}
          size={18}
          class={`mt-0.5 shrink-0 ${verdict().colour}`}
          aria-hidden="true"
        />
        <div class="min-w-0">
          <h2 class="text-read font-strong">{verdict().title}</h2>
          <p>{verdict().text}</p>
          <Show when={props.comparison.after.note}>
            <p class="mt-1 text-small text-mute">{props.comparison.after.note}</p>
          </Show>
        </div>
      </div>
      <For each={comparisonLists(props.comparison)}>
        {(list) => (
          <section class="mt-6" aria-label={list.title}>
            <h3 class="flex items-center gap-2 font-medium">
              <Dynamic
                component={TONE[list.tone].icon}
                size={15}
                class={TONE[list.tone].colour}
                aria-hidden="true"
              />
              {list.title} <span class="text-mute tabular">{list.ids.length}</span>
            </h3>
            <ul class="mt-1.5 divide-y divide-line rounded-card border border-line">
              <For each={list.ids}>{(id) => <Case id={id} found={cases().get(id)} />}</For>
            </ul>
          </section>
        )}
      </For>
      <Show when={props.comparison.unchanged_passing > 0}>
        <p class="mt-6 flex items-center gap-2 text-mute">
          <CircleCheck size={15} class="text-ok" aria-hidden="true" />
          {props.comparison.unchanged_passing}{" "}
          {props.comparison.unchanged_passing === 1 ? "test passes" : "tests pass"} as before
        </p>
      </Show>
      <Show
        when={props.comparison.baseline}
        fallback={<p class="mt-6 text-mute">The tests were not run before the edits.</p>}
      >
        {(report) => <Run title="Before the edits" report={report()} />}
      </Show>
      <Run title="After the edits" report={props.comparison.after} />
    </>
  );
}

/** One test; a failing one is open at its message. */
const Case = (props: { id: string; found: TestCase | undefined }) => (
  <li class="px-3 py-2">
    <p class="font-mono text-code [overflow-wrap:anywhere]">
      {props.found?.name ?? props.id}
      <Show when={props.found?.file}>
        {(file) => <span class="ml-2 text-small text-mute">{file()}</span>}
      </Show>
    </p>
    <Show when={props.found?.outcome === "failed" && props.found.message}>
      {(message) => (
        <pre class="mt-1.5 max-h-64 overflow-y-auto rounded-control bg-surface px-2.5 py-2 font-mono text-log whitespace-pre-wrap [overflow-wrap:anywhere]">
          {plainText(message())}
        </pre>
      )}
    </Show>
  </li>
);

/** One run of the test command, with the end of its output folded away. */
const Run = (props: { title: string; report: TestReport }) => (
  <section class="mt-6 border-t border-line pt-4" aria-label={props.title}>
    <h3 class="font-medium">{props.title}</h3>
    <p class="text-mute">
      {summarizeReport(props.report)}
      <Show when={props.report.command}>
        {(command) => <span class="ml-2 font-mono text-code [overflow-wrap:anywhere]">{command()}</span>}
      </Show>
    </p>
    <Show when={props.report.output_tail}>
      <details class="mt-1" open={props.report.outcome === "errored" || props.report.outcome === "timed_out"}>
        <summary class="text-small text-mute hover:text-fg">End of the output</summary>
        <ScrollRegion
          label="End of the output"
          class="mt-1.5 max-h-80 rounded-control bg-surface px-2.5 py-2"
        >
          <pre class="font-mono text-log whitespace-pre-wrap [overflow-wrap:anywhere]">
            {plainText(props.report.output_tail)}
          </pre>
        </ScrollRegion>
      </details>
    </Show>
  </section>
);
