import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startService } from "./child.ts";
import { startGitHub } from "./github/server.ts";
import { setAside, startOnKept } from "./kept-state.ts";
import { choosePorts } from "./ports.ts";
import { ROOT } from "./root.ts";
import { readSecrets } from "./secrets.ts";
import { UnreadableState } from "./unreadable-state.ts";

const START_TIMEOUT_MS = 180_000;
const NOW = new Date("2026-11-30T09:00:00Z");
let root: string;
let dir: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "verne-kept-"));
  dir = join(root, ".verne");
  mkdirSync(join(dir, "github"), { recursive: true });
  writeFileSync(join(dir, "github/data"), "kept");
  writeFileSync(join(dir, "secrets.json"), "{}");
  writeFileSync(join(dir, "lock"), "1");
  mkdirSync(join(dir, "demo"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe("what is kept", () => {
  it("is set aside whole, beside the directory, and never over what was set aside before", () => {
    expect(basename(setAside(dir, NOW))).toBe(".verne.old-2026-11-30");
    expect(readdirSync(dir).sort()).toEqual(["demo", "lock"]);
    expect(readFileSync(join(root, ".verne.old-2026-11-30/github/data"), "utf8")).toBe("kept");
    mkdirSync(join(dir, "worker"));
    expect(basename(setAside(dir, NOW))).toBe(".verne.old-2026-11-30-2");
    expect(existsSync(join(root, ".verne.old-2026-11-30-2/worker"))).toBe(true);
  });

  it("is set aside where it cannot be used, with a word about it, and the start goes on", async () => {
    const said: string[] = [];
    let starts = 0;
    const started = await startOnKept(
      dir,
      async () => {
        starts += 1;
        if (existsSync(join(dir, "github")))
          throw new UnreadableState("The local database: x.sql was changed");
        return "ready";
      },
      { say: (line) => said.push(line), now: () => NOW },
    );
    expect([started, starts]).toEqual(["ready", 2]);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain("The local database: x.sql was changed");
    expect(said[0]).toContain(join(root, ".verne.old-2026-11-30"));
  });

  it("stays where a start fails for another reason, and where it would fail again", async () => {
    const quiet = { say: () => {}, now: () => NOW };
    const fails = (error: Error) => startOnKept(dir, () => Promise.reject(error), quiet);
    await expect(fails(new Error("EADDRINUSE"))).rejects.toThrow("EADDRINUSE");
    expect(existsSync(join(dir, "github/data"))).toBe(true);
    await expect(fails(new UnreadableState("a migration fails"))).rejects.toThrow("a migration fails");
    expect(readdirSync(root).sort()).toEqual([".verne", ".verne.old-2026-11-30"]);
  });
});

describe("state of another version", () => {
  it.each(["{}", '{"keyRing": 1}', "not JSON"])("is told from a fault: secrets.json holds %s", (text) => {
    writeFileSync(join(dir, "secrets.json"), text);
    expect(() => readSecrets(dir)).toThrow(UnreadableState);
    // Its own words, and not the file's, which are secrets.
    expect(() => readSecrets(dir)).toThrow(/^secrets\.json: it is not in the form that this version writes$/);
    expect(readFileSync(join(dir, "secrets.json"), "utf8")).toBe(text);
  });

  it.each(["not JSON", "[]", '{"web": "x"}', '{"web": 0}'])(
    "costs no start: ports.json holds %s",
    async (text) => {
      writeFileSync(join(dir, "ports.json"), text);
      const ports = Object.values(await choosePorts(dir, null, () => {}));
      expect(ports).toHaveLength(5);
      expect(new Set(ports).size).toBe(5);
      for (const port of ports) expect(port).toBeGreaterThan(1_023);
      expect(Object.values(JSON.parse(readFileSync(join(dir, "ports.json"), "utf8")))).toEqual(ports);
    },
  );

  it("is told by the GitHub stand-in", async () => {
    const dataDir = join(root, "github");
    const start = () => startGitHub({ dataDir, port: 0, samples: [] });
    await (await start()).close();
    await (await start()).close();
    const db = new DatabaseSync(join(dataDir, "github.sqlite"));
    db.exec("pragma user_version = 9");
    db.close();
    await expect(start()).rejects.toThrow(UnreadableState);
    writeFileSync(join(dataDir, "github.sqlite"), "no database at all, but some text".repeat(100));
    for (const suffix of ["-wal", "-shm"]) rmSync(join(dataDir, `github.sqlite${suffix}`), { force: true });
    await expect(start()).rejects.toThrow(UnreadableState);
  });

  it("is told by the embedded Supabase: a migration that was changed, one that is gone, and damage", {
    timeout: START_TIMEOUT_MS,
  }, async () => {
    const migrationsDir = join(root, "migrations");
    cpSync(join(ROOT, "supabase/migrations"), migrationsDir, { recursive: true });
    const options = {
      dataDir: join(root, "supabase"),
      port: 0,
      githubUrl: "http://127.0.0.1:9",
      siteUrl: "http://127.0.0.1:9",
      redirectUrls: [],
      migrationsDir,
    };
    const start = () =>
      startService<object>([join(ROOT, "local/supabase/main.ts"), JSON.stringify(options)], {
        cwd: ROOT,
        env: { ...process.env, LITE_TELEMETRY: "0", DO_NOT_TRACK: "1" },
      });
    const { child } = await start();
    await child.stop();
    const last = readdirSync(migrationsDir).sort().at(-1) ?? "";
    const text = readFileSync(join(migrationsDir, last), "utf8");
    writeFileSync(join(migrationsDir, last), `${text}\n-- changed`);
    const changed = await start().catch((error: unknown) => error);
    expect(changed).toBeInstanceOf(UnreadableState);
    expect(String(changed)).toContain(`${last} was changed after`);
    rmSync(join(migrationsDir, last));
    await expect(start()).rejects.toThrow(UnreadableState);
    writeFileSync(join(migrationsDir, last), text);
    rmSync(join(root, "supabase/pg/PG_VERSION"));
    rmSync(join(root, "supabase/pg/global"), { recursive: true });
    await expect(start()).rejects.toThrow(UnreadableState);
  });
});
