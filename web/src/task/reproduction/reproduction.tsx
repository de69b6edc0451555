import CircleCheck from "lucide-solid/icons/circle-check";
import CircleX from "lucide-solid/icons/circle-x";
import TriangleAlert from "lucide-solid/icons/triangle-alert";
import { For, type JSX, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import type {
  Plan,
  Reproduction,
  ReproductionAfter,
  ReproductionBefore,
  ReproductionEvidence,
} from "../../../../worker/protocol/index.ts";
import { ScrollRegion } from "../../ui/scroll-region.tsx";
import { formatDuration } from "../../ui/time.ts";
import { Excerpt } from "../tests/excerpt.tsx";
import { evidenceWords, isAsWanted, planWords, type Words } from "./words.ts";

const TONE = {
  ok: { icon: CircleCheck, colour: "text-ok" },
  warn: { icon: TriangleAlert, colour: "text-warn" },
  bad: { icon: CircleX, colour: "text-bad" },
};

const SUMMARY = "py-1 text-small text-mute hover:text-fg max-md:py-3.5";

/** Of a plan: the command that shows the fault with what it did, or why there is none. */
export const PlanReproduction = (props: { plan: Plan }) => (
  <section aria-label="Reproduction" class="mt-5">
    <h3 class="text-small font-medium text-mute">Reproduction</h3>
    <Show
      when={props.plan.reproduction}
      fallback={<p class="mt-1 [overflow-wrap:anywhere]">None: {props.plan.no_reproduction_reason}</p>}
    >
      {(reproduction) => (
        <Card words={planWords(props.plan.reproduced)} reproduction={reproduction()}>
          <Show when={props.plan.reproduced}>
            {(before) => <RunOutput of={before()} when="before" told />}
          </Show>
        </Card>
      )}
    </Show>
  </section>
);

/** Of the evidence: the same command before and after the edits. */
export const ReproductionResult = (props: { evidence: ReproductionEvidence }) => (
  <section aria-label="Reproduction" class="mt-4">
    <Card words={evidenceWords(props.evidence)} reproduction={props.evidence.reproduction}>
      <RunOutput of={props.evidence.before} when="before" />
      <RunOutput of={props.evidence.after} when="after" />
    </Card>
  </section>
);

const Card = (props: { words: Words; reproduction: Reproduction; children: JSX.Element }) => (
  <div class="mt-1.5 rounded-card border border-line">
    <div class="flex items-start gap-2.5 px-3 py-2.5">
      <Dynamic
        component={TONE[props.words.tone].icon}
        size={16}
        class={`mt-0.5 shrink-0 ${TONE[props.words.tone].colour}`}
        aria-hidden="true"
      />
      <div class="min-w-0 flex-1">
        <p class="font-medium">{props.words.title}</p>
        <pre class="mt-1.5 rounded-control bg-surface px-2.5 py-1.5 font-mono text-code whitespace-pre-wrap [overflow-wrap:anywhere]">
          {props.reproduction.command}
        </pre>
        <p class="mt-1.5 text-small text-mute [overflow-wrap:anywhere]">
          Fails with <span class="font-mono text-code text-fg">{props.reproduction.expect}</span>
        </p>
        <For each={props.reproduction.files ?? []}>
          {(file) => (
            <details>
              <summary class={`${SUMMARY} [overflow-wrap:anywhere]`}>
                Written for the run: <span class="font-mono">{file.path}</span>
              </summary>
              <ScrollRegion label={file.path} class="max-h-80 rounded-control bg-surface px-2.5 py-2">
                <pre class="font-mono text-log whitespace-pre-wrap [overflow-wrap:anywhere]">
                  {file.content}
                </pre>
              </ScrollRegion>
            </details>
          )}
        </For>
      </div>
    </div>
    {props.children}
  </div>
);

const WHEN = { before: "Before the edits", after: "After the edits" };

/** One run. `told`: the card's title has said already how it ended. */
const RunOutput = (props: {
  of: ReproductionBefore | ReproductionAfter;
  when: "before" | "after";
  told?: boolean;
}) => {
  const tone = () =>
    TONE[isAsWanted(props.of.verdict) ? "ok" : props.of.verdict === "not_run" ? "warn" : "bad"];
  return (
    <div class="border-t border-line px-3 py-2">
      <p class="flex items-start gap-2.5">
        <Show when={!props.told}>
          <Dynamic
            component={tone().icon}
            size={16}
            class={`mt-0.5 shrink-0 ${tone().colour}`}
            aria-hidden="true"
          />
        </Show>
        <span class="min-w-0 flex-1 [overflow-wrap:anywhere]">
          <Show when={!props.told}>
            <span class="font-medium">{WHEN[props.when]}. </span>
          </Show>
          {props.of.reason}
        </span>
        <Show when={props.of.run}>
          {(run) => (
            <span class="shrink-0 text-small text-mute tabular">{formatDuration(run().duration_ms)}</span>
          )}
        </Show>
      </p>
      <Show when={props.of.run?.output}>
        {(output) => (
          <details>
            <summary class={SUMMARY}>Output</summary>
            <Excerpt
              text={output()}
              label={`Output of the reproduction, ${WHEN[props.when].toLowerCase()}`}
            />
          </details>
        )}
      </Show>
    </div>
  );
};
