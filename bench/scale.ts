/**
 * `npm run bench:scale -- --events 1000000`: how the mirror, the lists and the figures of an installation fare on a
 * database of that size, on the embedded Postgres and on a real one where there is one. Everything is thrown away after.
 */
import { parseArgs } from "node:util";
import { openDatabase } from "../local/supabase/database.ts";
import { findPostgres, MIGRATIONS_DIR, migrate, startPostgres } from "../supabase/tests/real-postgres.ts";
import { journalSql, questions, type Size, tasksSql } from "./scale/load.ts";

const EVENTS_PER_TASK = 200;
/** Journals that one statement writes. */
const TASKS_AT_ONCE = 2_500;
const ROUNDS = 5;

interface Target {
  name: string;
  /** Answers all that it printed. */
  run(sql: string): Promise<string>;
  close(): Promise<void>;
}

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "200000" },
    on: { type: "string", default: "pglite,postgres" },
    users: { type: "string", default: "50" },
  },
});

async function pglite(): Promise<Target> {
  const database = await openDatabase({ dataDir: null, migrationsDir: MIGRATIONS_DIR });
  return {
    name: "embedded Postgres (PGlite)",
    run: async (sql) => JSON.stringify((await database.pg.exec(sql)).flatMap(({ rows }) => rows)),
    close: () => database.close(),
  };
}

async function postgres(bin: string): Promise<Target> {
  const server = await startPostgres(bin, {
    shared_buffers: "512MB",
    maintenance_work_mem: "256MB",
    max_wal_size: "4GB",
  });
  migrate(server);
  return { name: `PostgreSQL ${server.version}`, run: async (sql) => server.run(sql), close: server.close };
}

/** The last time that Postgres itself measured, in milliseconds. */
function measured(said: string): number {
  const [, time] = [...said.matchAll(/"Execution Time":\s*([\d.]+)/g)].at(-1) ?? [];
  if (time === undefined) throw new Error(`no time in ${said.slice(0, 300)}`);
  return Number(time);
}

async function measure(target: Target, size: Size): Promise<void> {
  const startedAt = performance.now();
  await target.run(tasksSql(size));
  for (let from = 1; from <= size.tasks; from += TASKS_AT_ONCE)
    await target.run(journalSql(size, from, Math.min(size.tasks, from + TASKS_AT_ONCE - 1)));
  const loadS = (performance.now() - startedAt) / 1_000;
  await target.run("analyze");
  const bytes = await target.run("select pg_total_relation_size('public.task_logs') as bytes");
  const rows = size.tasks * size.events;
  console.log(
    `\n${target.name}: ${size.tasks.toLocaleString("en")} tasks, ${rows.toLocaleString("en")} events`,
  );
  console.log(
    `  loaded in ${loadS.toFixed(0)} s, ${Math.round(rows / loadS).toLocaleString("en")} rows a second; journal with its indexes ${(Number(/\d+/.exec(bytes)?.[0]) / 1e9).toFixed(2)} GB`,
  );
  for (const [name, sql] of questions(size)) {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) times.push(measured(await target.run(sql)));
    const [first = 0] = times;
    const median = times.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0;
    console.log(`  ${median.toFixed(2).padStart(9)} ms  ${name} (first ${first.toFixed(1)} ms)`);
  }
}

const events = Number(values.events);
if (!Number.isInteger(events) || events < EVENTS_PER_TASK)
  throw new Error(`--events is a whole number, ${EVENTS_PER_TASK} at least`);
const size = {
  users: Number(values.users),
  tasks: Math.floor(events / EVENTS_PER_TASK),
  events: EVENTS_PER_TASK,
};
const bin = findPostgres();
for (const on of values.on.split(",")) {
  if (on === "postgres" && bin === null) {
    console.log("\n*** No PostgreSQL was found: only the embedded one is measured. ***");
    continue;
  }
  const target = on === "postgres" ? await postgres(bin ?? "") : await pglite();
  try {
    await measure(target, size);
  } finally {
    await target.close();
  }
}
process.exit(0);
