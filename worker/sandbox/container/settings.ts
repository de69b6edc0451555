import { z } from "zod";

/** What an installation says about its containers. */
export const ContainerSettings = z.object({
  /** `policy`: a container reaches what the policy of a command lets through; `open`: whatever it likes. */
  SANDBOX_EGRESS: z.enum(["open", "policy"]).default("policy"),
  /** Size of a machine, by the platform's own names. */
  SANDBOX_INSTANCE: z
    .enum(["lite", "standard-1", "standard-2", "standard-3", "standard-4"])
    .default("standard-1"),
});
export type ContainerSettings = z.infer<typeof ContainerSettings>;

/** Memory and disk of the platform's sizes, in MiB. */
const SIZES: Readonly<
  Record<ContainerSettings["SANDBOX_INSTANCE"], readonly [memory: number, disk: number]>
> = {
  lite: [256, 2_000],
  "standard-1": [4_096, 8_000],
  "standard-2": [6_144, 12_000],
  "standard-3": [8_192, 16_000],
  "standard-4": [12_288, 20_000],
};
/** Of the machine's, for one task; the rest is the runner's and the system's. */
const SHARE = 0.85;

/** What the runner ends a task for, before the platform ends the machine. */
export function limitsOf(instance: ContainerSettings["SANDBOX_INSTANCE"]): Record<string, string> {
  const [memory, disk] = SIZES[instance];
  return {
    VERNE_RUNNER_MEMORY_MIB: String(Math.floor(memory * SHARE)),
    VERNE_RUNNER_DISK_MIB: String(Math.floor(disk * SHARE)),
  };
}
