/** Nothing that cannot be taken back happens by a second click, by a stray key, or without a question. */
import type { Page, Request } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canBrowse, newPage, openWebApp, SIZE, type WebApp } from "./browser.ts";
import type { FakeWorker } from "./fake/state.ts";
import { TASK_ID } from "./fixtures/base.ts";
import { taskList, view } from "./fixtures/tasks.ts";
import { at, button } from "./screens/screen.ts";

const API = `/api/tasks/${TASK_ID}`;
const NEW_TASK = "5e0c1d0a-9a52-4a0e-8a51-0f4d3b1c2a11";

describe.skipIf(!canBrowse)("an accident", () => {
  let app: WebApp;
  beforeAll(async () => {
    app = await openWebApp();
  });
  afterAll(() => app?.close());

  /** `asked`: what the page asked the Worker to change, in order. */
  const open = async (fake: Partial<FakeWorker>, path: string, size: keyof typeof SIZE = "wide") => {
    const page = await newPage(app, fake, { viewport: SIZE[size], hasTouch: size === "phone" });
    const asked: Request[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/api/") && !["GET", "OPTIONS"].includes(request.method()))
        asked.push(request);
    });
    const paths = () =>
      asked
        .map((request) => `${request.method()} ${new URL(request.url()).pathname}`)
        .filter((line) => !line.endsWith("/ticket"));
    await page.goto(app.origin + path);
    return { page, paths, asked };
  };
  const boxOf = async (page: Page, name: string) => {
    const box = await button(page, name).boundingBox();
    if (!box) throw new Error(`no button ${name}`);
    return box;
  };

  it.each(["wide", "phone"] as const)(
    "cannot stop a task whose plan is approved twice (%s)",
    async (size) => {
      const { page, paths } = await open(at("awaiting_approval"), `/t/${TASK_ID}?pane=plan`, size);
      await page.route("**/approve", async (route) => {
        await page.route(`**${API}`, (read) => read.fulfill({ json: view("applying") }));
        await route.fulfill({ status: 202, json: view("applying") });
      });
      const approve = await boxOf(page, "Approve plan");
      const stop = await boxOf(page, "Stop…");
      const [x, y] = [approve.x + approve.width / 2, approve.y + approve.height / 2];
      const press = () => (size === "phone" ? page.touchscreen.tap(x, y) : page.mouse.click(x, y));
      await press();
      await button(page, "Approve plan").waitFor({ state: "detached" });
      await press();
      expect(await boxOf(page, "Stop…")).toEqual(stop);
      expect(await page.getByRole("dialog").count()).toBe(0);
      expect(paths()).toEqual([`POST ${API}/approve`]);
      await page.context().close();
    },
  );

  it("asks before it stops a task, and a double click is no answer", async () => {
    const { page, paths } = await open({ ...at("applying"), accepts: true }, `/t/${TASK_ID}?pane=plan`);
    await button(page, "Stop…").click();
    const dialog = page.getByRole("dialog", { name: "Stop this task?" });
    await dialog.getByRole("button", { name: "Stop task" }).dispatchEvent("click", { detail: 2 });
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await button(page, "More actions").click();
    await page.getByRole("menuitem", { name: "Stop task…" }).click();
    await dialog.waitFor();
    // What does nothing has the focus.
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    expect(paths()).toEqual([]);
    await button(page, "Stop…").click();
    await button(page, "Stop task").click();
    await expect.poll(paths).toEqual([`POST ${API}/cancel`]);
    await page.context().close();
  });

  it("does not happen by a key of a text that is typed beside its box", async () => {
    const { page, paths } = await open(at("reviewing"), `/t/${TASK_ID}?pane=diff`);
    await page.getByText("compute_total").first().waitFor();
    await page.keyboard.press("m");
    await page.keyboard.type("e s a p");
    const box = page.getByRole("textbox", { name: /^Comment on/ });
    await expect.poll(() => box.evaluate((field) => field === document.activeElement)).toBe(true);
    await page.getByRole("heading", { name: "Timeline" }).evaluate(() => {
      (document.activeElement as HTMLElement | null)?.blur(); // whatever has it
    });
    await page.keyboard.type("esap");
    expect(paths()).toEqual([]);
    await button(page, "Cancel").click();
    // Without a box the key archives, and can be undone.
    await page.keyboard.press("e");
    await page.getByText("Archived the task.").waitFor();
    await button(page, "Undo").click();
    await page.getByText("Took the task out of the archive.").waitFor();
    expect(paths()).toEqual([`PATCH ${API}`, `PATCH ${API}`]);
    // Publishing by a key takes a second one.
    await page.locator("body").click({ position: { x: 2, y: 300 } });
    await button(page, "More actions").focus();
    await page.keyboard.press("1");
    await page.getByRole("article", { name: "Plan" }).waitFor();
    await page.keyboard.press("p");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain("Open pull request");
    expect(paths().length).toBe(2);
    await page.context().close();
  });

  it("does not stop a task of the list by a key alone", async () => {
    const { page, paths } = await open({ tasks: taskList }, "/");
    await page.locator("[data-row]").filter({ hasText: "Paginate the orders" }).focus();
    await page.keyboard.press("s");
    const dialog = page.getByRole("dialog", { name: "Stop this task?" });
    await dialog.waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(paths()).toEqual([]);
    await page.context().close();
  });

  it("leaves ways to go on when a task was stopped", async () => {
    const fake = { ...at("cancelled"), startsTasks: true, accepts: true };
    const { page, asked } = await open(fake, `/t/${TASK_ID}`);
    await page.getByText("This task was stopped.").waitFor();
    await page.getByRole("textbox", { name: "Message" }).waitFor();
    await page.getByRole("link", { name: "Edit and run again" }).waitFor();
    await button(page, "Run again").click();
    await page.waitForURL(`**/t/${NEW_TASK}`);
    const body = asked.find((request) => new URL(request.url()).pathname === "/api/tasks")?.postDataJSON();
    const { repo_full_name, prompt, provider, model, budget } = view("cancelled");
    expect(body).toMatchObject({ repo_full_name, prompt, provider, model, budget, images: [] });
    await page.context().close();
  });

  it("marks a pane as chosen on the first click, before its code is there", async () => {
    const { page } = await open(at("reviewing"), `/t/${TASK_ID}?pane=plan`);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(/assets\/tests-pane/, async (route) => {
      await held;
      await route.continue();
    });
    await page.getByRole("article", { name: "Plan" }).waitFor();
    const tab = page.getByRole("tab", { name: "Tests" });
    await tab.click();
    expect(await tab.getAttribute("aria-selected")).toBe("true");
    expect(await page.getByRole("tab", { selected: true }).count()).toBe(1);
    release();
    await page
      .getByRole("tabpanel", { name: "Tests" })
      .getByText(/Tests pass|No new failures/)
      .first()
      .waitFor();
    expect(await tab.getAttribute("aria-selected")).toBe("true");
    await page.keyboard.press("ArrowRight");
    expect(await page.getByRole("tab", { name: "Log" }).getAttribute("aria-selected")).toBe("true");
    await page.context().close();
  });
});
