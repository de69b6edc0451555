/**
 * The checkout of a task in its sandbox. It can be rebuilt at any time from what the object stores: the base commit and
 * the change of the last checkpoint.
 */

import { gitUrl, signCapability } from "../../../access/capability.ts";
import { artifactsOf } from "../../../agent/index.ts";
import type { TreeChange } from "../../../agent/types.ts";
import type { Config } from "../../../env.ts";
import { isTerminal } from "../../../protocol/index.ts";
import type { CheckoutFacts } from "../../../sandbox/checkout-facts.ts";
import { CloneFailure, cloneRepository } from "../../../sandbox/clone.ts";
import { type GitContext, GitFailure, runGit } from "../../../sandbox/git.ts";
import { offeredObjects } from "../../../sandbox/offered-objects.ts";
import { SandboxFailure } from "../../../sandbox/port.ts";
import { clearPaths } from "../../../sandbox/worktree.ts";
import { openBase } from "../../change-set/base.ts";
import type { Changes } from "../../change-set/changes.ts";
import { Disk } from "../../change-set/disk.ts";
import { restoreChange } from "../../change-set/restore.ts";
import type { Mutex } from "../../mutex.ts";
import type { Clock, Life } from "../../record/life.ts";
import { StepFailure } from "../../run/failures.ts";
import { workChanges, workPatch } from "../commands/work-changes.ts";
import type { Host } from "../host/host.ts";
import type { CloneGrants } from "./clone-grants.ts";
import { copyDependencies, copyRepository, type Origin } from "./copy.ts";
import { forgeOf, type TaskForge } from "./github-reader.ts";
import { followRename } from "./renamed.ts";
import { chooseImage } from "./sandbox-file.ts";

const CLONE_TIMEOUT_MS = 5 * 60_000;
const CAPABILITY_MS = 15 * 60_000;
const MAX_MARKER_BYTES = 10_000;

/** Written last, beside the checkout: its presence means that the checkout is complete. */
interface Marker {
  baseCommit: string;
  /** Hash of the manifests and lock files whose dependencies are installed. */
  installedFor: string | null;
  /** The repository's set-up ran, as shown in the approved plan. */
  setUp: boolean;
}

export interface CheckoutParts {
  /** Of the tree that is checked out. */
  host: Host;
  life: Life;
  changes: Changes;
  config: Config;
  clock: Clock;
  /** The task's mutex: building the checkout and removing the sandbox exclude each other. */
  mutex: Mutex;
  clones: CloneGrants;
  /** Runs `write` in a transaction if the step still holds its lease; throws `Fenced` otherwise. */
  commit: (write: () => void) => void;
  /** Removes the task's sandboxes. */
  destroy: () => Promise<void>;
  /** The evidence tree, for a checkout of the agent's; null for the evidence tree itself. */
  origin: Origin | null;
  /** Called after each clone, before anything runs in it. */
  cloned: () => Promise<void>;
}

export class Checkout {
  private readonly host: Host;
  private readonly life: Life;
  private readonly changes: Changes;
  private readonly config: Config;
  private readonly clock: Clock;
  private readonly mutex: Mutex;
  private readonly clones: CloneGrants;
  private readonly commit: (write: () => void) => void;
  private readonly destroy: () => Promise<void>;
  private readonly origin: Origin | null;
  private readonly cloned: () => Promise<void>;
  private readonly forge: TaskForge;
  private readonly git: GitContext;

  constructor(parts: CheckoutParts) {
    const { host } = parts;
    this.host = host;
    this.life = parts.life;
    this.changes = parts.changes;
    this.config = parts.config;
    this.clock = parts.clock;
    this.mutex = parts.mutex;
    this.clones = parts.clones;
    this.commit = parts.commit;
    this.destroy = parts.destroy;
    this.origin = parts.origin;
    this.cloned = parts.cloned;
    this.forge = forgeOf(parts.config, parts.life.record.init);
    this.git = { exec: host.exec, sandbox: host.sandbox, repo: host.repoDir };
  }

  /** Clones the branch at the head that GitHub reports, and returns that commit. Throws StepFailure with the cause. */
  clone(): Promise<{ baseCommit: string; facts: CheckoutFacts }> {
    return this.mutex.run(async () => {
      const baseCommit = this.life.record.baseCommit ?? (await this.forge.head());
      const facts = await this.checkOut(baseCommit);
      await this.mark({ baseCommit, installedFor: null, setUp: false });
      return { baseCommit, facts };
    });
  }

  /**
   * Ensures that the checkout exists, with the current change; rebuilds it in a new sandbox. Concurrent calls build it
   * once.
   */
  ensure(): Promise<void> {
    return this.mutex.run(() => this.rebuild());
  }

  private async checkOut(commit: string): Promise<CheckoutFacts> {
    await followRename({ life: this.life, config: this.config, commit: this.commit });
    await chooseImage({ host: this.host, life: this.life, commit: this.commit, forge: this.forge }, commit);
    const { repo_full_name, branch } = this.life.record.init;
    this.host.say(`Cloning ${repo_full_name} at ${branch}\n`);
    const clone = this.clock.id();
    try {
      const facts = await this.clones.during(clone, this.host.tree, async () =>
        this.fetch(await this.permission(clone), commit),
      );
      this.host.say(`Checked out ${commit.slice(0, 12)}\n`);
      await this.cloned();
      return facts;
    } catch (error) {
      if (!(error instanceof CloneFailure)) throw error;
      throw new StepFailure(error.code, error.message, { retryable: error.retryable, cause: error });
    }
  }

  /** Null for a container with a way out of its own: the Worker knows by that whose clone it is. */
  private async permission(clone: string): Promise<string | null> {
    const { isolation, network } = this.host.sandbox;
    if (isolation === "container" && network === "isolated") return null;
    const { repo_full_name, taskId, userId } = this.life.record.init;
    const exp = Math.floor((this.clock.now() + CAPABILITY_MS) / 1000);
    const payload = { taskId, userId, repo: repo_full_name, clone, exp };
    return signCapability(this.config.CAPABILITY_SECRET, payload);
  }

  private async fetch(bearer: string | null, commit: string): Promise<CheckoutFacts> {
    const { repo_full_name, branch } = this.life.record.init;
    const url = gitUrl(this.host.sandbox.workerUrl ?? this.config.PUBLIC_URL, repo_full_name);
    const publicUrl = `${this.config.GITHUB_WEB_URL}/${repo_full_name}.git`;
    const options = { url, bearer, publicUrl, commit, timeoutMs: CLONE_TIMEOUT_MS };
    try {
      return await cloneRepository(this.git, { ...options, branch });
    } catch (error) {
      const gone = error instanceof CloneFailure && error.code === "branch_not_found";
      // A task that has its base commit continues without the branch.
      if (!gone || this.life.record.baseCommit === null) throw error;
      return cloneRepository(this.git, { ...options, branch: null });
    }
  }

  private async rebuild(): Promise<void> {
    const baseCommit = this.baseCommit();
    if ((await this.marker())?.baseCommit === baseCommit) return;
    if (this.host.tree === "work") return this.buildWork(baseCommit);
    const { sandbox } = this.life.record;
    if (sandbox.state !== "none")
      this.host.emit({
        type: "warning",
        message: "The sandbox is new; building the checkout again",
        data: { code: "workspace_rebuilt", detail: null },
      });
    await this.buildAgain(baseCommit);
    const { isolation, network } = this.host.sandbox;
    this.commit(() =>
      this.life.update((record) => {
        record.sandbox = { state: "ready", isolation, network };
      }),
    );
  }

  /**
   * Copies the repository of the evidence tree, where that is possible. Only right after it was cloned: what runs there
   * may forge what git says.
   */
  async seed(): Promise<void> {
    if (this.origin !== null) await copyRepository(this.git, this.origin);
  }

  private async buildWork(baseCommit: string): Promise<void> {
    try {
      await this.putBack(baseCommit);
      await this.mark({ baseCommit, installedFor: null, setUp: false });
    } catch (error) {
      // There is no copy, or it is not whole.
      if (!isBroken(error)) throw error;
      await this.buildAgain(baseCommit);
    }
  }

  private async buildAgain(baseCommit: string): Promise<void> {
    await this.checkOut(baseCommit);
    await this.putBack(baseCommit);
    await this.mark({ baseCommit, installedFor: null, setUp: false });
  }

  /**
   * Resets the tree to the last checkpoint. Ignored files, such as installed dependencies, stay, except files that the
   * task wrote and that are not in the change, and `written`. A checkout that was broken by a task's commands is cloned
   * again.
   */
  async restore(written: readonly string[] = []): Promise<void> {
    const baseCommit = this.baseCommit();
    try {
      await clearPaths(this.git, written);
      await this.putBack(baseCommit);
    } catch (error) {
      if (!isBroken(error)) throw error;
      this.host.say(`The checkout is broken (${error.message}); cloning it again\n`);
      await this.mutex.run(() => this.buildAgain(baseCommit));
    }
    await this.changes.sweep();
  }

  /** Resets the tree to the base commit, without the change; `restore` brings the change back. */
  async showBase(): Promise<void> {
    const files = this.changes.current()?.files ?? [];
    const paths = [...files, ...this.changes.touched.all()].map(({ path }) => path);
    const shown = { base: this.baseCommit(), files: [], keep: this.kept() };
    await restoreChange(this.git, shown, this.changes.placed(paths), async () => null);
  }

  /** Puts files into the tree that are no part of the change; the next reset takes them out, ignored or not. */
  async lend(files: readonly { path: string; content: string }[]): Promise<void> {
    const paths = files.map(({ path }) => path);
    this.commit(() => this.changes.placed(paths));
    await clearPaths(this.git, paths);
    for (const { path, content } of files)
      await this.host.sandbox.write(`${this.git.repo}/${path}`, new TextEncoder().encode(content));
  }

  /** The files of the base commit, as many as fit into a listing. */
  async baseFiles(): Promise<string[]> {
    const listed = await runGit(this.git, ["git", "ls-tree", "-r", "-z", "--name-only", this.baseCommit()], {
      operation: "list the files",
      timeoutMs: 60_000,
    });
    return new TextDecoder().decode(listed.stdout).split("\0").filter(Boolean);
  }

  /** Paths that a reset keeps: the output of installing and testing, and nothing else. */
  private kept(): string[] {
    return artifactsOf(this.life.documents.get("context")?.commands ?? null);
  }

  private async putBack(baseCommit: string): Promise<void> {
    const files = this.changes.current()?.files ?? [];
    const kept = new Set(files.map(({ path }) => path));
    const touched = this.changes.touched.all();
    const placed = this.changes.placed([...kept, ...touched.map(({ path }) => path)]);
    const stale = placed.filter((path) => !kept.has(path));
    const shown = { base: baseCommit, files, keep: this.kept() };
    await restoreChange(this.git, shown, stale, (file) => this.changes.bytes(file));
    // What is touched was touched in the agent's tree, and is still to be read there.
    if (this.host.tree === "work") this.commit(() => this.changes.touched.settle(touched));
  }

  /**
   * Adds paths that Verne's own command changed (such as lock files rewritten by an install) to the change. The next
   * checkpoint reads them.
   */
  adopt(paths: readonly string[]): void {
    this.host.touched(paths.map((path) => ({ path })));
  }

  /**
   * Stores the change outside the sandbox, as found at the written paths. Call the returned function in a commit to
   * reference it from the record.
   */
  async checkpoint(): Promise<() => void> {
    const read = this.changes.touched.all();
    if (read.length === 0) return () => {};
    await this.changes.sweep();
    const base = await openBase(
      this.baseCommit(),
      read.flatMap(({ path, origin }) => (origin === null ? [path] : [path, origin])),
      {
        stored: this.changes.objects,
        documents: this.life.documents,
        forge: this.forge,
        offers: (names, maxBlobBytes) => offeredObjects(this.git, names, maxBlobBytes),
      },
    );
    const next = await this.changes.next(read, new Disk(this.host.sandbox, this.git), base);
    const { approvedVersion } = this.life.record;
    return () => this.changes.keep(next, approvedVersion === null ? null : this.life.plan(approvedVersion));
  }

  /** What differs from the last checkpoint. A checkout that a command broke is cloned again, and nothing differs. */
  async changesSinceCheckpoint(): Promise<TreeChange[]> {
    try {
      return await workChanges(this.asCompared());
    } catch (error) {
      if (!isBroken(error)) throw error;
      await this.restore();
      return [];
    }
  }

  /** Differences from the base at these paths, as text. */
  async differenceAt(paths: readonly string[]): Promise<Uint8Array> {
    return workPatch(this.asCompared(), paths);
  }

  private asCompared() {
    return { git: this.git, base: this.baseCommit(), files: this.changes.current()?.files ?? [] };
  }

  private baseCommit(): string {
    const { baseCommit } = this.life.record;
    if (baseCommit === null) throw new Error("there is no base commit");
    return baseCommit;
  }

  /** Removes the sandbox, unless the task was restarted. */
  remove(): Promise<void> {
    return this.mutex.run(async () => {
      if (!isTerminal(this.life.record.state)) return;
      await this.destroy();
      this.commit(() =>
        this.life.tidy((record) => {
          record.sandbox.state = "destroyed";
        }),
      );
    });
  }

  /**
   * Takes over the dependencies that `evidence` has installed, and its set-up. False when they have to be installed here:
   * the paths differ, or the copy failed.
   */
  async takeDependencies(evidence: Checkout): Promise<boolean> {
    const there = await evidence.marker();
    if (!this.origin?.samePaths || there === null) return false;
    if (!(await copyDependencies(this.git, this.origin))) return false;
    // Ignored files of the change were replaced too.
    await this.putBack(this.baseCommit());
    await this.mark({ ...there, baseCommit: this.baseCommit() });
    return true;
  }

  /** Hash of the manifests whose dependencies are installed; null when none are. */
  async installedFor(): Promise<string | null> {
    return (await this.marker())?.installedFor ?? null;
  }

  /** An install may undo the repository's set-up, which has to run again. */
  async markInstalled(key: string): Promise<void> {
    const marker = await this.marker();
    if (marker) await this.mark({ ...marker, installedFor: key, setUp: false });
  }

  async isSetUp(): Promise<boolean> {
    return (await this.marker())?.setUp ?? false;
  }

  /** `done`: false where another set-up is to run. */
  async markSetUp(done = true): Promise<void> {
    const marker = await this.marker();
    if (marker) await this.mark({ ...marker, setUp: done });
  }

  private get markerPath(): string {
    return `${this.host.sandbox.root}/checkout.json`;
  }

  private async marker(): Promise<Marker | null> {
    try {
      const bytes = await this.host.sandbox.read(this.markerPath, MAX_MARKER_BYTES);
      return JSON.parse(new TextDecoder().decode(bytes)) as Marker; // checked by its only use, a comparison
    } catch (error) {
      if (error instanceof SandboxFailure && error.code === "FILE_NOT_FOUND") return null;
      if (error instanceof SyntaxError) return null;
      throw error;
    }
  }

  private async mark(marker: Marker): Promise<void> {
    // An aborted run must not write to a sandbox that is being removed.
    this.host.signal.throwIfAborted();
    await this.host.sandbox.write(this.markerPath, new TextEncoder().encode(JSON.stringify(marker)));
  }
}

/** The checkout is not there any more, or not as git wants it: what a task's command can do to it. */
const isBroken = (error: unknown): error is Error =>
  error instanceof GitFailure ||
  (error instanceof SandboxFailure && (error.kind === "permanent" || error.code === "CWD_NOT_FOUND"));
