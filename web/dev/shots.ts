/**
 * Takes a picture of every screen and state of the built web app, in both themes, wide and on a phone,
 * and checks each with axe. `node web/dev/shots.ts [--out DIR] [--only NAME]`. Exits 1 on a violation.
 */
import { existsSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import AxeBuilder from "@axe-core/playwright";
import { type Browser, chromium, type Page } from "playwright-core";
import { preview } from "vite";
import { FAKE_DEFAULT, type FakeWorker, installFakeWorker } from "./fake-worker.ts";
import { comparison, eventsFor, longLog, NOW, TASK_ID, taskList, view } from "./fixtures.ts";

interface Screen {
  name: string;
  path: string;
  fake?: Partial<FakeWorker>;
  /** What to do before the picture. */
  act?: (page: Page) => Promise<unknown>;
}

const task = `/t/${TASK_ID}`;
const at = (state: Parameters<typeof view>[0]): Partial<FakeWorker> => ({
  view: view(state),
  events: eventsFor(state),
});

const SCREENS: Screen[] = [
  { name: "login", path: "/login", fake: { signedIn: false } },
  { name: "login-production", path: "/login", fake: { signedIn: false, embedded: false } },
  { name: "login-error", path: "/login", fake: { signedIn: false, failing: ["/api/config"] } },
  { name: "inbox", path: "/", fake: { tasks: taskList } },
  { name: "inbox-empty", path: "/" },
  { name: "inbox-loading", path: "/", fake: { hanging: ["/api/tasks"] } },
  {
    name: "inbox-error",
    path: "/",
    fake: { failing: ["/api/tasks"] },
    act: (page) => page.getByRole("alert").waitFor(),
  },
  { name: "new", path: "/new", act: (page) => page.getByLabel("Prompt").waitFor() },
  {
    name: "new-filled",
    path: "/new",
    act: async (page) => {
      await page.getByRole("button", { name: "Tests for computeTotal" }).click();
      await page.waitForTimeout(500);
      await page.getByRole("combobox", { name: "Repository" }).click({ delay: 80 });
      await page.getByRole("option").first().waitFor();
    },
  },
  {
    name: "new-problems",
    path: "/new",
    act: (page) => page.getByRole("button", { name: "Start task" }).click(),
  },
  { name: "task-planning", path: task, fake: at("planning") },
  { name: "task-plan", path: `${task}?pane=plan`, fake: at("awaiting_approval") },
  {
    name: "task-plan-edit",
    path: `${task}?pane=plan`,
    fake: at("awaiting_approval"),
    act: (page) => page.getByRole("button", { name: "Edit plan" }).click(),
  },
  {
    name: "task-command-error",
    path: `${task}?pane=plan`,
    fake: at("awaiting_approval"),
    act: async (page) => {
      await page.getByRole("button", { name: "Approve plan" }).click();
      await page.getByRole("alert").waitFor();
    },
  },
  { name: "task-applying", path: task, fake: at("applying") },
  { name: "task-applying-log", path: `${task}?pane=log`, fake: at("applying") },
  {
    name: "task-review",
    path: `${task}?pane=diff`,
    fake: at("reviewing"),
    act: (page) => page.waitForTimeout(1_500),
  },
  { name: "task-tests", path: `${task}?pane=tests`, fake: at("reviewing") },
  {
    name: "task-tests-broken",
    path: `${task}?pane=tests`,
    fake: { ...at("reviewing"), view: view("reviewing", { tests: comparison("broken") }) },
  },
  { name: "task-complete", path: task, fake: at("complete"), act: (page) => page.waitForTimeout(1_500) },
  { name: "task-failed", path: task, fake: at("failed") },
  {
    name: "task-long-log",
    path: `${task}?pane=log`,
    fake: { view: view("testing"), events: longLog(50_000) },
  },
  { name: "task-loading", path: task, fake: { hanging: ["/api/tasks/"] } },
  {
    name: "task-error",
    path: task,
    fake: { failing: ["/api/tasks/"] },
    act: (page) => page.getByRole("alert").waitFor(),
  },
  { name: "task-missing", path: task },
  {
    name: "task-reconnecting",
    path: `${task}?pane=plan`,
    fake: at("awaiting_approval"),
    act: async (page) => {
      await page.context().setOffline(true);
      await page.waitForTimeout(300);
    },
  },
  { name: "settings", path: "/settings" },
  {
    name: "settings-key",
    path: "/settings",
    act: (page) => page.getByRole("button", { name: "Replace for OpenAI-compatible" }).click(),
  },
  { name: "not-found", path: "/nowhere" },
];

const SIZES = {
  wide: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
};

const { values } = parseArgs({
  options: { out: { type: "string" }, only: { type: "string" }, quick: { type: "boolean" } },
});
const out = values.out ?? join(tmpdir(), "verne-shots");
const executablePath = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
  (path) => path && existsSync(path),
);

async function shoot(
  browser: Browser,
  origin: string,
  screen: Screen,
  theme: "dark" | "light",
  size: keyof typeof SIZES,
) {
  const context = await browser.newContext({
    viewport: SIZES[size],
    colorScheme: theme,
    hasTouch: size === "phone",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(5_000);
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(`page error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("Failed to load resource")) {
      problems.push(`console: ${message.text()}`);
    }
  });
  await page.clock.install({ time: NOW });
  await page.clock.resume();
  await installFakeWorker(page, { ...FAKE_DEFAULT, ...screen.fake }, NOW);
  await page.goto(origin + screen.path);
  await page
    .locator("h1")
    .first()
    .waitFor({ state: "attached", timeout: 5_000 })
    .catch(() => undefined);
  await page.waitForTimeout(400);
  await screen.act?.(page).catch((error: Error) => problems.push(`act: ${error.message.split("\n")[0]}`));
  await page.waitForTimeout(250);
  await page.screenshot({ path: join(out, `${screen.name}-${size}-${theme}.png`) });
  const axe = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  for (const violation of axe.violations) {
    const where = violation.nodes
      .slice(0, 3)
      .map((node) => `${node.target.join(" ")} ${node.failureSummary?.split("\n")[1] ?? ""}`);
    problems.push(`axe ${violation.id} (${violation.nodes.length}): ${where.join(" | ")}`);
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) problems.push(`the page scrolls sideways by ${wide} px`);
  await context.close();
  return problems;
}

mkdirSync(out, { recursive: true });
const server = await preview({
  configFile: join(import.meta.dirname, "../vite.config.ts"),
  preview: { port: 0, host: "127.0.0.1" },
  logLevel: "error",
});
const origin = server.resolvedUrls?.local[0]?.replace(/\/$/, "");
if (!origin) throw new Error("vite preview gave no address");
const browser = await chromium.launch({
  executablePath,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
let failed = 0;
for (const screen of SCREENS) {
  if (values.only && !screen.name.includes(values.only)) continue;
  for (const size of ["wide", "phone"] as const) {
    for (const theme of ["dark", "light"] as const) {
      if (values.quick && (size === "phone") === (theme === "light")) continue;
      const problems = await shoot(browser, origin, screen, theme, size);
      failed += problems.length;
      console.log(`${problems.length === 0 ? "ok  " : "FAIL"} ${screen.name} ${size} ${theme}`);
      for (const problem of problems) console.log(`     ${problem}`);
    }
  }
}
await browser.close();
await server.close();
console.log(failed === 0 ? `No violation. Pictures in ${out}` : `${failed} problems. Pictures in ${out}`);
process.exit(failed === 0 ? 0 : 1);
