/**
 * The app in real Chromium, against a Worker that is made up but speaks the protocol: no accessibility
 * violation, no error in the console, nothing that scrolls sideways, one title. A run looks at some states that the
 * flows in e2e/ do not reach, in turn wide or on a phone, dark or light; `npm test -- --long` looks at all.
 * `VERNE_SHOTS=DIR` looks at each in all four ways and leaves the pictures there. Needs Chromium and a build; skipped
 * without.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canBrowse, newPage, openWebApp, SIZE, type WebApp } from "./browser.ts";
import type { Screen } from "./screens/screen.ts";
import { SCREENS } from "./screens.ts";

const PICTURES = process.env.VERNE_SHOTS;
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const WAYS = [
  { size: "wide", theme: "dark" },
  { size: "phone", theme: "light" },
  { size: "wide", theme: "light" },
  { size: "phone", theme: "dark" },
] as const;
type Way = (typeof WAYS)[number];

/** `VERNE_SCREENS=inbox` looks only at the states whose name has that word, every one of them. */
const ONLY = process.env.VERNE_SCREENS;
const wanted = ({ name, always }: Screen) =>
  ONLY ? name.includes(ONLY) : PICTURES || process.env.VERNE_LONG === "1" || always;

const cases: [string, Screen, Way][] = SCREENS.filter(wanted).flatMap((screen, index) =>
  WAYS.filter((_, way) => PICTURES || way === index % WAYS.length).map((way): [string, Screen, Way] => [
    `${screen.name} ${way.size} ${way.theme}`,
    screen,
    way,
  ]),
);

async function openScreen(app: WebApp, screen: Screen, way: Way) {
  const page = await newPage(app, screen.fake ?? {}, {
    viewport: SIZE[way.size],
    colorScheme: way.theme,
    hasTouch: way.size === "phone",
  });
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(`page error: ${error.message}`));
  page.on("console", (message) => {
    // The browser logs the faked failures too; those are expected.
    const wanted = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !wanted) problems.push(`console: ${message.text()}`);
  });
  await page.goto(app.origin + screen.path);
  await screen.ready(page);
  return { page, problems };
}

async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  return violations.map((found) => {
    const where = found.nodes.slice(0, 3).map((node) => node.target.join(" "));
    return `${found.id} at ${where.join(", ")}`;
  });
}

describe.skipIf(!canBrowse)("every screen", () => {
  let app: WebApp;
  beforeAll(async () => {
    if (PICTURES) mkdirSync(PICTURES, { recursive: true });
    app = await openWebApp();
  });
  afterAll(() => app.close());

  it.each(cases)("%s", async (name, screen, way) => {
    const { page, problems } = await openScreen(app, screen, way);
    if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name.replaceAll(" ", "-")}.png`) });
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    // axe does not report several.
    const titles = await page.locator("h1").count();
    expect({ violations: await violations(page), problems, sideways, titles }).toEqual({
      violations: [],
      problems: [],
      sideways: 0,
      titles: 1,
    });
    await page.context().close();
  });
});
