import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Database, openDatabase, schemaTexts, toIso } from "./database.ts";
import { clusterFile } from "./kept-cluster.ts";
import { DataDirInUse, lockDataDir } from "./lock.ts";
import { applyMigrations, MigrationFailure } from "./migrations.ts";
import { checkIsolation } from "./self-check.ts";
import { MIGRATIONS_DIR } from "./testing/start-for-test.ts";

let database: Database;
let dir: string;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "verne-database-"));
  database = await openDatabase({ dataDir: null, migrationsDir: MIGRATIONS_DIR });
}, 120_000);
afterAll(async () => {
  await database?.close();
  rmSync(dir, { recursive: true, force: true });
});

describe("a new database", () => {
  it("is made anew where the cluster that was kept does not start, and then from the one that is kept for it", async () => {
    const clusters = join(dir, "clusters");
    const open = async (dataDir: string) => {
      const { pg, close } = await openDatabase({ dataDir, migrationsDir: MIGRATIONS_DIR, clusters });
      const { rows } = await pg.query("select count(*)::int as n from public.tasks");
      await close();
      return rows;
    };
    const kept = clusterFile(clusters, await schemaTexts(MIGRATIONS_DIR));
    const old = join(clusters, "cluster-of-another-schema.tar");
    mkdirSync(clusters);
    for (const file of [kept, old]) writeFileSync(file, "half");
    expect(await open(join(dir, "from-half"))).toEqual([{ n: 0 }]);
    expect(readdirSync(clusters)).toEqual([basename(kept)]);
    const { mtimeMs } = statSync(kept);
    expect(await open(join(dir, "from-kept"))).toEqual([{ n: 0 }]);
    expect(statSync(kept).mtimeMs).toBe(mtimeMs);
  });
});

describe("the boot check", () => {
  it("passes for our migrations", async () => {
    await expect(checkIsolation(database.pg)).resolves.toBeUndefined();
  });

  it.each([
    [
      "a table without row-level security",
      "create table public.open (id int)",
      "table open has no row-level security",
    ],
    ["a grant to anon", "grant select (title) on public.tasks to anon", "anon may select tasks"],
    ["a grant of delete to anon", "grant delete on public.users to anon", "anon may delete from users"],
    [
      "a readable secret",
      "grant select on public.api_keys to authenticated",
      "authenticated may read api_keys.encrypted_key",
    ],
    [
      "a function for everyone",
      "create function public.leak() returns int language sql as 'select 1'",
      "anon may execute function leak()",
    ],
    [
      "a view for anon",
      "create view public.v as select 1 as a; grant select on public.v to anon",
      "anon may select v",
    ],
  ])("refuses %s", async (_what, sql, breach) => {
    await database.pg.exec(`begin; ${sql}`);
    const failure = await checkIsolation(database.pg).catch((error: Error) => error.message);
    await database.pg.exec("rollback");
    expect(failure).toContain(breach);
  });
});

describe("migrations", () => {
  const write = (name: string, sql: string) => writeFileSync(join(dir, name), sql);

  it("apply once, in order, and name the file that fails without leaving half of it", async () => {
    write("20990101000002_second.sql", "insert into extensions.trial values (2);");
    write("20990101000001_first.sql", "create table extensions.trial (n int primary key);");
    expect(await applyMigrations(database.pg, dir)).toEqual(["20990101000001", "20990101000002"]);
    expect(await applyMigrations(database.pg, dir)).toEqual([]);

    write("20990101000003_broken.sql", "insert into extensions.trial values (3); select nonsense;");
    await expect(applyMigrations(database.pg, dir)).rejects.toThrow(
      /20990101000003_broken\.sql failed: .*nonsense/,
    );
    expect((await database.pg.query("select n from extensions.trial")).rows).toEqual([{ n: 2 }]);
    rmSync(join(dir, "20990101000003_broken.sql"));
  });

  it("refuse a file that was edited after it ran", async () => {
    write("20990101000002_second.sql", "insert into extensions.trial values (4);");
    await expect(applyMigrations(database.pg, dir)).rejects.toThrow(/second\.sql was changed after/);
    expect((await database.pg.query("select n from extensions.trial")).rows).toEqual([{ n: 2 }]);
    write("20990101000002_second.sql", "insert into extensions.trial values (2);");
  });

  it("refuse a wrong name", async () => {
    write("later.sql", "create table extensions.later (n int);");
    const call = applyMigrations(database.pg, dir);
    await expect(call).rejects.toThrow(MigrationFailure);
    await expect(call).rejects.toThrow(/^later\.sql: a migration must be named/);
    const { rows } = await database.pg.query("select to_regclass('extensions.later') as found");
    expect(rows).toEqual([{ found: null }]);
  });
});

describe("the lock", () => {
  it("lets one opener in at a time and names the other", () => {
    const lockDir = join(dir, "locked");
    const unlock = lockDataDir(lockDir);
    expect(() => lockDataDir(lockDir)).toThrow(DataDirInUse);
    expect(() => lockDataDir(lockDir)).toThrow(`pid ${process.pid}`);
    unlock();
    lockDataDir(lockDir)();
  });
});

describe("toIso", () => {
  it.each([
    ["2026-11-22 05:22:49+00", "2026-11-22T05:22:49+00:00"],
    ["2026-11-22 05:22:49.123456-03", "2026-11-22T05:22:49.123456-03:00"],
    ["2026-11-22 05:22:49+05:30", "2026-11-22T05:22:49+05:30"],
    ["2026-11-22 05:22:49.1", "2026-11-22T05:22:49.1"],
  ])("turns %s into %s", (text, iso) => {
    expect(toIso(text)).toBe(iso);
  });
});
