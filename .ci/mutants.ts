/**
 * `npm run mutants -- PATH...`: changes the sources under these paths in one place after the other and tells which
 * changes no test notices. Runs the tests of the project `node` that import them, directly or over one more module
 * (`--steps N`: over up to N imports; `--test FILE`, which may be repeated: of these the named ones only). Prints each
 * survivor and, for each file, how many were killed; `--out FILE` writes the survivors as JSON, in the words of
 * mutants/equivalent.ts. Ends with 1 when a test fails by itself.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { ROOT } from "../local/root.ts";
import { EQUIVALENT } from "./mutants/equivalent.ts";
import { type Mutant, mutantsOf } from "./mutants/mutators.ts";
import type { MutantPlan, MutantResult } from "./mutants/plan.ts";
import { sourcesOf, testsOf } from "./mutants/related.ts";

mkdirSync(join(ROOT, ".verne"), { recursive: true });
/** Of this run alone; several may run beside each other. */
const DIR = mkdtempSync(join(ROOT, ".verne/mutants-"));
/** A mutant for which nothing is told this long hangs its process. */
const STUCK_MS = 45_000;
const LOOK_EVERY_MS = 500;
const NO_SOURCE =
  /\.test\.tsx?$|\/(?:test|fakes|fixtures)\/|^(?:local|worker\/(?:protocol|sandbox))\/testing\/|-fixture\.ts$|\.d\.ts$/;

const { values, positionals } = parseArgs({
  options: {
    steps: { type: "string", default: "2" },
    test: { type: "string", multiple: true },
    out: { type: "string" },
  },
  allowPositionals: true,
});
const sources = sourcesOf(ROOT);
const wanted = positionals.map((path) => relative(ROOT, join(process.cwd(), path)));
const files = sources.filter(
  (file) => !NO_SOURCE.test(file) && wanted.some((path) => file === path || file.startsWith(`${path}/`)),
);
if (files.length === 0) {
  console.error("Name a source or a folder of sources: npm run mutants -- worker/agent/edit");
  process.exit(1);
}

interface Counted extends Mutant {
  file: string;
  fate: "survived" | "killed" | "not reached" | "equivalent";
}

const startedAt = performance.now();
const mutants: Counted[] = [];
const plan: MutantPlan = {
  files: files.map((path) => {
    const first = mutants.length;
    const stale = new Set(EQUIVALENT[path]);
    for (const mutant of mutantsOf(path, readFileSync(join(ROOT, path), "utf8"))) {
      const same = [...(EQUIVALENT[path] ?? [])].find(
        ({ at, from, to }) => at === mutant.at && from === mutant.from && to === mutant.to,
      );
      if (same) stale.delete(same);
      mutants.push({ ...mutant, file: path, fate: same ? "equivalent" : "not reached" });
    }
    for (const { at, from } of stale)
      console.log(`${path}: no mutant is this equivalent any more: ${from} in ${at}`);
    return { path, first };
  }),
  tests: testsOf(ROOT, files, sources, Number(values.steps)).filter(
    (file) => values.test?.includes(file) ?? true,
  ),
  done: mutants.flatMap(({ fate }, n) => (fate === "equivalent" ? [n] : [])),
  results: join(DIR, "results"),
};

let child: ChildProcess | undefined;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => {
    child?.kill("SIGKILL");
    console.log("It was stopped; what was not tried counts as survived.");
    report();
    rmSync(DIR, { recursive: true, force: true });
    process.exit(1);
  });

/** Runs the plan's tests. The number of the mutant that nothing came back from; null if all were tried. */
async function tryMutants(): Promise<number | null> {
  writeFileSync(join(DIR, "plan.json"), JSON.stringify(plan));
  writeFileSync(plan.results, "");
  const vitest = join(ROOT, "node_modules/.bin/vitest");
  child = spawn(process.execPath, [vitest, "run", "--config", ".ci/mutants/vitest.config.ts"], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, VERNE_MUTANTS: join(DIR, "plan.json") },
  });
  let said = "";
  child.stdout?.on("data", (data: Buffer) => {
    said = (said + data.toString()).slice(-4_000);
  });
  child.stderr?.on("data", (data: Buffer) => {
    said = (said + data.toString()).slice(-4_000);
  });
  const ended = new Promise<void>((resolve) => child?.once("close", () => resolve()));
  let lines = 0;
  let finished = 0;
  let trying: number | null = null;
  let toldAt = performance.now();
  const look = () => {
    const all = readFileSync(plan.results, "utf8").split("\n").slice(0, -1);
    for (const line of all.slice(lines)) {
      const result = JSON.parse(line) as MutantResult; // written by mutants/runner.ts
      if ("begin" in result) trying = result.begin;
      else if ("killed" in result) decide(result.killed, "killed");
      else if ("reached" in result) for (const n of result.reached) reach(n);
      else if ("finished" in result) finished += 1;
      else throw new Error(`${relative(ROOT, result.broken)} fails without a mutant`);
    }
    if (all.length > lines) toldAt = performance.now();
    lines = all.length;
  };
  let open = true;
  void ended.then(() => {
    open = false;
  });
  while (open) {
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))]);
    look();
    if (trying !== null && performance.now() - toldAt > STUCK_MS) {
      child.kill("SIGKILL");
      await ended;
      return trying;
    }
  }
  look();
  if (lines === 0) throw new Error(`No test ran. ${said}`);
  if (finished === plan.tests.length) return null;
  // Its process is gone: with all memory taken, for one.
  if (trying === null || mutants[trying]?.fate === "killed")
    throw new Error(`The tests ended too soon. ${said}`);
  return trying;
}

function decide(n: number, fate: Counted["fate"]): void {
  const mutant = mutants[n];
  if (mutant && mutant.fate !== "equivalent") mutant.fate = fate;
}

function reach(n: number): void {
  if (mutants[n]?.fate === "not reached") decide(n, "survived");
}

/** The longest text of a survivor that is printed. */
const SHOWN_CHARS = 160;

function report(): void {
  const short = (text: string) => (text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS - 3)}...` : text);
  for (const { file, line, from, to, fate } of mutants) {
    if (fate !== "survived" && fate !== "not reached") continue;
    console.log(`${file}:${line}${fate === "survived" ? "" : " (no test comes here)"}`);
    console.log(`  - ${short(from)}\n  + ${short(to)}`);
  }
  const byFile = [...Map.groupBy(mutants, ({ file }) => file)];
  for (const [name, list] of byFile.length > 1 ? [...byFile, ["all", mutants] as const] : byFile) {
    const counted = list.filter(({ fate }) => fate !== "equivalent");
    const killed = counted.filter(({ fate }) => fate === "killed").length;
    const percent = counted.length === 0 ? 100 : (100 * killed) / counted.length;
    const equivalent = list.length - counted.length;
    const beside = equivalent === 0 ? "" : `, ${equivalent} equivalent`;
    console.log(`${name}: ${killed}/${counted.length} (${percent.toFixed(0)} %)${beside}`);
  }
  console.log(`${((performance.now() - startedAt) / 1_000).toFixed(0)} s`);
}

console.log(
  `${mutants.length} mutants in ${files.length} files; ${plan.tests.length} test files import them.`,
);
if (plan.tests.length > 0)
  for (;;) {
    const stuck = await tryMutants();
    if (stuck === null) break;
    decide(stuck, "killed");
    plan.done = mutants.flatMap(({ fate }, n) => (fate === "killed" || fate === "equivalent" ? [n] : []));
  }
report();
if (values.out !== undefined) {
  const left = mutants.filter(({ fate }) => fate === "survived" || fate === "not reached");
  writeFileSync(
    values.out,
    JSON.stringify(
      left.map(({ file, line, at, from, to }) => ({ file, line, at, from, to })),
      null,
      2,
    ),
  );
}
rmSync(DIR, { recursive: true, force: true });
