/** What every test of the web app in a browser needs: the production build behind a server, and a Chromium. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { preview } from "vite";
import { installedChromium, TEST_ARGS } from "../../e2e/chromium.ts";
import { FAKE_DEFAULT, type FakeWorker } from "./fake/state.ts";
import { installFakeWorker } from "./fake/worker.ts";
import { NOW } from "./fixtures/base.ts";

const WEB = join(import.meta.dirname, "..");
const CHROMIUM = installedChromium();
/** Long, because the machine may be busy. */
const STEP_TIMEOUT_MS = 90_000;

/** False without a Chromium or without a build: such tests are skipped. */
export const canBrowse = CHROMIUM !== undefined && existsSync(join(WEB, "dist/index.html"));

export const SIZE = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

export interface WebApp {
  browser: Browser;
  /** Where the built app is served, without a slash at the end. */
  origin: string;
  /** Closes every page; what serves them stays for the next file. */
  close(): Promise<void>;
}

/** Shared by the test files of one process; server and browser end with it. */
let shared: Promise<Pick<WebApp, "browser" | "origin">> | undefined;

/** The build on a free port and a browser. Whoever calls this closes it. */
export async function openWebApp(): Promise<WebApp> {
  shared ??= start();
  const { browser, origin } = await shared;
  const close = async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
  };
  return { browser, origin, close };
}

async function start(): Promise<Pick<WebApp, "browser" | "origin">> {
  const [server, browser] = await Promise.all([
    preview({
      configFile: join(WEB, "vite.config.ts"),
      preview: { port: 0, host: "127.0.0.1", headers: pageHeaders() },
      logLevel: "error",
    }),
    chromium.launch({
      executablePath: CHROMIUM,
      args: TEST_ARGS,
    }),
  ]);
  return { browser, origin: server.resolvedUrls?.local[0]?.replace(/\/$/, "") ?? "" };
}

/** What Pages and the Worker's assets send with every page: the first block of `_headers`. */
export function pageHeaders(): Record<string, string> {
  const [block = ""] = readFileSync(join(WEB, "public/_headers"), "utf8").split("\n\n");
  const lines = block.split("\n").slice(1);
  return Object.fromEntries(
    lines.map((line) =>
      line
        .trim()
        .split(/: (.*)/s)
        .slice(0, 2),
    ),
  );
}

/** A page of its own on the fake Worker; nothing is opened in it yet. Close its context when done. */
export async function newPage(
  app: Pick<WebApp, "browser">,
  fake: Partial<FakeWorker>,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await app.browser.newContext({ viewport: SIZE.wide, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(STEP_TIMEOUT_MS);
  await page.clock.setSystemTime(NOW);
  await installFakeWorker(page, { ...FAKE_DEFAULT, ...fake }, NOW);
  return page;
}
