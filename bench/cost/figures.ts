/**
 * Prices and limits of the services, with where they come from. Cloudflare's documentation as read in November 2026; a
 * price that we do not know is not here, and its part is named in `NOT_COUNTED`.
 */
export const READ_IN = "November 2026";

/** US dollars. */
export const PRICE = {
  vcpuSecond: 0.00002,
  gibSecond: 0.0000025,
  diskGbSecond: 0.00000007,
  objectRequest: 0.15 / 1e6,
  objectGbSecond: 12.5 / 1e6,
  queueOperation: 0.4 / 1e6,
} as const;

export const NOT_COUNTED =
  "Not counted: the plans' monthly fees and what they include, requests and processor time of the Worker, rows of objects, R2, Supabase, and the model.";

/** What an object takes of memory while it works, in GB. */
export const OBJECT_GB = 0.128;
/** Written, read, acknowledged. */
export const OPERATIONS_PER_MESSAGE = 3;

/** Sizes of containers, as SANDBOX_INSTANCE names them. */
export const INSTANCES = {
  lite: { vcpu: 1 / 16, gib: 0.25, diskGb: 2 },
  "standard-1": { vcpu: 0.5, gib: 4, diskGb: 8 },
  "standard-2": { vcpu: 1, gib: 6, diskGb: 12 },
  "standard-3": { vcpu: 2, gib: 8, diskGb: 16 },
  "standard-4": { vcpu: 4, gib: 12, diskGb: 20 },
} as const;
export type Instance = keyof typeof INSTANCES;

export const LIMIT = {
  /** Of an account. */
  vcpu: 1_500,
  gib: 6 * 1_024,
  diskGb: 30_000,
  queueMessagesPerSecond: 5_000,
  /** Of one object, softly; every start of a task's machines goes through one. */
  objectRequestsPerSecond: 1_000,
  queueConsumers: 250,
  objectStorageGb: 10,
} as const;

/** `MAX_MACHINES` of worker/env.ts. */
export const DEFAULT_MACHINES = 40;
