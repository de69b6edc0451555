import Plus from "lucide-solid/icons/plus";
import X from "lucide-solid/icons/x";
import { For, Index, Show } from "solid-js";
import { revealAll } from "../../../../worker/protocol/hidden-text.ts";
import type { ChosenCommands, CommandKind, CommandOrigin, Plan } from "../../../../worker/protocol/index.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { TextArea } from "../../ui/field.tsx";
import { commandProblem, fitsFound, shownCommand, shownSetup } from "./chosen-commands.ts";

const LABEL = { install: "Install", test: "Test", lint: "Lint" } as const;
const ORIGIN: Record<CommandOrigin, string> = {
  user: "Your own.",
  approved: "From a plan that you approved before.",
  proposed: "Proposed by the agent.",
  documented: "Named in",
  found: "",
};

/** The commands of the plan as fields; what is changed here is kept for the repository once the plan is approved. */
export function CommandsEditor(props: {
  commands: Plan["commands"];
  chosen: ChosenCommands;
  /** The choice that the edited version came with. */
  before: ChosenCommands;
  onChange: (chosen: ChosenCommands) => void;
}) {
  const found = () => props.commands.found;
  const set = (change: ChosenCommands) => props.onChange({ ...props.chosen, ...change });
  const note = (kind: CommandKind) => {
    const now = JSON.stringify(props.chosen[kind] ?? null);
    if (now === "null") return "As found in the repository.";
    if (now !== JSON.stringify(props.before[kind] ?? null)) return ORIGIN.user;
    const origin = props.commands.origins?.[kind] ?? "found";
    if (origin === "documented")
      return `${ORIGIN[origin]} ${revealAll(props.commands.documented_in?.[kind] ?? "")}. It has not run yet.`;
    return `${ORIGIN[origin]} ${origin === "proposed" ? (props.before.reason ?? "") : ""}`.trim();
  };
  const back = (kind: CommandKind) => (
    <Show when={(props.chosen[kind] ?? null) !== null}>
      <Button variant="quiet" class="mt-1 h-7! px-2 max-md:h-11!" onClick={() => set({ [kind]: null })}>
        Use what was found
      </Button>
    </Show>
  );
  return (
    <fieldset class="grid min-w-0 gap-3">
      <legend class="mb-2 text-small font-medium">Commands</legend>
      <p class="-mt-1 text-small text-mute">
        Run by sh in the checkout, and kept for this repository once you approve. An empty field runs nothing.
      </p>
      <For each={["install", "test", "lint"] as const}>
        {(kind) => (
          <div>
            <TextArea
              label={LABEL[kind]}
              note={note(kind)}
              rows={1}
              spellcheck={false}
              class="font-mono"
              value={shownCommand(props.chosen[kind], found()?.[kind])}
              problem={commandProblem(LABEL[kind], props.chosen[kind] ?? "")}
              onInput={(event) =>
                set({ [kind]: fitsFound(event.currentTarget.value, found()?.[kind] ?? null) })
              }
            />
            {back(kind)}
          </div>
        )}
      </For>
      <div>
        <p class="mb-1 text-small font-medium">Set-up</p>
        <p class="mb-1.5 text-small text-mute">{note("setup")}</p>
        <ul class="grid gap-1.5">
          <Index each={shownSetup(props.chosen, found())}>
            {(command, index) => (
              <li class="flex items-start gap-1.5">
                <div class="min-w-0 flex-1">
                  <TextArea
                    label={`Set-up command ${index + 1}`}
                    hideLabel
                    rows={1}
                    spellcheck={false}
                    class="font-mono"
                    value={command()}
                    problem={commandProblem("Set-up", command())}
                    onInput={(event) => set({ setup: replaced(index, event.currentTarget.value) })}
                  />
                </div>
                <IconButton
                  label={`Remove set-up command ${index + 1}`}
                  class="mt-0.5"
                  onClick={() => set({ setup: replaced(index, null) })}
                >
                  <X size={14} aria-hidden="true" />
                </IconButton>
              </li>
            )}
          </Index>
        </ul>
        <Button
          variant="quiet"
          class="mt-1 h-7! px-2 max-md:h-11!"
          onClick={() => set({ setup: [...shownSetup(props.chosen, found()), ""] })}
        >
          <Plus size={13} aria-hidden="true" /> Add set-up command
        </Button>
        {back("setup")}
      </div>
    </fieldset>
  );

  function replaced(index: number, text: string | null): string[] {
    return shownSetup(props.chosen, found()).flatMap((command, at) =>
      at !== index ? [command] : text === null ? [] : [text],
    );
  }
}
