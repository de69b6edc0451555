import { For, type JSX } from "solid-js";
import type { UsageReport, UsageSum } from "../../../worker/protocol/index.ts";
import { formatCostSum } from "../ui/amounts.ts";
import { STAGE_LABEL } from "../ui/state-words.ts";

export type Grouping = "model" | "repo" | "step" | "task" | "day";

export const GROUPINGS: readonly { value: Grouping; label: string; column: string }[] = [
  { value: "model", label: "Model", column: "Model" },
  { value: "repo", label: "Repository", column: "Repository" },
  { value: "step", label: "Step", column: "Step" },
  { value: "task", label: "Task", column: "Task" },
  { value: "day", label: "Day", column: "Day" },
];

interface Row {
  name: JSX.Element;
  sum: UsageSum;
}

function rowsOf(report: UsageReport, by: Grouping): Row[] {
  switch (by) {
    case "model":
      return report.by_model.map((sum) => ({ name: `${sum.provider} · ${sum.model}`, sum }));
    case "repo":
      return report.by_repo.map((sum) => ({ name: sum.repo_full_name, sum }));
    case "step":
      return report.by_step.map((sum) => ({ name: STAGE_LABEL[sum.stage], sum }));
    case "task":
      return report.by_task.map((sum) => ({
        name: (
          <a href={`/t/${sum.task_id}`} class="hover:underline">
            {sum.title}
          </a>
        ),
        sum,
      }));
    case "day":
      return report.by_day.map((sum) => ({ name: sum.day, sum })).reverse();
  }
}

const whole = new Intl.NumberFormat("en");
const NUMBER = "py-2 pl-3 text-right tabular whitespace-nowrap";

/** The period's figures by one of their sides. */
export const UsageTable = (props: { report: UsageReport; by: Grouping }) => (
  <table class="w-full border-collapse">
    <caption class="sr-only">Usage by {props.by}</caption>
    <thead class="text-small text-mute">
      <tr class="border-b border-line">
        <th scope="col" class="py-2 text-left font-normal">
          {GROUPINGS.find((one) => one.value === props.by)?.column}
        </th>
        <th scope="col" class={`${NUMBER} font-normal max-md:hidden`}>
          Calls
        </th>
        <th scope="col" class={`${NUMBER} font-normal max-md:hidden`}>
          Input
        </th>
        <th scope="col" class={`${NUMBER} font-normal max-md:hidden`}>
          of it cached
        </th>
        <th scope="col" class={`${NUMBER} font-normal max-md:hidden`}>
          Output
        </th>
        <th scope="col" class={`${NUMBER} font-normal md:hidden`}>
          Tokens
        </th>
        <th scope="col" class={`${NUMBER} font-normal`}>
          Cost
        </th>
      </tr>
    </thead>
    <tbody class="divide-y divide-line">
      <For each={rowsOf(props.report, props.by)}>
        {(row) => (
          <tr>
            <th scope="row" class="py-2 text-left font-normal [overflow-wrap:anywhere]">
              {row.name}
            </th>
            <td class={`${NUMBER} max-md:hidden`}>{whole.format(row.sum.calls)}</td>
            <td class={`${NUMBER} max-md:hidden`}>{whole.format(row.sum.input_tokens)}</td>
            <td class={`${NUMBER} max-md:hidden text-mute`}>{whole.format(row.sum.cached_input_tokens)}</td>
            <td class={`${NUMBER} max-md:hidden`}>{whole.format(row.sum.output_tokens)}</td>
            <td class={`${NUMBER} md:hidden`}>
              {whole.format(row.sum.input_tokens + row.sum.output_tokens)}
            </td>
            <td class={NUMBER}>{formatCostSum(row.sum)}</td>
          </tr>
        )}
      </For>
    </tbody>
  </table>
);
