import { For } from "solid-js";
import type { RepoSettings, SecondReader } from "../../../../worker/protocol/index.ts";
import { NotChanged } from "../not-changed.tsx";
import { Section } from "../page-head.tsx";
import { createRepoSettings } from "./repo-settings.ts";

const CHOICES: readonly { value: SecondReader; label: string }[] = [
  { value: "auto", label: "Where it costs little" },
  { value: "always", label: "Always" },
  { value: "off", label: "Never" },
];

/** When a change is read a second time before its review. */
export function SecondReaderRule(props: { repo: string; settings: RepoSettings }) {
  const change = createRepoSettings(() => props.repo);
  return (
    <Section
      id="second-reader"
      title="Second reader"
      note="Before the review another model of the provider, or the same one afresh, reads task, plan, diff and tests, and looks for what tests do not show. The agent gets its findings once; you see them in the review. They stand against nothing."
    >
      <label class="flex flex-wrap items-center gap-2.5">
        <span class="font-medium">Reads a change</span>
        <select
          class="field-text h-8! rounded-control border border-line-strong bg-raised px-2 text-fg disabled:opacity-55 max-md:h-11! max-md:w-full"
          value={props.settings.second_reader}
          disabled={change.busy()}
          onChange={(event) => {
            const chosen = CHOICES.find(({ value }) => value === event.currentTarget.value);
            if (chosen) void change.put({ second_reader: chosen.value });
          }}
        >
          <For each={CHOICES}>
            {({ value, label }) => (
              <option value={value} selected={props.settings.second_reader === value}>
                {label}
              </option>
            )}
          </For>
        </select>
      </label>
      <NotChanged change={change} />
    </Section>
  );
}
