import type { MachinePaths } from "./environment.ts";
import type { Isolation } from "./isolation.ts";
import type { KeptStore } from "./kept/kept-store.ts";
import type { Limits } from "./limits.ts";
import type { NetworkSettings } from "./network/task-networks.ts";
import type { InsidePaths } from "./places.ts";
import type { Slices } from "./slices.ts";

/** Everything that the tasks of one runner have in common. */
export interface Machine {
  dataDir: string;
  /** Folder for checkouts where that is not `dataDir`. */
  workPlace: string | null;
  paths: MachinePaths;
  isolation: Isolation;
  /** The places and the user of a container's one task; null on a machine of several tasks. */
  only: { places: InsidePaths; uid: number } | null;
  network: NetworkSettings;
  limits: Limits;
  /** What installs left behind, for later tasks. */
  kept: KeptStore;
  /** Where the kernel keeps the limits; null where they are only watched. */
  slices: Slices | null;
}
