/** The Worker's entry: HTTP, the queues, and the Durable Object classes. */
import { env, waitUntil } from "cloudflare:workers";
import { createApp } from "./api/app.ts";
import type { Bindings } from "./bindings.ts";
import { parseDsn, reportsTo } from "./log/error-reports.ts";
import { sendErrorsTo } from "./log/log.ts";
import { consume } from "./queue.ts";
import { sweepRemovals } from "./tasks/account-removals.ts";
import { depsOf } from "./tasks/deps.ts";

export { AdmissionObject } from "./admission/admission-object.ts";
export { Outbound } from "./outbound.ts";
export { SandboxObject } from "./sandbox/container/sandbox-object.ts";
export { TaskObject } from "./task/task-object.ts";

// One that is malformed is told with the other variables.
const dsn = "SENTRY_DSN" in env ? parseDsn(String(env.SENTRY_DSN)) : null;
if (dsn) {
  const id = () => crypto.randomUUID().replaceAll("-", "");
  sendErrorsTo(reportsTo(dsn, waitUntil, { now: Date.now, id }));
}

const app = createApp();

export default {
  fetch: app.fetch,
  queue: consume,
  scheduled: async ({ scheduledTime }, env) => {
    await sweepRemovals(depsOf(env), scheduledTime);
  },
} satisfies ExportedHandler<Bindings>;
