import type { ChosenCommands, Plan } from "../../../../worker/protocol/index.ts";

type Found = Plan["commands"]["found"];
const MAX_CHARS = 2000;
const MAX_SETUP = 20;

/** What a field shows: the choice, else what the rules found. */
export const shownCommand = (chosen: string | null | undefined, found: string | null | undefined): string =>
  chosen ?? found ?? "";

export const shownSetup = ({ setup }: ChosenCommands, found: Found): string[] =>
  setup ?? (found?.setup ?? []).map(({ command }) => command);

/** A text that only repeats what the rules found is no choice: it follows the repository. */
export const fitsFound = (text: string, found: string | null): string | null =>
  text.trim() === (found ?? "") ? null : text;

/** Why a command cannot be saved; null when it can. */
export function commandProblem(field: string, text: string): string | null {
  if (text.trim().length > MAX_CHARS) return `${field}: at most ${MAX_CHARS} characters.`;
  return /[^\P{Cc}\t\n\r]/u.test(text) ? `${field}: remove the control characters.` : null;
}

/** What keeps the choice from being saved; null when nothing does. */
export function chosenProblem(chosen: ChosenCommands = {}): string | null {
  const { install, test, lint, setup } = chosen;
  if ((setup?.length ?? 0) > MAX_SETUP) return `Set-up: at most ${MAX_SETUP} commands.`;
  const fields = [
    ["Install", install],
    ["Test", test],
    ["Lint", lint],
    ...(setup ?? []).map((one) => ["Set-up", one]),
  ];
  return (
    fields
      .map(([field, text]) => commandProblem(field ?? "", text ?? ""))
      .find((problem) => problem !== null) ?? null
  );
}
