/**
 * The app in real Chromium, against a Worker that is made up but speaks the protocol: no accessibility
 * violation, no error in the console, nothing that scrolls sideways. A run looks at the states that the
 * flows in e2e/ do not reach, in turn wide or on a phone, dark or light. `VERNE_SHOTS=DIR` looks at every
 * screen in all four ways and leaves the pictures there. Needs Chromium and a build; skipped without.
 */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { type Browser, chromium, type Page } from "playwright-core";
import { type PreviewServer, preview } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FAKE_DEFAULT, installFakeWorker } from "./fake-worker.ts";
import { NOW } from "./fixtures/base.ts";
import type { Screen } from "./screens/screen.ts";
import { SCREENS } from "./screens.ts";

const WEB = join(import.meta.dirname, "..");
const PICTURES = process.env.VERNE_SHOTS;
const CHROMIUM = [process.env.CHROMIUM_PATH ?? "", "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
  existsSync,
);
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const STEP_TIMEOUT_MS = 15_000;

const WAYS = [
  { size: "wide", theme: "dark" },
  { size: "phone", theme: "light" },
  { size: "wide", theme: "light" },
  { size: "phone", theme: "dark" },
] as const;
type Way = (typeof WAYS)[number];
const SIZE = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

/** `VERNE_SCREENS=inbox` looks only at the states whose name has that word, every one of them. */
const ONLY = process.env.VERNE_SCREENS;
const wanted = ({ name, always }: Screen) => (ONLY ? name.includes(ONLY) : PICTURES || always);

const cases: [string, Screen, Way][] = SCREENS.filter(wanted).flatMap((screen, index) =>
  WAYS.filter((_, way) => PICTURES || way === index % WAYS.length).map((way): [string, Screen, Way] => [
    `${screen.name} ${way.size} ${way.theme}`,
    screen,
    way,
  ]),
);

async function openScreen(browser: Browser, origin: string, screen: Screen, way: Way) {
  const context = await browser.newContext({
    viewport: SIZE[way.size],
    colorScheme: way.theme,
    hasTouch: way.size === "phone",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(STEP_TIMEOUT_MS);
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(`page error: ${error.message}`));
  page.on("console", (message) => {
    // A made-up failure is announced by the browser as well; that one is wanted.
    const wanted = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !wanted) problems.push(`console: ${message.text()}`);
  });
  await page.clock.setSystemTime(NOW);
  await installFakeWorker(page, { ...FAKE_DEFAULT, ...screen.fake }, NOW);
  await page.goto(origin + screen.path);
  await screen.ready(page);
  return { context, page, problems };
}

async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  return violations.map((found) => {
    const where = found.nodes.slice(0, 3).map((node) => node.target.join(" "));
    return `${found.id} at ${where.join(", ")}`;
  });
}

describe.skipIf(!CHROMIUM || !existsSync(join(WEB, "dist/index.html")))("every screen", () => {
  let server: PreviewServer;
  let browser: Browser;
  let origin = "";
  beforeAll(async () => {
    if (PICTURES) mkdirSync(PICTURES, { recursive: true });
    server = await preview({
      configFile: join(WEB, "vite.config.ts"),
      preview: { port: 0, host: "127.0.0.1" },
      logLevel: "error",
    });
    origin = server.resolvedUrls?.local[0]?.replace(/\/$/, "") ?? "";
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
      ],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it.each(cases)("%s", async (name, screen, way) => {
    const { context, page, problems } = await openScreen(browser, origin, screen, way);
    if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name.replaceAll(" ", "-")}.png`) });
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect({ violations: await violations(page), problems, sideways }).toEqual({
      violations: [],
      problems: [],
      sideways: 0,
    });
    await context.close();
  });
});
