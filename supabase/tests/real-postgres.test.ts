import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findPostgres, MIGRATIONS_DIR, migrate, type Postgres, startPostgres } from "./real-postgres.ts";

/** The migrations and the pgTAP files of `supabase test db` on a real Postgres, whose `postgres` is no superuser. */
const TESTS_DIR = join(import.meta.dirname, "database");
const bin = findPostgres();
if (bin === null)
  console.log("*** No PostgreSQL was found: migrations and SQL tests run in the embedded one alone. ***");

describe.skipIf(bin === null)("a real Postgres (needs postgresql)", () => {
  let postgres: Postgres;
  let pgtap = false;
  beforeAll(async () => {
    postgres = await startPostgres(bin ?? "");
    migrate(postgres);
    pgtap = postgres.run("select count(*) from pg_available_extensions where name = 'pgtap'").trim() === "1";
    if (pgtap) postgres.run("create extension pgtap with schema extensions");
  });
  afterAll(() => postgres?.close());

  it("takes every migration, and knows which it has", () => {
    const applied = postgres
      .run("set role service_role; select public.applied_migrations()")
      .trim()
      .split("\n");
    expect(applied).toEqual(
      readdirSync(MIGRATIONS_DIR)
        .map((name) => name.slice(0, 14))
        .sort(),
    );
  });

  it.for(readdirSync(TESTS_DIR).filter((name) => name.endsWith(".test.sql")))(
    "%s (needs pgTAP)",
    (name, { skip }) => {
      if (!pgtap) skip("pgTAP is not installed");
      const lines = postgres.run(join(TESTS_DIR, name), { user: "postgres", file: true }).split("\n");
      const planned = Number(/^1\.\.(\d+)$/.exec(lines.find((line) => line.startsWith("1..")) ?? "")?.[1]);
      expect(lines.filter((line) => /^not ok|^# Looks like/.test(line))).toEqual([]);
      expect(lines.filter((line) => line.startsWith("ok "))).toHaveLength(planned);
    },
  );
});
