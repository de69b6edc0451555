import { totalmem } from "node:os";
import type { LimitName } from "../../worker/protocol/runner.ts";

/** What one task may use. All of its processes together, but for `outputBytes`, which is each process's. */
export interface Limits {
  processes: number;
  /** Memory that is not shared with others. */
  memoryBytes: number;
  /** Of the task's folders. */
  diskBytes: number;
  /** Processor time of what runs at once. */
  cpuSeconds: number;
  outputBytes: number;
}

const GIB = 1_073_741_824;

/** Half of the machine's memory, and no less than a build needs. */
export const DEFAULT_LIMITS: Limits = {
  processes: 1_024,
  memoryBytes: Math.max(2 * GIB, totalmem() / 2),
  diskBytes: 20 * GIB,
  cpuSeconds: 4 * 3_600,
  outputBytes: GIB,
};

export interface Use {
  processes: number;
  memoryBytes: number;
  cpuSeconds: number;
  /** Null when it was not measured this time. */
  diskBytes: number | null;
}

export interface Excess {
  limit: LimitName;
  /** For a person: what was used, and what is allowed. */
  detail: string;
}

/** The first limit that is exceeded, or null. */
export function excessOf(use: Use, limits: Limits): Excess | null {
  if (use.processes > limits.processes)
    return { limit: "processes", detail: `${use.processes} processes, over ${limits.processes}` };
  if (use.memoryBytes > limits.memoryBytes)
    return {
      limit: "memory",
      detail: `${size(use.memoryBytes)} of memory, over ${size(limits.memoryBytes)}`,
    };
  if (use.diskBytes !== null && use.diskBytes > limits.diskBytes)
    return { limit: "disk", detail: `${size(use.diskBytes)} of files, over ${size(limits.diskBytes)}` };
  if (use.cpuSeconds > limits.cpuSeconds)
    return {
      limit: "cpu",
      detail: `${Math.round(use.cpuSeconds)} s of processor time, over ${limits.cpuSeconds} s`,
    };
  return null;
}

export const outputExcess = (limits: Limits): Excess => ({
  limit: "output",
  detail: `output of over ${size(limits.outputBytes)}`,
});

/** Of a process that the kernel ended. */
export const memoryExcess = (limits: Limits): Excess => ({
  limit: "memory",
  detail: `over ${size(limits.memoryBytes)} of memory, and the kernel ended a process`,
});

const size = (bytes: number) =>
  bytes >= GIB ? `${(bytes / GIB).toFixed(1)} GiB` : `${Math.round(bytes / 1_048_576)} MiB`;
