/** What the rounds of a task say about its change, put together for the pull request. Pure. */
import type { EditResult } from "../../agent/types.ts";
import type { RoundWords } from "../record/stored-documents.ts";

const MAX_ROUNDS = 30;
const MAX_ASKED_CHARS = 80;

/** The words of all rounds after one that ended. A change that is gone needs none. */
export function withRound(
  rounds: readonly RoundWords[],
  result: EditResult,
  round: Pick<RoundWords, "n" | "kind" | "asked">,
  isBase: boolean,
): RoundWords[] {
  if (isBase) return [];
  const before = rounds.filter(({ n }) => n < round.n);
  if (!("summary" in result) || result.unchanged) return before;
  const { title, said, open } = result.words ?? { title: "", said: result.summary, open: "" };
  return [...before, { ...round, title, said, open }].slice(-MAX_ROUNDS);
}

/**
 * The whole change in the words of its rounds, in their order, each after the first with what it was for. What an
 * earlier round left open may have been done since, so that only the last one's counts.
 */
export function composed(rounds: readonly RoundWords[]): string {
  const told = rounds.filter(({ said }, index) => said !== "" && !isRepeated(said, rounds.slice(index + 1)));
  const parts = told.map(({ said, kind, asked }, index) =>
    index === 0 ? said : `${leadOf(kind, asked)}\n${said}`,
  );
  return [...parts, rounds.at(-1)?.open ?? ""].filter((part) => part !== "").join("\n\n");
}

/** The title of the change: a follow-up may widen it, a repair does not. Empty if no round gave one. */
export function titleIn(rounds: readonly RoundWords[]): string {
  const wide = rounds.filter(({ title, kind }) => title !== "" && kind !== "repair");
  return (wide.at(-1) ?? rounds.find(({ title }) => title !== ""))?.title ?? "";
}

/** A later summary of the whole change holds the earlier one. */
const isRepeated = (said: string, later: readonly RoundWords[]): boolean =>
  later.some((other) => plain(other.said).includes(plain(said)));

const plain = (text: string): string => text.replace(/\s+/g, " ").trim();

function leadOf(kind: RoundWords["kind"], asked: string): string {
  if (kind === "repair") return "Then, after the tests:";
  if (kind === "plan" || asked === "") return "Then:";
  const line = plain(asked);
  const cut = line.length > MAX_ASKED_CHARS ? `${line.slice(0, MAX_ASKED_CHARS).toWellFormed()}…` : line;
  return `Then, asked “${cut}”:`;
}
