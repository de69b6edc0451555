import { Tabs } from "@kobalte/core/tabs";
import { useSearchParams } from "@solidjs/router";
import { createQuery } from "@tanstack/solid-query";
import Download from "lucide-solid/icons/download";
import { createMemo, createSignal, For, lazy, Match, Show, Suspense, Switch } from "solid-js";
import type { UsageReport } from "../../../worker/protocol/index.ts";
import { type ApiFailure, asFailure, requestFile } from "../api/client.ts";
import { usagePath, usageQuery } from "../api/queries.ts";
import { formatCostSum, formatCount } from "../ui/amounts.ts";
import { Button } from "../ui/button.tsx";
import { FailureNotice } from "../ui/notice.tsx";
import { saveFile } from "../ui/save-file.ts";
import { Segments } from "../ui/segments.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { createTitle } from "../ui/title.ts";
import type { Measure } from "./chart-text.ts";
import { dayBars, PERIODS_DAYS, periodOf } from "./periods.ts";
import { Quotas } from "./quotas.tsx";
import { GROUPINGS, UsageTable } from "./usage-table.tsx";

const UsageChart = lazy(() => import("./usage-chart.tsx"));

/** What the user's tasks spent on models. */
export default function Usage() {
  const [params, setParams] = useSearchParams<{ days?: string; by?: string; measure?: string }>();
  const period = createMemo(() => periodOf(params.days, Date.now()));
  const query = createQuery(() => usageQuery(period().from, period().to));
  const [saving, setSaving] = createSignal(false);
  const [failure, setFailure] = createSignal<ApiFailure | null>(null);
  createTitle(() => "Usage");
  const save = async () => {
    const { from, to } = period();
    setSaving(true);
    setFailure(null);
    try {
      saveFile(await requestFile(usagePath({ from, to, format: "csv" })), `verne-usage-${from}-${to}.csv`);
    } catch (error) {
      setFailure(asFailure(error));
    } finally {
      setSaving(false);
    }
  };
  const report = () => (query.isPending ? undefined : query.data);
  return (
    <div class="h-full overflow-y-auto">
      <div class="mx-auto max-w-[880px] px-6 py-10 max-md:px-4 max-md:py-5">
        <div class="flex flex-wrap items-center gap-3">
          <h1 class="mr-auto text-title font-strong tracking-[-0.01em]">Usage</h1>
          <div class="max-md:order-last max-md:w-full">
            <Segments
              label="Period"
              value={String(period().days)}
              options={PERIODS_DAYS.map((days) => ({ value: String(days), label: `${days} days` }))}
              onChange={(days) => setParams({ days }, { replace: true })}
            />
          </div>
          <Button busy={saving()} onClick={() => void save()}>
            <Download size={14} aria-hidden="true" /> CSV
          </Button>
        </div>
        <Show when={failure()}>
          {(failed) => (
            <div class="mt-4">
              <FailureNotice
                what="The file could not be made."
                failure={failed()}
                onDismiss={() => setFailure(null)}
              />
            </div>
          )}
        </Show>
        <Show when={report()?.quotas.length ? report() : undefined}>
          {(found) => <Quotas quotas={found().quotas} />}
        </Show>
        <Switch>
          <Match when={query.isPending}>
            <Skeleton rows={6} label="Loading your usage" rowClass="h-11" />
          </Match>
          <Match when={query.error}>
            {(error) => (
              <div class="mt-6">
                <FailureNotice
                  what="Your usage could not be loaded."
                  failure={asFailure(error())}
                  onRetry={() => void query.refetch()}
                />
              </div>
            )}
          </Match>
          <Match when={report()?.totals.calls === 0}>
            <p class="mt-6 rounded-card border border-line px-4 py-10 text-center text-mute">
              No model was called in these {period().days} days.
            </p>
          </Match>
          <Match when={report()}>
            {(found) => (
              <Report
                report={found()}
                measure={params.measure === "cost" ? "cost" : "tokens"}
                by={params.by}
                onMeasure={(measure) => setParams({ measure }, { replace: true })}
                onBy={(by) => setParams({ by }, { replace: true })}
              />
            )}
          </Match>
        </Switch>
      </div>
    </div>
  );
}

interface ReportProps {
  report: UsageReport;
  measure: Measure;
  by: string | undefined;
  onMeasure: (measure: string) => void;
  onBy: (by: string) => void;
}

function Report(props: ReportProps) {
  const totals = () => props.report.totals;
  const bars = createMemo(() => dayBars(props.report));
  const by = () => GROUPINGS.find((one) => one.value === props.by)?.value ?? "model";
  const cards = () => [
    { label: "Cost", value: formatCostSum(totals()), note: unknownNote(totals().unknown_cost_calls) },
    {
      label: "Tokens",
      value: formatCount(totals().input_tokens + totals().output_tokens),
      note: `${formatCount(totals().output_tokens)} of them written`,
    },
    {
      label: "Tasks",
      value: props.report.by_task.length.toLocaleString("en"),
      note: `${totals().calls.toLocaleString("en")} model calls`,
    },
    { label: "Success rate", ...successOf(props.report.outcomes) },
  ];
  return (
    <>
      <dl class="mt-6 grid grid-cols-4 gap-3 max-md:grid-cols-2">
        <For each={cards()}>
          {(card) => (
            <div class="rounded-card border border-line px-4 py-3">
              <dt class="text-small text-mute">{card.label}</dt>
              <dd class="mt-0.5 text-title font-strong tabular">{card.value}</dd>
              <Show when={card.note}>
                <dd class="text-small text-mute">{card.note}</dd>
              </Show>
            </div>
          )}
        </For>
      </dl>
      <section aria-labelledby="by-day" class="mt-8">
        <div class="mb-3 flex items-center gap-3">
          <h2 id="by-day" class="mr-auto font-strong">
            By day
          </h2>
          <Segments
            label="Measure"
            value={props.measure}
            options={[
              { value: "tokens", label: "Tokens" },
              { value: "cost", label: "Cost" },
            ]}
            onChange={props.onMeasure}
          />
        </div>
        <Suspense fallback={<div class="h-[200px]" />}>
          <UsageChart bars={bars()} measure={props.measure} />
        </Suspense>
      </section>
      <Tabs value={by()} onChange={props.onBy} class="mt-8">
        <Tabs.List aria-label="Group the figures by" class="flex border-b border-line">
          <For each={GROUPINGS}>
            {(one) => (
              <Tabs.Trigger
                value={one.value}
                class="relative h-10 px-2.5 text-mute hover:text-fg data-[selected]:font-medium data-[selected]:text-fg
                  after:absolute after:inset-x-2.5 after:-bottom-px after:h-0.5 data-[selected]:after:bg-accent
                  max-md:h-11 max-md:flex-1 max-md:px-1 focus-visible:-outline-offset-2"
              >
                {one.label}
              </Tabs.Trigger>
            )}
          </For>
        </Tabs.List>
        <Tabs.Content value={by()} class="outline-none">
          <UsageTable report={props.report} by={by()} />
        </Tabs.Content>
      </Tabs>
    </>
  );
}

/** Of the tasks that ended by themselves. Those that the user cancelled say nothing about it. */
function successOf({ complete, failed }: UsageReport["outcomes"]): { value: string; note: string } {
  const ended = complete + failed;
  if (ended === 0) return { value: "–", note: "No task has ended" };
  return { value: `${Math.round((complete / ended) * 100)}%`, note: `${complete} of ${ended} completed` };
}

const unknownNote = (calls: number): string | null => {
  if (calls === 0) return null;
  return calls === 1
    ? "1 call has no known price"
    : `${calls.toLocaleString("en")} calls have no known price`;
};
