/**
 * `npm run bench:edit`: how often the edit engine does the right thing on a corpus of what models send, how long an
 * edit takes, and both beside the usual beginning, which takes exact hits alone. Ends with 1 if a case is wrong or
 * 1,000 edits of a file of 5,000 lines take a second.
 *
 * `npm run bench:edit -- --replay PATH... [--changes 400] [--form WORD] [--show 3] [--refusals]`: sends what the commits of the clones at PATH
 * (with or without a work tree) did to text files, in the forms and with the slips of models, and counts how often the
 * file came to be the commit's, how often the edit was refused, and how often anything else was written. Ends with 1
 * for a single wrong write.
 *
 * `npm run bench:edit -- --made-up 10000 [--seed N] [--form WORD] [--show 3]`: the same with so many made-up changes for
 * each form.
 */
import { parseArgs } from "node:util";
import { applyEdits } from "../worker/agent/edit/apply-edits.ts";
import { file } from "./edit-corpus/case.ts";
import { CORPUS } from "./edit-corpus/index.ts";
import { type Engine, judge, naive, verne } from "./edit-corpus/judge.ts";
import { replayAll, replayMadeUp } from "./edit-replay/report.ts";

const LINES = 5_000;
const EDITS = 1_000;
const LIMIT_MS = 1_000;
const ROUNDS = 40;

function table(): boolean {
  const groups = [...new Set(CORPUS.map(({ group }) => group))];
  console.log("right / cases, and how many were written wrongly");
  console.log(
    `${"".padEnd(16)}${"Verne".padStart(12)}${"wrong".padStart(7)}${"exact only".padStart(14)}${"wrong".padStart(7)}`,
  );
  let all = true;
  for (const group of [...groups, "all"]) {
    const cases = CORPUS.filter((one) => group === "all" || one.group === group);
    const ours = cases.map((one) => judge(one, verne(one), true));
    const theirs = cases.map((one) => judge(one, naive(one), false));
    const share = (verdicts: string[]) =>
      `${verdicts.filter((verdict) => verdict === "right").length}/${cases.length}`;
    const wrong = (verdicts: string[]) => String(verdicts.filter((verdict) => verdict === "wrong").length);
    console.log(
      group.padEnd(16) +
        share(ours).padStart(12) +
        wrong(ours).padStart(7) +
        share(theirs).padStart(14) +
        wrong(theirs).padStart(7),
    );
    all &&= ours.every((verdict) => verdict === "right");
  }
  return all;
}

/** Nanoseconds per request: the median of several rounds over the same cases. */
function timed(engine: Engine, cases: typeof CORPUS): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    for (const one of cases) engine(one);
    return ((performance.now() - start) * 1e6) / cases.length;
  });
  return rounds.toSorted((a, b) => a - b)[ROUNDS / 2] ?? 0;
}

function speed(): void {
  // Only what both can do, so that both do the same work; the largest cases are about size, not speed.
  const both = CORPUS.filter((one) => judge(one, naive(one), true) === "right" && "files" in one.expected);
  const loose = CORPUS.filter(({ group }) => group === "indentation" || group === "punctuation");
  const [ours, theirs] = [timed(verne, both), timed(naive, both)];
  const ns = (value: number) => `${Math.round(value).toLocaleString("en")} ns`;
  console.log(
    `\none request that both can do (${both.length} cases): Verne ${ns(ours)}, exact only ${ns(theirs)}, ratio ${(ours / theirs).toFixed(1)}`,
  );
  console.log(`one request on the loosest rungs (${loose.length} cases): Verne ${ns(timed(verne, loose))}`);
}

/** One request of many edits on a long file; `slip` is what the model gets wrong. */
function long(slip: (line: string) => string): number {
  const lines = Array.from(
    { length: LINES },
    (_, index) => `    const value${index} = compute(${index}, "it's");`,
  );
  const edits = Array.from({ length: EDITS }, (_, index) => {
    const line = lines[index * (LINES / EDITS)] ?? "";
    const next = lines[index * (LINES / EDITS) + 1] ?? "";
    return {
      old: `${slip(line)}\n${slip(next)}\n`,
      new: `${slip(line)}\n${slip("    added();")}\n${slip(next)}\n`,
    };
  });
  const files = new Map([["long.ts", file(`${lines.join("\n")}\n`)]]);
  const start = performance.now();
  const result = applyEdits(files, { kind: "edit", path: "long.ts", edits });
  const ms = performance.now() - start;
  if (!result.ok || result.changes[0]?.replacements !== EDITS)
    throw new Error("the long file was not edited");
  return ms;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    replay: { type: "boolean", default: false },
    changes: { type: "string", default: "400" },
    show: { type: "string", default: "3" },
    refusals: { type: "boolean", default: false },
    form: { type: "string", default: "" },
    "made-up": { type: "string" },
    seed: { type: "string" },
  },
});
if (values.replay && positionals.length === 0) {
  console.error(
    "usage: npm run bench:edit -- --replay PATH... [--changes 400] [--form WORD] [--show 3] [--refusals]",
  );
  process.exit(2);
}
const options = { ...values, changes: Number(values.changes), show: Number(values.show) };
process.exitCode = (await run()) ? 0 : 1;

async function run(): Promise<boolean> {
  if (values.replay) return replayAll(positionals, options);
  const count = values["made-up"];
  if (count === undefined) return corpus();
  return replayMadeUp({
    ...options,
    changes: Number(count),
    seed: Number(values.seed ?? Date.now() % 2 ** 31),
  });
}

function corpus(): boolean {
  console.log(`${CORPUS.length} cases`);
  const right = table();
  speed();
  console.log(`\n${EDITS} edits of a file of ${LINES} lines (under ${LIMIT_MS} ms):`);
  const exact = long((line) => line);
  for (const [name, ms] of [
    ["exact", exact],
    ["trailing space", long((line) => `${line}  `)],
    ["indentation", long((line) => `  ${line}`)],
    ["punctuation", long((line) => line.replaceAll("'", "’"))],
  ] as const)
    console.log(`  ${name.padEnd(16)}${ms.toFixed(0).padStart(6)} ms`);
  return right && exact < LIMIT_MS;
}
