import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { SmallProcessesFirst } from "./.ci/sequencer.ts";

// The emulator would look up where this machine is; tests ask nobody outside.
process.env.CLOUDFLARE_CF_FETCH_ENABLED ??= "false";

/**
 * A machine may be busy with something else: a test waits for its signal, however long that takes, and fails by time
 * only when nothing comes at all.
 */
const patient = {
  testTimeout: 180_000,
  hookTimeout: 300_000,
  teardownTimeout: 60_000,
  expect: { poll: { timeout: 60_000 } },
};
const node = { ...patient, environment: "node" as const };
const RUN = ".ci/run-setup.ts";
/** `npm test -- --long` takes forms of some tests that need minutes. */
const provide = { long: process.env.VERNE_LONG === "1" };

export default defineConfig({
  test: {
    sequence: { sequencer: SmallProcessesFirst },
    projects: [
      {
        test: {
          ...node,
          provide,
          name: "node",
          include: ["{worker,local,sandbox,supabase,web,bench,.ci}/**/*.test.ts"],
          exclude: ["worker/test/**", "web/test/**", "**/node_modules/**", "local/samples/*/**"],
          globalSetup: RUN,
          // With one, the last minute has nothing beside it.
          maxWorkers: 2,
          // A file of pure tests takes less time than a process to run it in. What a test changes it puts back.
          isolate: false,
        },
      },
      {
        plugins: [
          cloudflareTest(({ inject }) => ({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              bindings: inject("variables"),
              queueConsumers: { "verne-steps": { maxBatchTimeout: 0 } },
            },
          })),
        ],
        test: {
          ...patient,
          provide,
          name: "worker",
          include: ["worker/test/**/*.test.ts"],
          globalSetup: [RUN, "local/testing/worker-setup.ts"],
          setupFiles: "worker/test/end-tasks.ts",
          // One workerd that loads the Worker once. Each test makes tasks of its own, so nothing is shared but users.
          isolate: false,
          maxWorkers: 1,
          // Tasks beside each other; more would slow down each other's commands, which have a limit.
          maxConcurrency: 3,
        },
      },
      {
        test: {
          ...node,
          provide,
          name: "browser",
          include: ["e2e/**/*.test.ts", "web/test/**/*.test.ts"],
          globalSetup: RUN,
          // A browser's work is not the test's: while one page loads, another test can click.
          maxWorkers: 2,
          // One Chromium and one server for each of them, not for each file.
          isolate: false,
        },
      },
    ],
  },
});
