/** What a task costs by part, and which limit is met first. Pure. */
import {
  DEFAULT_MACHINES,
  INSTANCES,
  type Instance,
  LIMIT,
  OBJECT_GB,
  OPERATIONS_PER_MESSAGE,
  PRICE,
} from "./figures.ts";

/** What one task is taken to do. All of it may be given; `npm run cost -- --help` tells how. */
export interface Load {
  tasksPerDay: number;
  /** While its machines are up: from the clone to the end of its tests, and until an idle one is given up. */
  minutes: number;
  instance: Instance;
  /** A task has two while its change is made. */
  machines: number;
  /** Part of that time in which a machine's processors work. */
  busy: number;
  /** The busiest hour, as a multiple of the day's mean. */
  peak: number;
  steps: number;
  /** Of its own object and of its machines' objects, for each minute: files, processes, output, viewers. */
  objectRequestsPerMinute: number;
  /** Batches that bring it to Postgres, for each minute: of two calls each. */
  mirrorsPerMinute: number;
  /** Journal events of a whole task. */
  events: number;
  /** What Postgres takes of such batches in a second; `npm run bench:scale` measures it. */
  postgresBatchesPerSecond: number;
  maxMachines: number;
}

export const TYPICAL: Load = {
  tasksPerDay: 100,
  minutes: 15,
  instance: "standard-1",
  machines: 2,
  busy: 0.3,
  peak: 4,
  steps: 8,
  objectRequestsPerMinute: 120,
  mirrorsPerMinute: 20,
  events: 400,
  postgresBatchesPerSecond: 130,
  maxMachines: DEFAULT_MACHINES,
};

export interface Part {
  name: string;
  usd: number;
  what: string;
}

/** Of one task. */
export function parts(load: Load): Part[] {
  const size = INSTANCES[load.instance];
  const machineSeconds = load.minutes * 60 * load.machines;
  const requests = load.minutes * load.objectRequestsPerMinute + load.steps;
  // Its own object, and one for each machine.
  const objectSeconds = load.minutes * 60 * (1 + load.machines);
  const messages = load.steps * OPERATIONS_PER_MESSAGE;
  return [
    {
      name: "container processors",
      usd: machineSeconds * load.busy * size.vcpu * PRICE.vcpuSecond,
      what: `${load.machines} × ${size.vcpu} vCPU, working ${Math.round(load.busy * 100)} % of ${load.minutes} min`,
    },
    {
      name: "container memory",
      usd: machineSeconds * size.gib * PRICE.gibSecond,
      what: `${load.machines} × ${size.gib} GiB for ${load.minutes} min`,
    },
    {
      name: "container disk",
      usd: machineSeconds * size.diskGb * PRICE.diskGbSecond,
      what: `${load.machines} × ${size.diskGb} GB for ${load.minutes} min`,
    },
    {
      name: "objects, held",
      usd: objectSeconds * OBJECT_GB * PRICE.objectGbSecond,
      what: `${1 + load.machines} objects for ${load.minutes} min`,
    },
    {
      name: "objects, requests",
      usd: requests * PRICE.objectRequest,
      what: `${Math.round(requests)} requests`,
    },
    { name: "queue", usd: messages * PRICE.queueOperation, what: `${load.steps} messages` },
  ];
}

export interface Use {
  name: string;
  used: number;
  limit: number;
  unit: string;
  /** What to do once it is met. */
  remedy: string;
}

const SECONDS_PER_DAY = 86_400;

/** What the busiest hour takes of each limit, the scarcest first. */
export function uses(load: Load): Use[] {
  const perSecond = (load.tasksPerDay / SECONDS_PER_DAY) * load.peak;
  const atOnce = perSecond * load.minutes * 60;
  const machines = atOnce * load.machines;
  const size = INSTANCES[load.instance];
  const all: Use[] = [
    {
      name: "machines that the installation allows",
      used: machines,
      limit: load.maxMachines,
      unit: "at once",
      remedy: "raise MAX_MACHINES; further tasks wait until then, in a fair order",
    },
    {
      name: "processors of the account's containers",
      used: machines * size.vcpu,
      limit: LIMIT.vcpu,
      unit: "vCPU",
      remedy: "a smaller SANDBOX_INSTANCE, ask Cloudflare for more, or several accounts",
    },
    {
      name: "memory of the account's containers",
      used: machines * size.gib,
      limit: LIMIT.gib,
      unit: "GiB",
      remedy: "a smaller SANDBOX_INSTANCE, ask Cloudflare for more, or several accounts",
    },
    {
      name: "disk of the account's containers",
      used: machines * size.diskGb,
      limit: LIMIT.diskGb,
      unit: "GB",
      remedy: "a smaller SANDBOX_INSTANCE, or ask Cloudflare for more",
    },
    {
      name: "the one object that admits tasks",
      // A step asks for its slot, renews it and gives it back.
      used: perSecond * load.steps * 3,
      limit: LIMIT.objectRequestsPerSecond,
      unit: "requests a second",
      remedy: "an object for each of some parts of the users, with the machines divided among them",
    },
    {
      name: "queue",
      used: perSecond * load.steps,
      limit: LIMIT.queueMessagesPerSecond,
      unit: "messages a second",
      remedy: "several queues, by the task's id",
    },
    {
      name: "batches into Postgres",
      used: (atOnce * load.mirrorsPerMinute) / 60,
      limit: load.postgresBatchesPerSecond,
      unit: "a second",
      remedy:
        "mirror more seldom (LIMITS.mirrorDelayMs), a larger database, then several projects by organisation",
    },
  ];
  return all.toSorted((a, b) => b.used / b.limit - a.used / a.limit);
}

/** How many tasks a day the scarcest limit lets through. */
export function ceiling(load: Load): { tasksPerDay: number; by: Use } {
  const [by] = uses(load);
  if (!by) throw new Error("there is no limit");
  return { tasksPerDay: Math.floor((load.tasksPerDay * by.limit) / by.used + 1e-6), by };
}

/** Rows that the journals add in a year. */
export const eventsPerYear = (load: Load): number => load.tasksPerDay * load.events * 365;
