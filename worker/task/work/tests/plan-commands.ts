/** Which commands a plan shows and who decided on them. Pure. */
import type { DocumentedCommands } from "../../../agent/index.ts";
import {
  type ChosenCommands,
  COMMAND_KINDS,
  type CommandKind,
  type CommandOrigin,
  chosenOf,
  isChosen,
  type KeptCommands,
  type Plan,
  sameChoice,
} from "../../../protocol/index.ts";

type Found = NonNullable<Plan["commands"]["found"]>;
type Origins = NonNullable<Plan["commands"]["origins"]>;
type Files = NonNullable<Plan["commands"]["documented_in"]>;
type Shown = Pick<Plan, "commands" | "chosen_commands">;

/** What a plan says about commands: the choice, what runs by it, and who decided. */
function shown(found: Found, chosen: ChosenCommands, origins: Origins, files: Files = {}): Shown {
  const source = origins.setup === "documented" ? (files.setup ?? "") : SOURCE[origins.setup ?? "found"];
  const setup = chosen.setup?.map((command) => ({ command, source }));
  const named = COMMAND_KINDS.filter((kind) => origins[kind] === "documented");
  const one = (kind: "install" | "test" | "lint") => {
    const text = chosen[kind] ?? found[kind];
    return text === "" ? null : text;
  };
  return {
    commands: {
      install: one("install"),
      test: one("test"),
      lint: one("lint"),
      setup: setup ?? found.setup,
      origins,
      found,
      ...(named.length > 0 && {
        documented_in: Object.fromEntries(named.map((kind) => [kind, files[kind] ?? ""])),
      }),
    },
    chosen_commands: chosen,
  };
}

const SOURCE: Record<CommandOrigin, string> = {
  user: "your own choice",
  approved: "an earlier plan that you approved",
  proposed: "a proposal of the agent",
  documented: "",
  found: "",
};

interface PlannedCommands {
  found: Found;
  kept: KeptCommands;
  /** The version that this one takes the place of. */
  previous: Shown | null;
  /** By the model; null where nobody would look at it before it runs. */
  proposed: ChosenCommands | null;
  /** Named in the repository's files for people; null as above. */
  documented: DocumentedCommands | null;
}

/**
 * The commands of a plan by the model: what the user typed stands; else what the model proposes; else what was approved
 * before; else what the rules found; else what a file of the repository names.
 */
export function plannedCommands({ found, kept, previous, proposed, documented }: PlannedCommands): Shown {
  const chosen: ChosenCommands = {};
  const origins: Origins = {};
  const [words, files] = documentedWhereNone(found, documented ?? {});
  for (const kind of COMMAND_KINDS) {
    const [origin, from] = sourceOf(kind, { kept, previous, proposed, words });
    if (origin === "found" || !from) continue;
    copy(chosen, from, kind);
    origins[kind] = origin;
  }
  if (proposed?.reason && Object.values(origins).includes("proposed")) chosen.reason = proposed.reason;
  return shown(found, chosen, origins, files);
}

/** Words are for people, and may be old or about something else: they stand only where no rule finds a command. */
function documentedWhereNone(found: Found, documented: DocumentedCommands): [ChosenCommands, Files] {
  const words: ChosenCommands = {};
  const files: Files = {};
  for (const kind of ["install", "test", "lint"] as const) {
    const one = documented[kind];
    if (!one || (found[kind] ?? null) !== null) continue;
    words[kind] = one.command;
    files[kind] = one.source;
  }
  if (documented.setup && found.setup.length === 0) {
    words.setup = documented.setup.command;
    files.setup = documented.setup.source;
  }
  return [words, files];
}

function sourceOf(
  kind: CommandKind,
  {
    kept,
    previous,
    proposed,
    words,
  }: Omit<PlannedCommands, "found" | "documented"> & { words: ChosenCommands },
): [CommandOrigin, ChosenCommands | undefined] {
  // Edited in an earlier version of this plan, maybe back to what the rules found.
  const before = previous?.commands.origins?.[kind];
  if (before === "user" || (before === "found" && previous)) return [before, previous?.chosen_commands];
  if (kept[kind]?.by === "user") return ["user", chosenOf(kept)];
  if (proposed && isChosen(proposed, kind) && !sameChoice(proposed, chosenOf(kept), kind))
    return ["proposed", proposed];
  if (kept[kind]) return ["approved", chosenOf(kept)];
  return isChosen(words, kind) ? ["documented", words] : ["found", undefined];
}

/** The commands of a plan that the user edited: what differs from the version before is their own. */
export function editedCommands(parent: Plan, edited: ChosenCommands | undefined): Shown {
  const { found, origins: before = {} } = parent.commands;
  // Nothing was said about commands, or this version knows nothing of a choice.
  if (edited === undefined || found === undefined)
    return { commands: parent.commands, chosen_commands: parent.chosen_commands };
  const origins: Origins = { ...before };
  for (const kind of COMMAND_KINDS) {
    if (sameChoice(edited, parent.chosen_commands, kind)) continue;
    origins[kind] = isChosen(edited, kind) ? "user" : "found";
  }
  return shown(found, edited, origins, parent.commands.documented_in);
}

/** What is kept for the repository once this plan is approved; null where nothing changes. */
export function keptAfter(
  plan: Pick<Plan, "commands" | "chosen_commands">,
  kept: KeptCommands,
): KeptCommands | null {
  const { origins = {} } = plan.commands;
  const { install, test, lint, setup } = plan.chosen_commands ?? {};
  const by = (kind: CommandKind) => (origins[kind] === "user" ? ("user" as const) : ("approved" as const));
  const next: KeptCommands = {
    ...(install != null && { install: { command: install, by: by("install") } }),
    ...(test != null && { test: { command: test, by: by("test") } }),
    ...(lint != null && { lint: { command: lint, by: by("lint") } }),
    ...(setup != null && { setup: { command: setup, by: by("setup") } }),
  };
  const same = COMMAND_KINDS.every((kind) => JSON.stringify(next[kind]) === JSON.stringify(kept[kind]));
  return same ? null : next;
}

function copy(into: ChosenCommands, from: ChosenCommands, kind: CommandKind): void {
  if (kind === "setup") into.setup = from.setup;
  else into[kind] = from[kind];
}
