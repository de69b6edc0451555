/** The Worker's entry: HTTP, the queues, and the Durable Object classes. */
import { createApp } from "./api/app.ts";
import type { Bindings } from "./bindings.ts";
import { consume } from "./queue.ts";
import { sweepRemovals } from "./tasks/account-removals.ts";
import { depsOf } from "./tasks/deps.ts";

export { AdmissionObject } from "./admission/admission-object.ts";
export { Outbound } from "./outbound.ts";
export { SandboxObject } from "./sandbox/container/sandbox-object.ts";
export { TaskObject } from "./task/task-object.ts";

const app = createApp();

export default {
  fetch: app.fetch,
  queue: consume,
  scheduled: async ({ scheduledTime }, env) => {
    await sweepRemovals(depsOf(env), scheduledTime);
  },
} satisfies ExportedHandler<Bindings>;
