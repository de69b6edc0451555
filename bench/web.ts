/**
 * `npm run bench:web`: what the web app costs, each figure beside its budget; ends with 1 when one is broken.
 * `--size` counts only what the browser has to load, which takes a second and varies on no machine.
 * `--rounds N` (default 3): times are the median of so many runs. `--only WORD`: the measurements with that word.
 */
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findChromium } from "../e2e/chromium.ts";
import { buildAll } from "../local/build.ts";
import { ROOT } from "../local/root.ts";
import { openBenchApp } from "./web/app.ts";
import { type Figure, isOver, medianOf, table } from "./web/figures.ts";
import * as measures from "./web/measures.ts";
import { sizesOf } from "./web/sizes.ts";

const { values } = parseArgs({
  options: {
    size: { type: "boolean", default: false },
    rounds: { type: "string", default: "3" },
    only: { type: "string", default: "" },
  },
});
const ROUNDS = Number(values.rounds);

async function timings(): Promise<Figure[]> {
  const chromium = await findChromium();
  if (chromium === null) throw new Error("no Chromium was found; install one or set CHROMIUM_PATH");
  const app = await openBenchApp(chromium);
  const figures: Figure[] = [];
  try {
    for (const [name, measure] of Object.entries(measures)) {
      if (!name.toLowerCase().includes(values.only.toLowerCase())) continue;
      const runs: Figure[][] = [];
      for (let round = 0; round < ROUNDS; round++) runs.push(await measure(app));
      figures.push(...medianOf(runs));
    }
  } finally {
    await app.close();
  }
  return figures;
}

await buildAll();
const sizes = sizesOf(join(ROOT, "web/dist"));
console.log("Compressed (gzip -9), KB of 1,024 bytes:\n");
console.log(table(sizes));
const times = values.size ? [] : await timings();
if (!values.size) {
  console.log(`\nTimes, median of ${ROUNDS}, Chromium without a GPU, ${cpus().length} cores:\n`);
  console.log(table(times));
  const load = loadavg()[0] ?? 0;
  console.log("\nThe budgets of times hold for a machine of 2 cores with nothing else to do.");
  if (load > cpus().length + 1)
    console.log(`This one is busy (load ${load.toFixed(1)}): its times say little.`);
}
const broken = [...sizes, ...times].filter(isOver);
if (broken.length > 0) console.log(`\nOver budget: ${broken.map(({ name }) => name.trim()).join(", ")}`);
process.exit(broken.length > 0 ? 1 : 0);
