import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Results } from "@electric-sql/pglite";
import { pgtap } from "@electric-sql/pglite/pgtap";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "../../local/supabase/database.ts";
import { OrgRole, TaskState, TaskStatus } from "../../worker/protocol/index.ts";

/** Runs the pgTAP files of `supabase test db` in the embedded Postgres, each TAP line an assertion. */
const TESTS_DIR = fileURLToPath(new URL("database", import.meta.url));
const MIGRATIONS_DIR = fileURLToPath(new URL("../migrations", import.meta.url));
const START_TIMEOUT_MS = 120_000;

let database: Database;
beforeAll(async () => {
  database = await openDatabase({ dataDir: null, migrationsDir: MIGRATIONS_DIR, extensions: { pgtap } });
}, START_TIMEOUT_MS);
afterAll(() => database?.close());

/** Runs one file, which ends its own transaction; a file that fails in the middle must not affect the next. */
async function run(sql: string): Promise<Results[]> {
  try {
    return await database.pg.exec(sql);
  } catch (error) {
    await database.pg.exec("rollback");
    throw error;
  }
}

/** The TAP lines of all results: pgTAP answers each assertion as one row of one text column. */
function tapLines(results: Results[]): string[] {
  return results.flatMap((result) =>
    result.rows.flatMap((row) => Object.values(row).filter((value) => typeof value === "string")),
  );
}

describe.each(readdirSync(TESTS_DIR).filter((name) => name.endsWith(".test.sql")))("%s", (file) => {
  it("passes every assertion it plans", async () => {
    const lines = tapLines(await run(readFileSync(`${TESTS_DIR}/${file}`, "utf8")));
    const planned = Number(/^1\.\.(\d+)$/.exec(lines.find((line) => line.startsWith("1..")) ?? "")?.[1]);
    const failed = lines.filter((line) => line.startsWith("not ok") || line.startsWith("# Looks like"));

    expect(failed, lines.filter((line) => !line.startsWith("ok")).join("\n")).toEqual([]);
    expect(lines.filter((line) => line.startsWith("ok "))).toHaveLength(planned);
  });
});

describe("enums", () => {
  it.each([
    ["task_state", TaskState.options],
    // From the least to the most, so that SQL compares roles.
    ["org_role", OrgRole.options.toReversed()],
  ])("%s has the words of the protocol, in their order", async (name, words) => {
    const { rows } = await database.pg.query<{ label: string }>(
      "select enumlabel as label from pg_enum where enumtypid = $1::regtype order by enumsortorder",
      [`public.${name}`],
    );
    expect(rows.map((row) => row.label)).toEqual(words);
  });
});

describe("tasks.status", () => {
  it("may be the words of the protocol and no other", async () => {
    const { rows } = await database.pg.query<{ rule: string }>(
      `select pg_get_constraintdef(oid) as rule from pg_constraint
       where conrelid = 'public.tasks'::regclass and contype = 'c' and conname = 'tasks_status_check'`,
    );
    const words = [...(rows[0]?.rule ?? "").matchAll(/'(\w+)'/g)].map(([, word]) => word);
    expect(words).toEqual(TaskStatus.options);
  });
});
