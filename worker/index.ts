/** The Worker's entry: HTTP, the queues, and the Durable Object classes. */
import { ContainerProxy } from "@cloudflare/sandbox";
import { createApp } from "./api/app.ts";
import type { Bindings } from "./bindings.ts";
import { consume } from "./queue.ts";
import { Sandbox } from "./sandbox/sandbox-object.ts";
import { sweepRemovals } from "./tasks/account-removals.ts";
import { depsOf } from "./tasks/deps.ts";

export { TaskObject } from "./task/task-object.ts";
export { ContainerProxy, Sandbox };

const app = createApp();

export default {
  fetch: app.fetch,
  queue: consume,
  scheduled: async ({ scheduledTime }, env) => {
    await sweepRemovals(depsOf(env), scheduledTime);
  },
} satisfies ExportedHandler<Bindings>;
