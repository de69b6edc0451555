import { For, Show } from "solid-js";
import type { Plan } from "../../../../worker/protocol/index.ts";
import { userId } from "../../auth/session.ts";
import type { Entry } from "../timeline/entries.ts";
import { personOf, whoOf } from "../who.ts";

const AUTHOR: Record<Plan["author"], string> = {
  model: "by the model",
  user: "edited by",
  scope: "the agent asks for more files",
};

/** Whose version of the plan it is, as the journal tells. */
export function authorOf(plan: Plan, timeline: readonly Entry[]): string {
  const entry = timeline.findLast((one) => one.kind === "plan" && one.plan.version === plan.version);
  return plan.author === "user"
    ? `edited by ${personOf(entry?.by, userId()) ?? "somebody"}`
    : AUTHOR[plan.author];
}

/** Who approved the version; null where nobody has, or the journal does not say. */
export function approverOf(version: number, timeline: readonly Entry[]): string | null {
  const entry = timeline.findLast((one) => one.kind === "plan" && one.plan.version === version);
  const by = entry?.kind === "plan" ? entry.approvedBy : null;
  return by === null || by === "creation_option" ? null : whoOf(by, userId());
}

interface VersionBarProps {
  versions: readonly Plan[];
  shown: Plan;
  compared: Plan | null;
  approvedVersion: number | null;
  timeline: readonly Entry[];
  onShow: (version: number) => void;
  onCompare: (version: number | null) => void;
}

/** The plan's versions: one to read, and one to compare it with. */
export const VersionBar = (props: VersionBarProps) => (
  <div class="flex flex-wrap items-center gap-x-3 gap-y-2">
    <fieldset class="flex flex-wrap items-center gap-1">
      <legend class="sr-only">Versions of the plan</legend>
      <For each={props.versions}>
        {(plan) => (
          <button
            type="button"
            aria-pressed={plan.version === props.shown.version}
            title={`v${plan.version}, ${authorOf(plan, props.timeline)}`}
            class="h-6 min-w-8 max-md:h-11 max-md:min-w-11 rounded-control border border-line px-2 text-small tabular text-mute hover:bg-hover
              aria-pressed:border-line-strong aria-pressed:bg-hover aria-pressed:font-medium aria-pressed:text-fg"
            onClick={() => props.onShow(plan.version)}
          >
            v{plan.version}
            <Show when={plan.version === props.approvedVersion}>
              <span class="text-ok" aria-hidden="true">
                {" "}
                ✓
              </span>
              <span class="sr-only"> approved</span>
            </Show>
          </button>
        )}
      </For>
    </fieldset>
    <label class="flex items-center gap-2 text-small text-mute">
      Compare with
      <select
        class="field-text h-7! max-md:h-11! rounded-control border border-line-strong bg-raised px-1.5 text-fg"
        value={props.compared?.version ?? ""}
        onChange={(event) =>
          props.onCompare(event.currentTarget.value === "" ? null : Number(event.currentTarget.value))
        }
      >
        <option value="">nothing</option>
        <For each={props.versions.filter((plan) => plan.version !== props.shown.version)}>
          {(plan) => (
            <option value={plan.version} selected={plan.version === props.compared?.version}>
              v{plan.version}
            </option>
          )}
        </For>
      </select>
    </label>
  </div>
);
