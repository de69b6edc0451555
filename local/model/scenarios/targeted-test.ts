import type { Scene } from "../conversation.ts";
import { type Claim, call, type Reply, say } from "../reply.ts";

/** Tests that concern a change. */
export interface Concerned {
  file: string;
  /** Titles of tests in that file; none: all of it. */
  names: string[];
  /** What holds if they pass. */
  claim: string;
}

/**
 * The next reply of the part that runs the tests concerned, or null once they ran or cannot be run here. `notes` then
 * says how they ended, and `claims` holds what they showed.
 */
export function runConcerned(
  scene: Scene,
  { file, names, claim }: Concerned,
  notes: string[],
  claims: Claim[],
): Reply | null {
  if (!scene.tools.has("run_tests")) return null;
  const run = scene.exchanges.findLast(({ tool, args }) => tool === "run_tests" && isList(args.paths, file));
  if (!run) return say("Now the tests that concern it.", call("run_tests", { paths: [file], names }));
  const passed = listed(run.result, "Passed:");
  const failed = listed(run.result, "Failed:");
  const shown = (name: string) => passed.some((id) => id === name || id.endsWith(`::${name}`));
  const by = (names.length > 0 ? names : passed).filter(shown);
  if (failed.length > 0) notes.push(`In ${file} still fails: ${failed.join(", ")}.`);
  else if (by.length > 0 && by.length >= names.length) claims.push({ text: claim, by: by.slice(0, 10) });
  else notes.push(`${file} could not be run by itself.`);
  return null;
}

const isList = (value: unknown, only: string): boolean => Array.isArray(value) && value.includes(only);

/** The items below a heading of a test run's text. */
function listed(result: string, heading: string): string[] {
  const lines = result.split("\n");
  const at = lines.indexOf(heading);
  if (at < 0) return [];
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((line) => !/^(?:- | {4}|and \d)/.test(line));
  return rest.slice(0, end < 0 ? undefined : end).flatMap((line) => /^- (.+)$/.exec(line)?.[1] ?? []);
}
