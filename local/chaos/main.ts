/**
 * `npm run chaos -- --tasks N --seed S`: drives N tasks through the real local product while faults that the seed
 * chooses kill and restart the Worker and the sandbox runner, lose, double and delay queue messages, cut sockets, and
 * make Supabase, GitHub, the runner and the model answer 429, 500, nothing, or half of it. Then holds what came of it
 * against what `docs/durability.md` guarantees, and ends with 1 where something does not hold.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildAll } from "../build.ts";
import { runChaos } from "./run.ts";

const { values } = parseArgs({
  options: {
    tasks: { type: "string", default: "20" },
    seed: { type: "string", default: "1" },
    concurrent: { type: "string", default: "8" },
    kills: { type: "string" },
    scale: { type: "string", default: "1" },
    minutes: { type: "string", default: "60" },
    verbose: { type: "boolean", default: false },
  },
});

function number(name: "tasks" | "seed" | "concurrent" | "scale" | "minutes", least: number): number {
  const value = Number(values[name]);
  if (Number.isFinite(value) && value >= least) return value;
  console.error(`--${name}: ${values[name]} is not a number of at least ${least}`);
  process.exit(2);
}

const tasks = number("tasks", 1);
const kills = values.kills === undefined ? Math.ceil(tasks / 5) : Number(values.kills);
const dir = mkdtempSync(join(tmpdir(), "verne-chaos-"));
await buildAll();
try {
  const report = await runChaos({
    dir,
    tasks,
    kills,
    seed: number("seed", 0),
    concurrent: number("concurrent", 1),
    scale: number("scale", 0),
    maxMs: number("minutes", 0.1) * 60_000,
    say: values.verbose ? (line) => console.log(line) : () => {},
  });
  const { broken, ...figures } = report;
  console.log(JSON.stringify(figures, null, 2));
  console.log(broken.length === 0 ? "Everything holds." : `${broken.length} things do not hold:`);
  for (const line of broken) console.log(`  ${line}`);
  process.exitCode = broken.length === 0 ? 0 : 1;
} finally {
  rmSync(dir, { recursive: true, force: true });
}
process.exit();
