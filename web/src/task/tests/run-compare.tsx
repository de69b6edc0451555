import { useSearchParams } from "@solidjs/router";
import { createMemo, For, Show } from "solid-js";
import { FIELD_BOX } from "../../ui/field.tsx";
import { CaseLists } from "./case-lists.tsx";
import type { Places } from "./case-row.tsx";
import { changeLists } from "./comparison-lists.ts";
import { chooseRuns, compareRuns, type Run, runName } from "./runs.ts";
import { summarizeReport } from "./verdict.ts";

/** Comparison of any two runs, which the address names. */
export function RunCompare(props: { runs: readonly Run[]; places: (run: Run) => Places }) {
  const [params, setParams] = useSearchParams<{ run?: string; against?: string }>();
  const chosen = createMemo(() => chooseRuns(props.runs, params));
  return (
    <Show when={chosen()}>
      {(pair) => {
        const lists = () => changeLists(compareRuns(pair().against.report, pair().run.report));
        const cases = () =>
          new Map([...pair().against.report.cases, ...pair().run.report.cases].map((one) => [one.id, one]));
        const choose = (name: "run" | "against") => (id: string) =>
          setParams({ [name]: id }, { replace: true, scroll: false });
        return (
          <section class="mt-6 border-t border-line pt-4" aria-labelledby="compare-runs">
            <h3 id="compare-runs" class="font-medium">
              Compare runs
            </h3>
            <div class="mt-2 flex flex-wrap items-center gap-2">
              <RunChoice
                label="From run"
                runs={props.runs}
                value={pair().against.id}
                onChoose={choose("against")}
              />
              <span class="text-mute" aria-hidden="true">
                →
              </span>
              <RunChoice label="To run" runs={props.runs} value={pair().run.id} onChoose={choose("run")} />
            </div>
            <p class="mt-2 text-mute">
              {runName(pair().run)}: {summarizeReport(pair().run.report)}
            </p>
            <Show
              when={lists().length > 0}
              fallback={<p class="mt-2 text-mute">Nothing changed between these runs.</p>}
            >
              <CaseLists lists={lists()} cases={cases()} places={props.places(pair().run)} />
            </Show>
          </section>
        );
      }}
    </Show>
  );
}

const RunChoice = (props: {
  label: string;
  runs: readonly Run[];
  value: string;
  onChoose: (id: string) => void;
}) => (
  <span class={FIELD_BOX}>
    <select
      aria-label={props.label}
      class="field-text h-8 max-md:h-11 bg-transparent px-2 outline-none"
      onChange={(event) => props.onChoose(event.currentTarget.value)}
    >
      <For each={props.runs}>
        {(run) => (
          <option value={run.id} selected={run.id === props.value}>
            {runName(run)}
          </option>
        )}
      </For>
    </select>
  </span>
);
