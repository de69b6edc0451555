import { For, Show } from "solid-js";
import type { Plan } from "../../../../worker/protocol/index.ts";
import { formatCost, formatCount } from "../../ui/amounts.ts";
import { MarkdownLine } from "../../ui/markdown.tsx";

const Heading = (props: { text: string }) => (
  <h3 class="mt-5 text-small font-medium text-mute">{props.text}</h3>
);

/** A titled list of sentences; nothing when there are none. */
export const Points = (props: { title: string; items: readonly string[] }) => (
  <Show when={props.items.length > 0}>
    <Heading text={props.title} />
    <ul class="mt-1 list-disc pl-4 marker:text-mute">
      <For each={props.items}>
        {(item) => (
          <li>
            <MarkdownLine text={item} />
          </li>
        )}
      </For>
    </ul>
  </Show>
);

/** Packages that the change would add, highlighted because they are third-party code. */
export const NewDependencies = (props: { names: readonly string[] }) => (
  <Show when={props.names.length > 0}>
    <Heading text="New dependencies" />
    <ul class="mt-1 flex flex-wrap gap-1.5">
      <For each={props.names}>
        {(name) => (
          <li class="rounded-control bg-warn-soft px-2 py-0.5 font-mono text-code [overflow-wrap:anywhere]">
            {name}
          </li>
        )}
      </For>
    </ul>
  </Show>
);

interface PlannedCommand {
  command: string;
  source: string;
}

function plannedCommands(commands: Plan["commands"]): PlannedCommand[] {
  const named = (kind: "install" | "test" | "lint") => {
    const file = commands.documented_in?.[kind];
    return file === undefined || commands.origins?.[kind] !== "documented" ? "" : `, from ${file}`;
  };
  const one = (command: string | null, source: string) => (command === null ? [] : [{ command, source }]);
  return [
    ...commands.setup.map(({ command, source }) => ({ command, source: `set-up, from ${source}` })),
    ...one(commands.install, `installs what the repository needs${named("install")}`),
    ...one(commands.test, `tests, before and after the edits${named("test")}`),
    ...one(commands.lint ?? null, `lints, if the agent runs it${named("lint")}`),
  ];
}

/** Every command that will run, in order, with the reason why. */
export const Commands = (props: { commands: Plan["commands"] }) => (
  <>
    <Heading text="Commands that will run" />
    <Show
      when={plannedCommands(props.commands).length > 0}
      fallback={<p class="mt-1">None: no test command was found.</p>}
    >
      <ol class="mt-1 grid gap-1">
        <For each={plannedCommands(props.commands)}>
          {(one) => (
            <li class="flex flex-wrap items-baseline gap-x-3">
              <span class="font-mono text-code [overflow-wrap:anywhere]">{one.command}</span>
              <span class="text-small text-mute">{one.source}</span>
            </li>
          )}
        </For>
      </ol>
    </Show>
  </>
);

/** Estimate of tokens and cost; a cost that is not known is shown as unknown. */
export const Estimate = (props: { estimate: Plan["estimate"] }) => (
  <Show when={props.estimate}>
    {(estimate) => (
      <p class="mt-5 text-small text-mute">
        Estimate: about {formatCount(estimate().tokens)} tokens,{" "}
        {estimate().cost_usd === null ? "cost unknown" : formatCost(estimate().cost_usd)}.
      </p>
    )}
  </Show>
);
