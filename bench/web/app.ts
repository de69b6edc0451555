/** The production build as a network would deliver it, in a Chromium that can be slowed down. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ServerType, serve } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import { compress } from "hono/compress";
import { type Browser, chromium, type Page } from "playwright-core";
import { CHROMIUM_ARGS } from "../../e2e/chromium.ts";
import { ROOT } from "../../local/root.ts";
import { FAKE_DEFAULT, type FakeWorker } from "../../web/test/fake/state.ts";
import { installFakeWorker } from "../../web/test/fake/worker.ts";

const DIST = join(ROOT, "web/dist");
/** One script: the order of several would not be certain. */
const PROBE = [
  join(ROOT, "node_modules/web-vitals/dist/web-vitals.iife.js"),
  join(import.meta.dirname, "probe.js"),
]
  .map((path) => readFileSync(path, "utf8"))
  .join("\n");
const STEP_TIMEOUT_MS = 60_000;

export interface BenchApp {
  /** A page of its own on the fake Worker. Its clock is the real one. The caller closes it. */
  page(fake: Partial<FakeWorker>): Promise<Page>;
  origin: string;
  close(): Promise<void>;
}

/** Serves the build compressed, which `vite preview` does not, on a free port. */
export async function openBenchApp(executablePath: string): Promise<BenchApp> {
  const app = new Hono();
  app.use(compress());
  app.use(serveStatic({ root: DIST }));
  app.get("*", serveStatic({ path: join(DIST, "index.html") }));
  const options = { fetch: app.fetch, hostname: "127.0.0.1", port: 0 };
  const { server, port } = await new Promise<{ server: ServerType; port: number }>((resolve) => {
    const server = serve(options, (info) => resolve({ server, port: info.port }));
  });
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS });
  return {
    origin: `http://127.0.0.1:${port}`,
    page: (fake) => newPage(browser, fake),
    close: async () => {
      await browser.close();
      server.close();
    },
  };
}

async function newPage(browser: Browser, fake: Partial<FakeWorker>): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(STEP_TIMEOUT_MS);
  await installFakeWorker(page, { ...FAKE_DEFAULT, ...fake }, Date.now());
  await page.addInitScript(PROBE);
  return page;
}

/** A slow phone: CPU at a quarter, and slow 4G as Lighthouse has it (150 ms, 1.6 Mbit/s); the API answers as late. */
export async function slowDown(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: SLOW_4G_MS,
    downloadThroughput: (1.6 * 1024 * 1024) / 8,
    uploadThroughput: (0.75 * 1024 * 1024) / 8,
  });
  // Answers that are made up here do not pass through the browser's network.
  await page.route("**/api/**", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, SLOW_4G_MS));
    await route.fallback();
  });
}
const SLOW_4G_MS = 150;
