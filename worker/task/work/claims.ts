/** Holds what the agent claims against what ran. Pure. */
import type { CommandRecord } from "../../agent/types.ts";
import type { Claim, JudgedClaim, TestReport } from "../../protocol/index.ts";

export interface Records {
  commands: readonly CommandRecord[];
  /** The tests after the edits, on `tree`. */
  after: Pick<TestReport, "cases">;
  tree: string | null;
}

const MAX_CLAIMS = 40;

/** The task's claims with those of one more `finish`: the same words again replace what was said before. */
export function withClaims(before: readonly Claim[], claims: readonly Claim[]): Claim[] {
  const texts = new Set(claims.map(({ text }) => text));
  return [...before.filter(({ text }) => !texts.has(text)), ...claims].slice(-MAX_CLAIMS);
}

const COMMAND_ID = /^c\d+$/i;
const MAX_COMMAND_CHARS = 80;

/** A claim is supported when everything that it names ran on the final tree and succeeded there. */
export const judgeClaims = (claims: readonly Claim[], records: Records): JudgedClaim[] =>
  claims.map((claim) => {
    if (claim.by.length === 0)
      return { ...claim, supported: false, reason: "It names nothing that shows it." };
    const found = claim.by.map((name) => look(name.trim(), records));
    const missing = found.filter(({ shows }) => !shows);
    const said = missing.length > 0 ? missing : found;
    return { ...claim, supported: missing.length === 0, reason: said.map(({ words }) => words).join(" ") };
  });

interface Found {
  shows: boolean;
  words: string;
}

const look = (name: string, records: Records): Found =>
  COMMAND_ID.test(name) ? lookAtCommand(name.toLowerCase(), records) : lookAtTest(name, records);

function lookAtCommand(id: string, { commands, tree }: Records): Found {
  const ran = commands.find((command) => command.id === id);
  if (!ran) return { shows: false, words: `No command ${id} is on record.` };
  const line = ran.command.split("\n", 1).join("").slice(0, MAX_COMMAND_CHARS);
  const called = `${id} (${line})`;
  if (ran.exitCode !== 0) return { shows: false, words: `${called} ended with ${exitOf(ran)}.` };
  if (ran.tree === tree) return { shows: true, words: `${called} succeeded on this change.` };
  // Claims of one step of a plan are about a tree that later steps change.
  const again = commands.findLast((other) => other.tree === tree && isSame(other, ran));
  if (!again)
    return {
      shows: false,
      words: `${called} succeeded before the last change, and was not run again on it.`,
    };
  return again.exitCode === 0
    ? { shows: true, words: `${called} succeeded on this change as well, as ${again.id}.` }
    : { shows: false, words: `${called} was run again on this change as ${again.id}: ${exitOf(again)}.` };
}

const exitOf = ({ exitCode }: CommandRecord): string => `exit code ${exitCode ?? "unknown"}`;

const isSame = (a: CommandRecord, b: CommandRecord): boolean =>
  a.command === b.command && a.folder === b.folder;

function lookAtTest(name: string, { after }: Records): Found {
  const cases = after.cases.filter(({ id }) => id === name || id.endsWith(`::${name}`));
  const [first] = cases;
  if (!first) return { shows: false, words: `No test ${name} ran on this change.` };
  if (cases.length > 1) return { shows: false, words: `${cases.length} tests are called ${name}.` };
  return first.outcome === "passed"
    ? { shows: true, words: `The test ${name} passed on this change.` }
    : { shows: false, words: `The test ${name} did not pass: ${first.outcome}.` };
}
