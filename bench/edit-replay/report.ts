/** `npm run bench:edit -- --replay PATH...`, or `--made-up N`: prints what became of changes, for each form. */
import { basename, dirname } from "node:path";
import fc from "fast-check";
import { changesOf } from "./history.ts";
import { madeUpChange } from "./made-up.ts";
import { count, emptyTallies, replay, type Tally, type Verdict } from "./run.ts";

export interface ReplayOptions {
  /** At most so many changes of each repository. */
  changes: number;
  /** Prints so many wrong writes, each with what was sent; with `refusals`, so many refusals as well. */
  show: number;
  refusals: boolean;
  /** Only the forms with this in their name. */
  form: string;
}

/** Whether nothing was written wrongly. */
export async function replayAll(
  directories: readonly string[],
  { changes: max, show, refusals, form }: ReplayOptions,
): Promise<boolean> {
  const tallies = emptyTallies();
  const wrong: Verdict[] = [];
  const refused: Verdict[] = [];
  let turn = 0;
  for (const directory of directories) {
    const changes = await changesOf(directory, max);
    console.log(`${nameOf(directory)}: ${changes.length} changes`);
    for (const change of changes) {
      for (const verdict of replay(change, turn, form)) {
        count(tallies, verdict);
        if (verdict.verdict === "wrong") wrong.push(verdict);
        if (verdict.verdict === "refused" && refused.length < show) refused.push(verdict);
      }
      turn += 1;
    }
  }
  print(tallies);
  for (const verdict of wrong.slice(0, show)) explain(verdict);
  if (refusals) for (const verdict of refused) explain(verdict);
  return wrong.length === 0;
}

/** The same with made-up changes, as many for each form. */
export function replayMadeUp(options: Omit<ReplayOptions, "refusals"> & { seed: number }): boolean {
  const { changes, show, form, seed } = options;
  const tallies = emptyTallies();
  const wrong: Verdict[] = [];
  console.log(`${changes} made-up changes, seed ${seed}`);
  const made = fc.sample(fc.tuple(madeUpChange, fc.nat(5)), { numRuns: changes, seed });
  for (const [change, turn] of made)
    for (const verdict of replay(change, turn, form)) {
      count(tallies, verdict);
      if (verdict.verdict === "wrong") wrong.push(verdict);
    }
  print(tallies);
  for (const verdict of wrong.slice(0, show)) explain(verdict);
  return wrong.length === 0;
}

/** A bare clone may be called `repo` in a folder with the name. */
const nameOf = (directory: string): string => {
  const name = basename(directory).replace(/\.git$/, "");
  return ["", "repo"].includes(name) ? basename(dirname(directory)) : name;
};

function print(tallies: ReadonlyMap<string, Tally>): void {
  console.log(
    `\n${"sent as".padEnd(22)}${"right".padStart(15)}${"refused".padStart(15)}${"wrong".padStart(15)}   refused for`,
  );
  for (const [form, { right, wrong, refused }] of tallies) {
    const refusals = [...refused.values()].reduce((sum, one) => sum + one, 0);
    const all = right + wrong + refusals;
    if (all === 0) continue;
    const share = (value: number) =>
      `${value} ${((100 * value) / all).toFixed(1).padStart(5)} %`.padStart(15);
    const reasons = [...refused].sort((a, b) => b[1] - a[1]).map(([reason, times]) => `${reason} ${times}`);
    console.log(`${form.padEnd(22)}${share(right)}${share(refusals)}${share(wrong)}   ${reasons.join(", ")}`);
  }
}

function explain({ form, sent, written, verdict, message }: Verdict): void {
  const { path, request, after } = sent;
  console.log(`\n=== ${verdict}: ${form}, ${path}`);
  console.log(request.kind === "patch" ? request.patch : JSON.stringify(request, null, 1));
  console.log(message);
  if (written === null) return;
  const [is = [], should = []] = [written, after].map((text) => text.replaceAll("\r\n", "\n").split("\n"));
  const at = is.findIndex((line, index) => line !== should[index]);
  const part = (lines: readonly string[]) => lines.slice(Math.max(0, at - 2), at + 6).join("\n");
  console.log(`--- written, from line ${at + 1}:\n${part(is)}\n--- the commit has:\n${part(should)}`);
}
