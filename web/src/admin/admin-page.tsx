import { useSearchParams } from "@solidjs/router";
import { createQuery } from "@tanstack/solid-query";
import { For, type JSX, Match, Show, Switch } from "solid-js";
import type { InstallationMetrics } from "../../../worker/protocol/index.ts";
import { asFailure } from "../api/client.ts";
import { metricsQuery } from "../api/queries.ts";
import { formatCost, formatCostSum } from "../ui/amounts.ts";
import { FailureNotice } from "../ui/notice.tsx";
import { Segments } from "../ui/segments.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { STATE_LABEL, STEP_LABEL } from "../ui/state-words.ts";
import { createTitle } from "../ui/title.ts";
import { durationText, shares } from "./figures.ts";

const PERIODS = [
  { value: "24", label: "Day" },
  { value: "168", label: "Week" },
  { value: "720", label: "30 days" },
] as const;

/** What the whole installation did, for those who run it. */
export default function Admin() {
  const [params, setParams] = useSearchParams<{ hours?: string }>();
  const hours = () => PERIODS.find(({ value }) => value === params.hours)?.value ?? "168";
  const query = createQuery(() => metricsQuery(hours()));
  createTitle(() => "Installation");
  const metrics = () => (query.isPending ? undefined : query.data);
  return (
    <div class="h-full overflow-y-auto">
      <div class="mx-auto max-w-[880px] px-6 py-10 max-md:px-4 max-md:py-5">
        <div class="flex flex-wrap items-center gap-3">
          <h1 class="mr-auto text-title font-strong tracking-[-0.01em]">Installation</h1>
          <Segments
            label="Period"
            value={hours()}
            options={PERIODS}
            onChange={(value) => setParams({ hours: value }, { replace: true })}
          />
        </div>
        <Switch>
          <Match when={query.isPending}>
            <Skeleton rows={6} label="Loading the figures" rowClass="h-11" />
          </Match>
          <Match when={query.error}>
            {(error) => (
              <div class="mt-6">
                <FailureNotice
                  what="The figures could not be loaded."
                  failure={asFailure(error())}
                  onRetry={() => void query.refetch()}
                />
              </div>
            )}
          </Match>
          <Match when={metrics()}>{(found) => <Figures metrics={found()} />}</Match>
        </Switch>
      </div>
    </div>
  );
}

function Figures(props: { metrics: InstallationMetrics }) {
  const created = () => props.metrics.tasks.reduce((sum, { tasks }) => sum + tasks, 0);
  const failed = () => props.metrics.failures.reduce((sum, { tasks }) => sum + tasks, 0);
  const cards = () => [
    { label: "Tasks", value: created().toLocaleString("en"), note: `${failed()} failed` },
    {
      label: "Wait for a start",
      value: durationText(props.metrics.queue.p50_ms),
      note: `95 % within ${durationText(props.metrics.queue.p95_ms)}`,
    },
    {
      label: "Pull requests",
      value: props.metrics.pull_requests.opened.toLocaleString("en"),
      note: "opened",
    },
    {
      label: "Cost of each",
      value: formatCost(props.metrics.pull_requests.cost_usd_each),
      note: "of the models",
    },
  ];
  return (
    <>
      <dl class="mt-6 grid grid-cols-4 gap-3 max-md:grid-cols-2">
        <For each={cards()}>
          {(card) => (
            <div class="rounded-card border border-line px-4 py-3">
              <dt class="text-small text-mute">{card.label}</dt>
              <dd class="mt-0.5 text-title font-strong tabular">{card.value}</dd>
              <dd class="text-small text-mute">{card.note}</dd>
            </div>
          )}
        </For>
      </dl>
      <Bars
        title="Tasks by state"
        empty="No task was created."
        rows={props.metrics.tasks.map(({ state, tasks }) => ({
          name: STATE_LABEL[state],
          size: tasks,
          text: tasks.toLocaleString("en"),
        }))}
      />
      <Bars
        title="Failures by reason"
        empty="No task failed."
        rows={props.metrics.failures.map(({ code, tasks }) => ({
          name: code.replaceAll("_", " "),
          size: tasks,
          text: tasks.toLocaleString("en"),
        }))}
      />
      <Bars
        title="Steps, 95 % within"
        empty="No step was run."
        rows={props.metrics.steps.map(({ step, runs, failed: bad, p50_ms, p95_ms }) => ({
          name: STEP_LABEL[step].running,
          size: p95_ms ?? 0,
          text: durationText(p95_ms),
          note: `half within ${durationText(p50_ms)} · ${runs} runs${bad > 0 ? `, ${bad} failed` : ""}`,
        }))}
      />
      <Bars
        title="Models, an answer within (95 %)"
        empty="No model was called."
        rows={props.metrics.models.map((model) => ({
          name: model.model,
          size: model.p95_ms ?? 0,
          text: durationText(model.p95_ms),
          note: `${model.calls.toLocaleString("en")} calls · ${formatCostSum(model)}`,
        }))}
      />
    </>
  );
}

interface BarsProps {
  title: string;
  empty: string;
  rows: { name: string; size: number; text: string; note?: string }[];
}

/** Names and numbers are text; the bar beside them says nothing more and is left out for who cannot see it. */
function Bars(props: BarsProps): JSX.Element {
  const widths = () => shares(props.rows.map(({ size }) => size));
  return (
    <section class="mt-8">
      <h2 class="mb-3 font-strong">{props.title}</h2>
      <Show
        when={props.rows.length > 0}
        fallback={
          <p class="rounded-card border border-line px-4 py-6 text-center text-mute">{props.empty}</p>
        }
      >
        <ul class="divide-y divide-line rounded-card border border-line">
          <For each={props.rows}>
            {(row, index) => (
              <li class="grid grid-cols-[180px_1fr_220px] items-center gap-x-4 px-4 py-2.5 max-md:grid-cols-[1fr_auto]">
                <span class="min-w-0 truncate first-letter:uppercase">{row.name}</span>
                <span
                  class="h-2 rounded-full bg-line max-md:order-last max-md:col-span-2 max-md:mt-2"
                  aria-hidden="true"
                >
                  <span
                    class="block h-full rounded-full bg-accent"
                    style={{ width: `${widths()[index()]}%` }}
                  />
                </span>
                <span class="text-right tabular">
                  {row.text}
                  <Show when={row.note}>
                    <span class="block text-small text-mute">{row.note}</span>
                  </Show>
                </span>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </section>
  );
}
