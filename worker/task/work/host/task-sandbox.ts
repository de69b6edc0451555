import type { Sandbox } from "../../../sandbox/port.ts";
import type { Mutex } from "../../mutex.ts";
import { LIMITS } from "../../record/deadlines.ts";
import type { Clock, Life } from "../../record/life.ts";
import { TREES, type Tree } from "./sandbox-for.ts";

/** The sandboxes of a task, one for each tree: connected on first use, removed while idle. */
export class TaskSandbox {
  private readonly life: Life;
  private readonly clock: Clock;
  private readonly mutex: Mutex;
  private readonly connect: (tree: Tree) => Promise<Sandbox>;
  private readonly connected = new Map<Tree, Promise<Sandbox>>();

  /** `mutex`: building the checkout and removing the sandbox exclude each other. */
  constructor(life: Life, clock: Clock, mutex: Mutex, connect: (tree: Tree) => Promise<Sandbox>) {
    this.life = life;
    this.clock = clock;
    this.mutex = mutex;
    this.connect = connect;
  }

  get(tree: Tree = "evidence"): Promise<Sandbox> {
    const known = this.connected.get(tree);
    if (known) return known;
    // Noted first: what may exist has to be removed.
    if (tree === "work" && !this.life.documents.get("work_sandbox"))
      this.life.documents.put("work_sandbox", true);
    const connecting = this.connect(tree).catch((error) => {
      this.connected.delete(tree);
      throw error;
    });
    this.connected.set(tree, connecting);
    return connecting;
  }

  /** Those that may exist. */
  async all(): Promise<Map<Tree, Sandbox>> {
    const trees = TREES.filter((tree) => tree === "evidence" || this.life.documents.get("work_sandbox"));
    return new Map(await Promise.all(trees.map(async (tree) => [tree, await this.get(tree)] as const)));
  }

  /** Ends every process and removes everything, in each sandbox. Idempotent. */
  async destroy(): Promise<void> {
    const sandboxes = await this.all();
    await Promise.all([...sandboxes.values()].map((sandbox) => sandbox.destroy()));
    this.life.documents.delete("work_sandbox");
    this.connected.delete("work");
  }

  /** Stores its state. What is lost is connected to anew: a connection knows the machine that it was made to. */
  mark(state: "lost" | "destroyed"): void {
    if (state === "lost") this.connected.clear();
    this.life.update((record) => {
      record.sandbox.state = state;
    });
  }

  /** Removes the idle sandboxes; the change is stored, so the next step rebuilds them. */
  release(): Promise<void> {
    return this.mutex.run(async () => {
      if (this.life.steps.isOpen()) {
        this.life.deadlines.set("sandbox_idle", this.clock.now() + LIMITS.sandboxIdleMs);
        return;
      }
      // Also a sandbox that was never ready: a failed clone leaves files in it.
      if (this.life.record.sandbox.state === "destroyed") return;
      await this.destroy();
      this.mark("destroyed");
    });
  }
}
