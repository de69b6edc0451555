import { type Excess, excessOf, type Limits } from "./limits.ts";
import type { TaskDirectories } from "./sandbox-directory.ts";
import { allProcesses, diskUse, processesOf } from "./usage.ts";

export interface Watched {
  /** Process ids on the host that the task's processes descend from. */
  roots(): readonly number[];
  uid: number | null;
  directories: TaskDirectories;
  limits: Limits;
  /** A limit that the kernel keeps and for which it ended something since it was asked last. */
  hit(): Promise<Excess | null>;
  onExcess(excess: Excess): Promise<void>;
}

const EVERY_MS = 500;
const DISK_EVERY_MS = 5_000;
/** Measuring a large tree may take this part of the time at most. */
const DISK_SHARE = 20;

/**
 * Looks at what a task uses while something of it runs, and reports the first limit that it exceeds. A look at
 * intervals, so a task may use more for the moment in between; what it made is ended all the same.
 */
export class Watchdog {
  private readonly watched: Watched;
  private timer: NodeJS.Timeout | undefined;
  private diskAt = 0;

  constructor(watched: Watched) {
    this.watched = watched;
  }

  /** Called when a process was started. Ends by itself when none runs any more. */
  wake(): void {
    if (this.timer !== undefined) return;
    this.timer = setTimeout(async () => {
      await this.look().catch((error: unknown) => console.error(error));
      this.timer = undefined;
      if (this.watched.roots().length > 0) this.wake();
    }, EVERY_MS);
  }

  private async look(): Promise<void> {
    const { watched } = this;
    const mine = processesOf(allProcesses(), watched.roots(), watched.uid);
    const sum = (of: "memoryBytes" | "cpuSeconds") => mine.reduce((total, one) => total + one[of], 0);
    const use = {
      processes: mine.length,
      memoryBytes: sum("memoryBytes"),
      cpuSeconds: sum("cpuSeconds"),
      diskBytes: await this.disk(),
    };
    const excess = (await watched.hit()) ?? excessOf(use, watched.limits);
    if (excess) await watched.onExcess(excess);
  }

  private async disk(): Promise<number | null> {
    const startedAt = performance.now();
    if (startedAt < this.diskAt) return null;
    const { work, home, tmp, platform } = this.watched.directories;
    let bytes = 0;
    for (const folder of [work, home, tmp, platform])
      bytes += await diskUse(folder, this.watched.limits.diskBytes);
    const tookMs = performance.now() - startedAt;
    this.diskAt = performance.now() + Math.max(DISK_EVERY_MS, DISK_SHARE * tookMs);
    return bytes;
  }
}
