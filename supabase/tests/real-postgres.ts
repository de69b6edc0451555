/**
 * A real Postgres for tests and benches: a cluster in a temporary directory that listens on a unix socket alone. Postgres
 * refuses root, so root starts it as the user whom Debian's package brings, or as nobody.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

export const MIGRATIONS_DIR = join(import.meta.dirname, "../migrations");
const BOOTSTRAP = join(import.meta.dirname, "bootstrap.sql");
/** The superuser of the cluster; `postgres` is none, as on a hosted project. */
const SUPERUSER = "supabase_admin";
const DEBIAN = "/usr/lib/postgresql";

export interface Postgres {
  version: string;
  /** Runs SQL, each file or text in one session; answers what psql prints. Throws with what it said. */
  run(sql: string, options?: { user?: string; file?: boolean }): string;
  close(): Promise<void>;
}

/** Where `initdb` and `postgres` are: on the path, or where Debian puts the newest. Null without them. */
export function findPostgres(): string | null {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const places = [
    ...versions.map((version) => join(DEBIAN, version, "bin")),
    ...(process.env.PATH ?? "").split(":"),
  ];
  return places.find((dir) => existsSync(join(dir, "initdb")) && existsSync(join(dir, "postgres"))) ?? null;
}

/** Whose processes and files the cluster's are; null for our own. */
function owner(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  for (const name of ["postgres", "nobody"]) {
    const ids = ["-u", "-g"].map((flag) => spawnSync("id", [flag, name], { encoding: "utf8" }));
    const [uid, gid] = ids.map(({ stdout }) => Number(stdout.trim()));
    if (ids.every(({ status }) => status === 0) && uid && gid) return { uid, gid };
  }
  throw new Error("root needs a user postgres or nobody to run Postgres as");
}

/** With the schema of a hosted project and nothing of Verne. `settings` are for the server. */
export async function startPostgres(bin: string, settings: Record<string, string> = {}): Promise<Postgres> {
  const who = owner();
  // Short: the name of a socket may have about a hundred characters.
  const dir = mkdtempSync("/tmp/vpg-");
  if (who) chownSync(dir, who.uid, who.gid);
  chmodSync(dir, 0o700);
  const data = join(dir, "d");
  const as = { cwd: dir, env: { PATH: process.env.PATH ?? "", LC_ALL: "C.UTF-8", HOME: dir }, ...who };
  const stop = (server: ChildProcess | null) =>
    new Promise<void>((resolve) => {
      const end = () => {
        rmSync(dir, { recursive: true, force: true });
        resolve();
      };
      if (!server || server.exitCode !== null) return end();
      server.once("close", end);
      // Immediate: nothing of it is kept.
      server.kill("SIGQUIT");
    });
  let server: ChildProcess | null = null;
  try {
    execFileSync(
      join(bin, "initdb"),
      ["-D", data, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
      { ...as, stdio: ["ignore", "ignore", "pipe"] },
    );
    const options = { listen_addresses: "", fsync: "off", unix_socket_directories: dir, ...settings };
    const args = Object.entries(options).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    server = spawn(join(bin, "postgres"), ["-D", data, ...args], {
      ...as,
      stdio: ["ignore", "ignore", "pipe"],
    });
    await accepting(server);
    const run: Postgres["run"] = (sql, { user = SUPERUSER, file = false } = {}) =>
      execFileSync(
        join(bin, "psql"),
        ["-h", dir, "-U", user, "-d", "postgres", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f", "-"],
        {
          input: file ? readFileSync(sql) : sql,
          encoding: "utf8",
          maxBuffer: 64_000_000,
          env: { PATH: process.env.PATH ?? "", PGOPTIONS: "--client-min-messages=warning" },
          stdio: ["pipe", "pipe", "pipe"],
        },
      );
    run(BOOTSTRAP, { file: true });
    const started = server;
    return { version: run("show server_version").trim(), run, close: () => stop(started) };
  } catch (error) {
    await stop(server);
    throw error;
  }
}

/** Resolves when the server says that it takes connections; rejects with what it said where it ends before. */
function accepting(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    server.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-20_000);
      if (said.includes("database system is ready to accept connections")) resolve();
    });
    server.once("error", reject);
    server.once("close", () => reject(new Error(`Postgres did not start:\n${said}`)));
  });
}

/** Each migration in a transaction of its own, by the role that applies them on a hosted project. */
export function migrate(postgres: Postgres): void {
  for (const name of readdirSync(MIGRATIONS_DIR).sort()) {
    const sql = readFileSync(join(MIGRATIONS_DIR, name), "utf8");
    const note = `insert into supabase_migrations.schema_migrations (version, name) values ('${name.slice(0, 14)}', '${name}');`;
    try {
      postgres.run(`begin;\n${sql}\n${note}\ncommit;`, { user: "postgres" });
    } catch (error) {
      throw new Error(`${name}: ${error instanceof Error ? error.message : error}`, { cause: error });
    }
  }
}
