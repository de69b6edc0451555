/** Whether the Worker reaches what it works with. Asked by whoever deploys and watches it, without a session. */
import { databaseOf } from "../access/database.ts";
import { entryRule } from "../access/entry.ts";
import { SERVICE } from "../access/principal.ts";
import type { Config } from "../env.ts";
import type { Readiness, ReadyPart } from "../protocol/index.ts";
import { databaseFault } from "../store/probe.ts";
import type { TaskDeps } from "./deps.ts";

/** Anybody may ask, and each question costs a request to the database. */
const KEPT_MS = 5_000;
const kept = new WeakMap<Config, { at: number; readiness: Readiness }>();

const NOBODY = "nobody is let in: set ALLOWED_LOGINS, ALLOWED_ORGS or ALLOW_ANYONE";

type Deps = Pick<TaskDeps, "config" | "bucket" | "now" | "missingBindings">;

/** Never throws. An answer is a few seconds old at most. */
export async function readiness(deps: Deps): Promise<Readiness> {
  const last = kept.get(deps.config);
  if (last && deps.now() - last.at < KEPT_MS) return last.readiness;
  const [database, storage] = await Promise.all([
    databaseFault(databaseOf(deps.config, SERVICE)).catch(() => "does not answer at SUPABASE_URL"),
    storageFault(deps),
  ]);
  const missing = deps.missingBindings;
  const parts = [
    part("config", null),
    part("entry", entryRule(deps.config) === "nobody" ? NOBODY : null),
    part("bindings", missing.length === 0 ? null : `${missing.join(", ")} of wrangler.toml are not bound`),
    part("database", database),
    part("storage", storage),
  ];
  const answer = { ok: parts.every(({ ok }) => ok), parts };
  kept.set(deps.config, { at: deps.now(), readiness: answer });
  return answer;
}

/** For a Worker whose variables are not in order, so that nothing else can be asked. */
export const notConfigured = (message: string): Readiness => ({
  ok: false,
  parts: [part("config", message)],
});

const part = (name: ReadyPart["part"], message: string | null): ReadyPart =>
  message === null ? { part: name, ok: true } : { part: name, ok: false, message };

async function storageFault({ bucket, missingBindings }: Deps): Promise<string | null> {
  if (missingBindings.includes("ARTIFACTS")) return "is not bound";
  try {
    await bucket.head("ready");
    return null;
  } catch {
    return "the bucket does not answer";
  }
}
