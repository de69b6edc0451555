/**
 * `npm run cost -- --tasks-per-day 100 --minutes 15`: what a task costs by part, which limit is met first, and what to
 * change for ten and a thousand times as many. docs/scale.md says where the figures are from.
 */
import { parseArgs } from "node:util";
import { ceiling, eventsPerYear, type Load, parts, TYPICAL, uses } from "./cost/estimate.ts";
import { INSTANCES, NOT_COUNTED, READ_IN } from "./cost/figures.ts";

const NUMBERS = {
  "tasks-per-day": "tasksPerDay",
  minutes: "minutes",
  machines: "machines",
  busy: "busy",
  peak: "peak",
  steps: "steps",
  "object-requests-per-minute": "objectRequestsPerMinute",
  "mirrors-per-minute": "mirrorsPerMinute",
  events: "events",
  "postgres-batches-per-second": "postgresBatchesPerSecond",
  "max-machines": "maxMachines",
} as const;

const options = Object.fromEntries(
  [...Object.keys(NUMBERS), "instance"].map((name) => [name, { type: "string" as const }]),
);

function loadOf(): Load {
  const { values } = parseArgs({ options });
  const load = { ...TYPICAL };
  for (const [option, field] of Object.entries(NUMBERS)) {
    const text = values[option];
    if (text === undefined) continue;
    const value = Number(text);
    if (!Number.isFinite(value) || value <= 0) throw new Error(`--${option} must be a number above 0`);
    load[field] = value;
  }
  const name = values.instance ?? load.instance;
  const instance = Object.keys(INSTANCES).find((known) => known === name);
  if (instance === undefined) throw new Error(`--instance is ${Object.keys(INSTANCES).join(", ")}`);
  load.instance = instance as Load["instance"]; // a key of the table
  return load;
}

const usd = (value: number) => `$${value < 0.01 ? value.toFixed(5) : value.toFixed(3)}`;
const count = (value: number) => (value < 10 ? value.toFixed(2) : Math.round(value).toLocaleString("en"));

function print(load: Load): void {
  const all = parts(load);
  const total = all.reduce((sum, part) => sum + part.usd, 0);
  console.log(`One task of ${load.minutes} minutes on ${load.instance} (prices of ${READ_IN}):`);
  for (const part of all) console.log(`  ${usd(part.usd).padStart(9)}  ${part.name}: ${part.what}`);
  const monthly = total * load.tasksPerDay * 30;
  console.log(
    `  ${usd(total).padStart(9)}  in all; ${load.tasksPerDay} a day are $${monthly.toFixed(0)} in 30 days`,
  );
  console.log(`  ${NOT_COUNTED}`);
  for (const times of [1, 10, 1_000]) {
    const there = { ...load, tasksPerDay: load.tasksPerDay * times };
    console.log(`\n${count(there.tasksPerDay)} tasks a day (${times} ×), in the busiest hour:`);
    for (const { name, used, limit, unit, remedy } of uses(there)) {
      const over = used > limit ? `  ← ${remedy}` : "";
      console.log(
        `  ${`${((used / limit) * 100).toFixed(1)} %`.padStart(11)}  ${name}: ${count(used)} of ${count(limit)} ${unit}${over}`,
      );
    }
    console.log(`  ${count(eventsPerYear(there))} journal events a year`);
  }
  const most = ceiling(load);
  console.log(`\nAs it is set, ${count(most.tasksPerDay)} tasks a day fit; then: ${most.by.remedy}.`);
}

try {
  print(loadOf());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
