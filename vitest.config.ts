import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

// The emulator would look up where this machine is; tests ask nobody outside.
process.env.CLOUDFLARE_CF_FETCH_ENABLED ??= "false";

const node = { environment: "node" as const, testTimeout: 30_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...node,
          name: "node",
          include: ["{worker,local,sandbox,supabase,web,bench,.ci}/**/*.test.ts"],
          exclude: ["worker/test/**", "web/test/**", "**/node_modules/**", "local/samples/*/**"],
        },
      },
      {
        plugins: [
          cloudflareTest(({ inject }) => ({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              bindings: inject("variables"),
              queueConsumers: { "verne-steps": { maxBatchTimeout: 0.05 } },
            },
          })),
        ],
        test: {
          name: "worker",
          include: ["worker/test/**/*.test.ts"],
          globalSetup: "local/testing/worker-setup.ts",
          setupFiles: "worker/test/end-tasks.ts",
          // One workerd that loads the Worker once. Each test makes tasks of its own, so nothing is shared but users.
          isolate: false,
          maxWorkers: 1,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          ...node,
          name: "browser",
          include: ["e2e/**/*.test.ts", "web/test/**/*.test.ts"],
          // A browser's work is not the test's: while one page loads, another test can click.
          maxWorkers: 2,
          testTimeout: 120_000,
        },
      },
    ],
  },
});
