import { createQuery, keepPreviousData } from "@tanstack/solid-query";
import CircleCheck from "lucide-solid/icons/circle-check";
import CircleX from "lucide-solid/icons/circle-x";
import TriangleAlert from "lucide-solid/icons/triangle-alert";
import { createMemo, lazy, Show, Suspense } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { TaskView, TestComparison, TestReport } from "../../../../worker/protocol/index.ts";
import { ScrollRegion } from "../../ui/scroll-region.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { isOver } from "../../ui/state-words.ts";
import { revisionOf } from "../diff/revision.ts";
import type { TaskModel } from "../model.ts";
import { CaseLists, PassedCases } from "./case-lists.tsx";
import type { Places } from "./case-row.tsx";
import { casesQuery } from "./cases.ts";
import { casesById, comparisonLists } from "./comparison-lists.ts";
import { Excerpt } from "./excerpt.tsx";
import { RunCompare } from "./run-compare.tsx";
import { editedFiles, type Run, shownFiles, testRuns } from "./runs.ts";
import { summarizeReport, verdictOf } from "./verdict.ts";

const Claims = lazy(() => import("./claims.tsx"));
const ReproductionResult = lazy(async () => ({
  default: (await import("../reproduction/reproduction.tsx")).ReproductionResult,
}));

/** The evidence: results of the tests before the edits compared with those after. */
export function TestsPane(props: { task: TaskModel; view: TaskView }) {
  const timeline = () => props.task.stream.journal().timeline;
  const runs = createMemo(() => testRuns(timeline()));
  const edited = createMemo(() => editedFiles(timeline()));
  const failed = () =>
    [props.view.tests?.after, ...runs().map(({ report }) => report)].some(
      (report) => (report?.counts.failed ?? 0) > 0,
    );
  const diff = createQuery(() => ({
    ...props.task.diff(revisionOf(props.task) ?? props.view.state),
    // An edit that was taken back is in no diff; the link of a failed test leads there only when the file is.
    enabled: edited().length > 0 && failed(),
    placeholderData: keepPreviousData,
  }));
  const files = () => (diff.isSuccess ? shownFiles(edited(), diff.data.files) : []);
  const places = (run: Run | undefined): Places => ({ files: files(), command: run?.command ?? null });
  const last = (phase: Run["phase"]) => runs().findLast((run) => run.phase === phase);
  return (
    <ScrollRegion label="Test evidence" class="h-full">
      <div class="mx-auto max-w-[760px] px-6 py-5 max-md:px-4">
        <Show
          when={props.view.tests}
          fallback={<Waiting view={props.view} baseline={last("baseline")?.report ?? null} />}
        >
          {(comparison) => (
            <Evidence
              task={props.task}
              comparison={comparison()}
              runs={[last("baseline"), last("after")]}
              places={places(last("after"))}
            />
          )}
        </Show>
        {/* With one run after the edits, the evidence is the comparison. */}
        <Show when={runs().filter((run) => run.phase === "after").length > 1}>
          <RunCompare runs={runs()} places={places} />
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
    <Show when={props.baseline}>{(report) => <RunReport title="Before the edits" report={report()} />}</Show>
  </>
);

function Evidence(props: {
  task: TaskModel;
  comparison: TestComparison;
  /** As the journal has them, which lists the first of their cases. */
  runs: readonly (Run | undefined)[];
  places: Places;
}) {
  const failing = createQuery(() => ({
    ...casesQuery(props.task, { phase: "after", outcome: "failed" }),
    enabled: props.comparison.after.counts.failed > 0,
    placeholderData: keepPreviousData,
  }));
  const cases = createMemo(() => {
    const listed = props.runs.flatMap((run) => run?.report.cases ?? []);
    return casesById([...listed, ...(failing.isSuccess ? failing.data.items : [])]);
  });
  const passed = () => props.comparison.after.counts.passed;
  return (
    <>
      <VerdictCard comparison={props.comparison} />
      <Show when={props.comparison.reproduction}>
        {(evidence) => (
          <Suspense>
            <ReproductionResult evidence={evidence()} />
          </Suspense>
        )}
      </Show>
      <Show when={props.comparison.claims}>
        {(claims) => (
          <Suspense>
            <Claims claims={claims()} />
          </Suspense>
        )}
      </Show>
      <CaseLists lists={comparisonLists(props.comparison)} cases={cases()} places={props.places} />
      <Show when={passed() > 0}>
        <PassedCases task={props.task} count={passed()} places={props.places} />
      </Show>
      <Show when={props.comparison.unchanged_passing > 0}>
        <p class="mt-2 text-small text-mute">
          {props.comparison.unchanged_passing}{" "}
          {props.comparison.unchanged_passing === 1 ? "test passes" : "tests pass"} as before.
        </p>
      </Show>
      <RunReport title="After the edits" report={props.comparison.after} />
      <Show
        when={props.comparison.baseline}
        fallback={<p class="mt-6 text-mute">The tests were not run before the edits.</p>}
      >
        {(report) => <RunReport title="Before the edits" report={report()} />}
      </Show>
    </>
  );
}

const ICON = {
  pass: CircleCheck,
  broken: CircleX,
  errored: CircleX,
  exit_status: TriangleAlert,
  no_baseline: TriangleAlert,
  no_evidence: TriangleAlert,
};

const VerdictCard = (props: { comparison: TestComparison }) => {
  const verdict = () => verdictOf(props.comparison);
  return (
    <div class={`flex items-start gap-3 rounded-card px-4 py-3 ${verdict().soft}`}>
      <Dynamic
        component={ICON[props.comparison.verdict]}
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
  );
};

/** One run of the test command. Its output is open where no test explains what went wrong. */
const RunReport = (props: { title: string; report: TestReport }) => (
  <section class="mt-6 border-t border-line pt-4" aria-label={props.title}>
    <h3 class="font-medium">{props.title}</h3>
    <p class="text-mute first-letter:uppercase">
      {summarizeReport(props.report)}
      <Show when={props.report.command}>
        {(command) => <span class="ml-2 font-mono text-code [overflow-wrap:anywhere]">{command()}</span>}
      </Show>
    </p>
    <Show when={props.report.output_tail}>
      {(output) => (
        <details
          class="mt-1"
          open={props.report.outcome === "errored" || props.report.outcome === "timed_out"}
        >
          <summary class="py-1 text-small text-mute hover:text-fg max-md:py-3.5">End of the output</summary>
          <Excerpt text={output()} label={`End of the output, ${props.title.toLowerCase()}`} />
        </details>
      )}
    </Show>
  </section>
);
