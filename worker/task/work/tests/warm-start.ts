/**
 * A later task on the same commit begins with what the install of an earlier one left behind. The key is made here,
 * from the object's own record, and a change of anything in it is another install. Best effort: without it the install runs.
 */
import { digest, excludeArtifacts, installsOf } from "../../../agent/index.ts";
import type { DetectedCommands } from "../../../agent/types.ts";
import { egressPolicy } from "../../../protocol/index.ts";
import type { GitContext } from "../../../sandbox/git.ts";
import { type Kept, SandboxFailure, type Shelf } from "../../../sandbox/port.ts";
import type { StepContext } from "../../run/step.ts";
import { packProgram, unpackProgram, wipeProgram } from "../checkout/packing.ts";
import { egressSettings } from "../host/egress.ts";
import { systemLine } from "../host/system-line.ts";

const COLD_MS = 60_000;

export interface WarmStart {
  /** Puts what is kept into the tree in place of an install; false where nothing is, or it failed. */
  bring(): Promise<boolean>;
  /** Keeps what the install left, before anything else runs in this tree. */
  keep(tookMs: number): Promise<void>;
}

/**
 * Only for the first install of a task, in the evidence tree and of the base commit: no test and no command of the agent
 * has run there. `first`: see `beginInstalls`.
 */
export async function warmStart(
  context: StepContext,
  commands: DetectedCommands,
  first: boolean,
): Promise<WarmStart | null> {
  const { host, life } = context;
  const { shelf } = host.sandbox;
  if (!first || shelf === undefined || life.record.tree !== null) return null;
  const installs = installsOf(commands);
  if (installs === null) return null;
  const key = await keyOf(context, installs);
  return key === null
    ? null
    : { bring: () => bring(context, shelf, key, commands), keep: (ms) => keep(context, shelf, key, ms) };
}

/** Notes that a task installs; true the first time. Tests, set-up and reproductions run only after it. */
export function beginInstalls({ life, commit }: StepContext): boolean {
  if (life.documents.get("installs_begun")) return false;
  commit(() => life.documents.put("installs_begun", true));
  return true;
}

/** What an install depends on, besides the machine, which the runner knows. */
export interface InstallFacts {
  owner: string;
  repository: string;
  /** The whole commit, not its manifests alone: an install runs scripts of the tree, and copies packages out of it. */
  commit: string;
  installs: readonly unknown[];
  network: unknown;
  isolation: string;
}

export const warmKey = ({ owner, repository, commit, installs, network, isolation }: InstallFacts) =>
  digest(
    new TextEncoder().encode(
      JSON.stringify(["install 1", owner, repository.toLowerCase(), commit, installs, network, isolation]),
    ),
  );

async function keyOf(
  { config, life, host }: StepContext,
  installs: readonly unknown[],
): Promise<string | null> {
  const { init, baseCommit } = life.record;
  if (baseCommit === null) return null;
  const { allow, mirrored } = egressPolicy("install", ...(await egressSettings(config, life)));
  return warmKey({
    owner: init.userId,
    repository: init.repo_full_name,
    commit: baseCommit,
    installs,
    network: [allow, mirrored],
    isolation: host.sandbox.isolation,
  });
}

async function bring(
  context: StepContext,
  shelf: Shelf,
  key: string,
  commands: DetectedCommands,
): Promise<boolean> {
  const { host, clock } = context;
  const startedAt = clock.now();
  const kept = await bestEffort(context, "not brought", () =>
    shelf.bring(key, unpackProgram(placeOf(context))),
  );
  if (kept === FAILED) {
    // What came half is taken out again. A pip or npm that finds it would take it for its own.
    const { argv, ...options } = wipeProgram(placeOf(context));
    await host.run(argv, { ...options, git: true, visible: false });
    return false;
  }
  if (kept === null) return false;
  await excludeArtifacts(host, commands);
  systemLine(host, broughtText(kept, clock.now() - startedAt));
  return true;
}

async function keep(context: StepContext, shelf: Shelf, key: string, tookMs: number): Promise<void> {
  const { host } = context;
  // What git sees would be missing next time.
  const status = ["git", "status", "--porcelain", "-z", "--untracked-files=normal"] as const;
  const { exitCode, stdout } = await host.run(status, { git: true, visible: false, timeoutMs: COLD_MS });
  if (exitCode !== 0 || stdout !== "") return;
  const pack = packProgram(placeOf(context));
  const kept = await bestEffort(context, "not kept", () => shelf.keep(key, pack, tookMs));
  if (kept !== FAILED)
    systemLine(host, `What the install left (${size(kept.bytes)}) is kept for later tasks on this commit`);
}

/** For the log of the task: what was saved, as measured. */
export function broughtText({ bytes, age_ms, took_ms }: Kept, tookMs: number): string {
  const saved = Math.max(0, took_ms - tookMs);
  return `Dependencies were brought from an earlier task on this commit, of ${age(age_ms)} ago (${size(bytes)}, in ${seconds(tookMs)}); installing them took ${seconds(took_ms)}: ${seconds(saved)} saved`;
}

const FAILED = Symbol("failed");

/** A machine that is gone is told to whoever asks it next. */
async function bestEffort<T>(
  { host }: StepContext,
  what: string,
  act: () => Promise<T>,
): Promise<T | typeof FAILED> {
  try {
    return await act();
  } catch (error) {
    host.signal.throwIfAborted();
    if (!(error instanceof SandboxFailure)) throw error;
    console.warn(`dependencies of ${host.taskId} were ${what}`, error);
    return FAILED;
  } finally {
    host.signal.throwIfAborted();
  }
}

const placeOf = ({ host }: StepContext): Pick<GitContext, "sandbox" | "repo"> => ({
  sandbox: host.sandbox,
  repo: host.repoDir,
});

const MINUTE_MS = 60_000;
const age = (ms: number): string => {
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 120) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1_440)} days`;
};
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
const size = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MiB`;
