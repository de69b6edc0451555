/** The whole product and a real browser, for the flows. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { buildAll } from "../local/build.ts";
import { freshPorts } from "../local/ports.ts";
import { ROOT } from "../local/root.ts";
import { type Stack, startStack } from "../local/stack.ts";
import { findChromium, TEST_ARGS } from "./chromium.ts";

export interface Product {
  stack: Stack;
  browser: Browser;
  close(): Promise<void>;
}

export async function startProduct(): Promise<Product> {
  const executablePath = await findChromium();
  if (!executablePath) throw new Error("no Chromium; `npm test` says how to get one");
  await buildAll();
  const dir = mkdtempSync(join(tmpdir(), "verne-e2e-"));
  const stack = await startStack({ dir, ports: await freshPorts(), testModels: true });
  const browser = await chromium.launch({ executablePath, args: TEST_ARGS });
  return {
    stack,
    browser,
    close: async () => {
      await browser.close();
      await stack.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Timeout of one wait; long, because the machine may be busy. */
const STEP_TIMEOUT_MS = 120_000;

/**
 * A page of its own in a context of its own. Whatever the page complains about fails the test that reads `problems`.
 */
export async function openPage(
  { browser, stack }: Product,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; problems: string[] }> {
  const context = await browser.newContext({
    baseURL: stack.url,
    viewport: { width: 1440, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(STEP_TIMEOUT_MS);
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  return { page, problems };
}

export async function signIn({ stack }: Product, page: Page, login = "ada"): Promise<void> {
  await page.goto(stack.entryUrl);
  await page.getByRole("button", { name: "Login with GitHub" }).click();
  await page
    .getByRole("button", { name: new RegExp(login, "i") })
    .first()
    .click();
  await page
    .getByRole("heading", { name: "Tasks" })
    .or(page.getByRole("heading", { name: "No tasks yet" }))
    .first()
    .waitFor();
}

const SCREENSHOTS = join(ROOT, "e2e/screenshots");

/** Kept for a person to look at; not compared. */
export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}

/** Rules of WCAG 2.2 A and AA that the page breaks, with the first element each. */
export async function accessibilityBreaches(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`);
}
