/** What one does in the inbox: each test begins with the list and ends with what the Worker was asked. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TaskSummary } from "../../worker/protocol/index.ts";
import { canBrowse, newPage, openWebApp, type WebApp } from "./browser.ts";
import type { FakeWorker } from "./fake/state.ts";
import { NOW } from "./fixtures/base.ts";
import { drafts, everyRow, manyTasks } from "./fixtures/inbox.ts";
import { summary, taskList } from "./fixtures/tasks.ts";

const rows = (page: Page) => page.locator("[data-row]");
const row = (page: Page, title: string) => rows(page).filter({ hasText: title });
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? "");

describe.skipIf(!canBrowse)("the inbox", () => {
  let app: WebApp;
  beforeAll(async () => {
    app = await openWebApp();
  });
  afterAll(() => app?.close());

  async function open(path = "/", fake: Partial<FakeWorker> = {}): Promise<Page> {
    const page = await newPage(app, { tasks: taskList, ...fake });
    await page.goto(app.origin + path);
    await rows(page).first().waitFor();
    return page;
  }

  it("archives the row with the focus, goes on to the next, and takes it back", async () => {
    const page = await open();
    await page.keyboard.press("j");
    await page.keyboard.press("e");
    await row(page, "Tests for computeTotal").waitFor({ state: "detached" });
    expect(await focused(page)).toContain("Upgrade to Node 24");
    await button(page, "Undo").click();
    await row(page, "Tests for computeTotal").waitFor();
    await page.context().close();
  });

  it("puts a row back, with the reason, when the Worker refuses", async () => {
    const refused = [`PATCH /api/tasks/${taskList[1]?.task_id}`];
    const page = await open("/", { refused });
    await row(page, "Upgrade to Node 24").click({ button: "right" });
    await page.getByRole("menuitem", { name: "Archive" }).click();
    await page.getByText("You may not change this task.").waitFor();
    await row(page, "Upgrade to Node 24").waitFor();
    await button(page, "Try again").waitFor();
    await page.context().close();
  });

  it("stops and archives what is selected, and nothing else", async () => {
    const page = await open();
    const asked: string[] = [];
    page.on("request", (request) => {
      if (request.method() !== "GET") asked.push(`${request.method()} ${new URL(request.url()).pathname}`);
    });
    await row(page, "Paginate the orders").click({ modifiers: ["Shift"] });
    await row(page, "Replace the home-made").click({ modifiers: ["Shift"] });
    await page.getByText("2 selected").waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("2 selected").waitFor({ state: "detached" });
    await row(page, "Paginate the orders").focus();
    await page.keyboard.press("x");
    await page.keyboard.press("Shift+J");
    await button(page, /^Stop/).click();
    await page.getByRole("dialog").getByRole("button", { name: "Stop 2 tasks" }).click();
    // Before the requests are sent there is no "Stopping…" either.
    await expect.poll(() => asked.length).toBeGreaterThan(0);
    await page.getByText("Stopping…").first().waitFor({ state: "detached" });
    expect(asked.sort()).toEqual(
      [taskList[3], taskList[4]].map((task) => `POST /api/tasks/${task?.task_id}/cancel`).sort(),
    );
    await page.context().close();
  });

  it("keeps the filter in the address, through a reload", async () => {
    const page = await open("/", { tasks: everyRow });
    await page.keyboard.press("/");
    await page.keyboard.type("node 24");
    await page.waitForURL(/\?q=node(\+|%20)24$/);
    await expect.poll(() => rows(page).count()).toBe(1);
    await page.reload();
    await expect.poll(() => rows(page).count()).toBe(1);
    expect(await page.getByRole("searchbox").inputValue()).toBe("node 24");
    await page.getByRole("link", { name: /^Archived/ }).click();
    await page.getByText("No task matches this filter.").waitFor();
    await page.context().close();
  });

  it("lets what is new wait while the pointer is over the list", async () => {
    const page = await open();
    let tasks: TaskSummary[] = taskList;
    await page.route(/\/api\/tasks\?/, (route) =>
      route.fulfill({ json: { items: tasks, next_cursor: null } }),
    );
    await row(page, "Tests for computeTotal").hover();
    tasks = [
      summary("queued", { task_id: crypto.randomUUID(), title: "A new one" }),
      ...taskList.map((task) => (task.state === "testing" ? { ...task, state: "reviewing" as const } : task)),
    ];
    await page.clock.setSystemTime(NOW + 60_000);
    await page.evaluate(() => window.dispatchEvent(new Event("visibilitychange")));
    const pill = button(page, "1 new, 1 moved");
    await pill.waitFor();
    expect(await row(page, "A new one").count()).toBe(0);
    await pill.click();
    await row(page, "A new one").waitFor();
    await pill.waitFor({ state: "detached" });
    await page.context().close();
  });

  it("deletes a draft from its menu and brings it back as it was", async () => {
    const page = await open("/?view=drafts", { drafts });
    await button(page, /^Actions for Cache/).click();
    await page.getByRole("menuitem", { name: "Delete draft" }).click();
    await row(page, "Cache the compiled").waitFor({ state: "detached" });
    const kept = page.waitForRequest((request) => request.method() === "PUT");
    await button(page, "Undo").click();
    expect((await kept).postDataJSON()).toMatchObject({ prompt: drafts[0]?.prompt, branch: "main" });
    await row(page, "Cache the compiled").waitFor();
    await page.context().close();
  });

  it("shows the list of the last visit at once, and forgets it on signing out", async () => {
    const page = await open();
    await expect.poll(() => page.evaluate(() => localStorage.getItem("verne.cache.tasks"))).not.toBeNull();
    await page.route(/\/api\/tasks\?/, () => undefined);
    await page.reload();
    await rows(page).first().waitFor();
    await button(page, "Sign out").click();
    await page.waitForURL(/\/login/);
    expect(await page.evaluate(() => localStorage.getItem("verne.cache.tasks"))).toBeNull();
    await page.context().close();
  });

  it("goes where a sequence of keys leads, and folds the navigation", async () => {
    const page = await open();
    await page.keyboard.press("[");
    await expect
      .poll(() => page.getByRole("navigation", { name: "Main" }).first().boundingBox())
      .toMatchObject({
        width: 48,
      });
    await page.keyboard.press("j");
    await page.keyboard.press("g");
    await page.keyboard.press("s");
    await page.waitForURL(/\/settings/);
    await page.context().close();
  });

  it("draws few of 500 rows, and can go to the last of them", async () => {
    const page = await open("/", {
      tasks: manyTasks(500).map((task) => ({ ...task, updated_at: task.created_at })),
    });
    for (const count of [200, 300, 400, 500]) {
      await button(page, "Load older tasks").click();
      await expect.poll(() => rows(page).count()).toBe(count);
    }
    const drawn = await page.evaluate(
      () =>
        [...document.querySelectorAll<HTMLElement>("[data-row]")].filter((link) =>
          link.checkVisibility({ contentVisibilityAuto: true }),
        ).length,
    );
    expect(drawn).toBeLessThan(120);
    await rows(page).last().focus();
    await page.keyboard.press("k");
    expect(
      await rows(page)
        .nth(498)
        .evaluate((link) => link === document.activeElement),
    ).toBe(true);
    await page.context().close();
  });
});
