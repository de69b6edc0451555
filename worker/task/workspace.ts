/**
 * The checkout of a task in its sandbox. It can always be built again from what the object keeps: the base commit and
 * the patch of the last checkpoint.
 */
import type { Config } from "../env.ts";
import { signCapability } from "../github/capability.ts";
import { isTerminal } from "../protocol/index.ts";
import { CloneFailure, cloneRepository } from "../sandbox/clone.ts";
import { type GitContext, runGit } from "../sandbox/git.ts";
import { SandboxFailure } from "../sandbox/port.ts";
import { applyPatch, diffPatch, numstat, resetTo, writeTree } from "../sandbox/worktree.ts";
import { diffStatOf, fileDiffs } from "./file-diffs.ts";
import type { Host } from "./host.ts";
import type { Clock, Life } from "./life.ts";
import { MAX_PATCH_BYTES, type Patches } from "./patches.ts";
import { keptTrees } from "./record.ts";
import { StepFailure } from "./step.ts";
import type { Turn } from "./turn.ts";

const CLONE_TIMEOUT_MS = 5 * 60_000;
const CAPABILITY_MS = 15 * 60_000;
const MAX_MARKER_BYTES = 10_000;

/** Written last, beside the checkout: where it is, the checkout is whole. */
interface Marker {
  baseCommit: string;
  installed: boolean;
  /** The repository's own set-up ran, as the approved plan showed it. */
  setUp: boolean;
}

export interface WorkspaceParts {
  host: Host;
  life: Life;
  patches: Patches;
  config: Config;
  clock: Clock;
  /** Of the task: building and removing the sandbox exclude each other. */
  turn: Turn;
  /** Runs `write` in a transaction if the step still holds its lease; throws `Fenced` otherwise. */
  commit: (write: () => void) => void;
}

export class Workspace {
  private readonly host: Host;
  private readonly life: Life;
  private readonly patches: Patches;
  private readonly config: Config;
  private readonly clock: Clock;
  private readonly turn: Turn;
  private readonly commit: (write: () => void) => void;
  readonly git: GitContext;

  constructor(parts: WorkspaceParts) {
    const { host } = parts;
    this.host = host;
    this.life = parts.life;
    this.patches = parts.patches;
    this.config = parts.config;
    this.clock = parts.clock;
    this.turn = parts.turn;
    this.commit = parts.commit;
    this.git = { exec: host.exec, sandbox: host.sandbox, repo: host.repoDir };
  }

  /** Clones the branch and returns its commit. Throws StepFailure with the cause. */
  clone(): Promise<string> {
    return this.turn.run(async () => {
      const baseCommit = await this.checkOut();
      await this.mark({ baseCommit, installed: false, setUp: false });
      return baseCommit;
    });
  }

  /**
   * Makes sure that the checkout is there, with the change so far; builds it again where the sandbox is new. Two
   * steps that find it gone at the same time build it once.
   */
  ensure(): Promise<void> {
    return this.turn.run(() => this.rebuild());
  }

  private async checkOut(): Promise<string> {
    const { repo_full_name, branch, taskId, userId } = this.life.record.init;
    const publicUrl = `${this.config.GITHUB_WEB_URL}/${repo_full_name}.git`;
    this.host.say(`Cloning ${repo_full_name} at ${branch}\n`);
    const exp = Math.floor((this.clock.now() + CAPABILITY_MS) / 1000);
    const capability = await signCapability(this.config.CAPABILITY_SECRET, {
      taskId,
      userId,
      repo: repo_full_name,
      exp,
    });
    try {
      const url = `${this.config.PUBLIC_URL}/git/${capability}`;
      const { baseCommit } = this.life.record;
      const head = await cloneRepository(this.git, { url, publicUrl, branch, timeoutMs: CLONE_TIMEOUT_MS });
      // The branch may have moved on since the task began.
      if (baseCommit !== null && baseCommit !== head) await this.fetchCommit(url, baseCommit);
      this.host.say(`Checked out ${(baseCommit ?? head).slice(0, 12)}\n`);
      return baseCommit ?? head;
    } catch (error) {
      if (!(error instanceof CloneFailure)) throw error;
      throw new StepFailure(error.code, error.message, { retryable: error.retryable, cause: error });
    }
  }

  private async rebuild(): Promise<void> {
    const { baseCommit, tree, sandbox } = this.life.record;
    if ((await this.marker())?.baseCommit === baseCommit) return;
    if (sandbox.state !== "none")
      this.host.emit({
        type: "warning",
        message: "The sandbox is new; building the workspace again",
        data: { code: "workspace_rebuilt", detail: null },
      });
    const commit = await this.checkOut();
    if (tree !== null && baseCommit !== null) {
      await this.restore();
      // Not only a check: publishing needs the tree as an object of this very repository.
      const built = await writeTree(this.git, baseCommit);
      if (built !== tree)
        throw new StepFailure(
          "sandbox_lost",
          "The stored change does not fit the repository any more; start a new task",
        );
    }
    await this.mark({ baseCommit: commit, installed: false, setUp: false });
    const { isolation } = this.host.sandbox;
    this.commit(() =>
      this.life.update((record) => {
        record.sandbox = { state: "ready", isolation };
      }),
    );
  }

  /** Puts the tree back to the last checkpoint. Ignored files, and so what was installed, stay. */
  async restore(): Promise<void> {
    const { baseCommit } = this.life.record;
    if (baseCommit === null) throw new Error("there is no base commit");
    await resetTo(this.git, baseCommit);
    await applyPatch(this.git, await this.patches.read());
  }

  /** Stores the change outside the sandbox. The record names it once the returned function is called, in a commit. */
  async checkpoint(): Promise<() => void> {
    const { baseCommit: base, tree: known, approvedVersion } = this.life.record;
    if (base === null) throw new Error("there is no base commit");
    const tree = await writeTree(this.git, base);
    if (tree === known) return () => {};
    const patch = await diffPatch(this.git, base, tree, MAX_PATCH_BYTES);
    const changed = patch.length > 0;
    if (changed) await this.patches.store(tree, patch);
    const plan = approvedVersion === null ? null : this.life.plan(approvedVersion);
    const stats = changed ? await numstat(this.git, base, tree) : [];
    const files = fileDiffs(stats, new TextDecoder().decode(patch), plan);
    const stat = diffStatOf(files);
    return () => {
      this.life.documents.put("diff", files);
      this.life.update(
        (record) => {
          record.tree = changed ? tree : null;
          record.diffStat = changed ? stat : null;
        },
        [
          {
            type: "diff",
            message: `${stat.files} files changed, +${stat.additions} −${stat.deletions}`,
            data: stat,
          },
        ],
      );
      if (known !== null && !keptTrees(this.life.record).includes(known))
        this.life.documents.delete(`patch:${known}`);
    };
  }

  /** Removes the sandbox, unless the task has been taken up again. */
  remove(): Promise<void> {
    return this.turn.run(async () => {
      if (!isTerminal(this.life.record.state)) return;
      await this.host.sandbox.destroy();
      this.commit(() =>
        this.life.update((record) => {
          record.sandbox.state = "destroyed";
        }),
      );
    });
  }

  async isInstalled(): Promise<boolean> {
    return (await this.marker())?.installed ?? false;
  }

  async markInstalled(): Promise<void> {
    const marker = await this.marker();
    if (marker) await this.mark({ ...marker, installed: true });
  }

  async isSetUp(): Promise<boolean> {
    return (await this.marker())?.setUp ?? false;
  }

  async markSetUp(): Promise<void> {
    const marker = await this.marker();
    if (marker) await this.mark({ ...marker, setUp: true });
  }

  private async fetchCommit(url: string, commit: string): Promise<void> {
    const call = { operation: "fetch the base commit", timeoutMs: CLONE_TIMEOUT_MS };
    await runGit(this.git, ["git", "fetch", "--quiet", "--depth", "1", "--no-tags", url, commit], call);
    await resetTo(this.git, commit);
  }

  private get markerPath(): string {
    return `${this.host.sandbox.root}/workspace.json`;
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
    // A run that was told to stop must not leave a file behind in a sandbox that is being removed.
    this.host.signal.throwIfAborted();
    await this.host.sandbox.write(this.markerPath, new TextEncoder().encode(JSON.stringify(marker)));
  }
}
