/** What waits for a person comes first, with the field for the answer; and what is found in the list. */
import type { Request } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TaskEvent } from "../../worker/protocol/index.ts";
import { canBrowse, newPage, openWebApp, type WebApp } from "./browser.ts";
import type { FakeWorker } from "./fake/state.ts";
import { ago, NOW, TASK_ID } from "./fixtures/base.ts";
import { eventsFor } from "./fixtures/events.ts";
import { everyRow } from "./fixtures/inbox.ts";
import { taskList, view } from "./fixtures/tasks.ts";
import { button } from "./screens/screen.ts";

const API = `/api/tasks/${TASK_ID}`;

describe.skipIf(!canBrowse)("what waits", () => {
  let app: WebApp;
  beforeAll(async () => {
    app = await openWebApp();
  });
  afterAll(() => app?.close());

  const open = async (fake: Partial<FakeWorker>, path: string) => {
    const page = await newPage(app, fake);
    const asked: Request[] = [];
    page.on("request", (request) => asked.push(request));
    await page.goto(app.origin + path);
    return { page, asked };
  };

  it("is a question: first on the page, with its field, before anything is published", async () => {
    const events = eventsFor("reviewing");
    const question: TaskEvent = {
      ...{ task_id: TASK_ID, seq: (events.at(-1)?.seq ?? 0) + 1, timestamp: new Date(NOW).toISOString() },
      ...{ stage: "reviewing", actor: { kind: "agent" }, message: "asks" },
      ...{ type: "question", data: { questions: ["Round per line, or `once`?"] } },
    };
    const shown = view("reviewing", { asks: true, worked_ms: 65_000, created_at: ago(400_000) });
    const { page } = await open(
      { view: shown, events: [...events, question], accepts: true },
      `/t/${TASK_ID}?pane=diff`,
    );
    const bar = page.getByRole("region", { name: "The agent asks you" });
    const field = bar.getByRole("textbox", { name: "Round per line, or once?" });
    await field.waitFor();
    await page.getByText("Has a question", { exact: true }).waitFor();
    // One field for it, and the only button that stands out is that of the answer.
    expect(await page.getByRole("textbox", { name: "Round per line, or once?" }).count()).toBe(1);
    expect(await page.getByRole("region", { name: "Summary" }).count()).toBe(0);
    const look = (name: string) =>
      button(page, name).evaluate((node) => node.className.includes("bg-accent"));
    expect(await look("Open pull request")).toBe(false);
    expect(await look("Send answer")).toBe(true);
    // Four days passed since it was created; it worked for a minute.
    await page.getByRole("banner").or(page.locator("header")).getByText("1m 05s").first().waitFor();
    await field.fill("Once.");
    const sent = page.waitForRequest((request) => request.url().endsWith(`${API}/messages`));
    await field.press("Control+Enter");
    expect((await sent).postDataJSON()).toEqual({
      text: "Question: Round per line, or `once`?\nAnswer: Once.",
    });
    await page.context().close();
  });

  it("is listed as needing the reader, and a plan's questions are answered where it is approved", async () => {
    const asks = { ...taskList[2], asks: true } as (typeof taskList)[number]; // it is there
    const waiting = taskList[0];
    const { page } = await open({ tasks: [asks, ...taskList.filter((one) => one !== taskList[2])] }, "/");
    const needs = page.getByRole("region", { name: /Needs you/ });
    await needs.getByText("Cart: a coupon").waitFor();
    await needs.getByText("Has a question").waitFor();
    await page.route(`**/api/tasks/${waiting?.task_id}`, (route) =>
      route.fulfill({ json: view("awaiting_approval") }),
    );
    await page.route("**/refine", (route) => route.fulfill({ status: 202, json: view("planning") }));
    await page.locator(`[data-row="${waiting?.task_id}"]`).focus();
    await page.keyboard.press("Shift+A");
    const field = page.getByRole("dialog").getByRole("textbox", { name: /negative quantity/ });
    await field.fill("Raise.");
    const sent = page.waitForRequest((request) => request.url().endsWith("/refine"));
    await page.getByRole("dialog").getByRole("button", { name: "Send answer" }).click();
    expect((await sent).postDataJSON().text).toContain("Answer: Raise.");
    await page.getByText("Answer sent.").waitFor();
    await page.context().close();
  });

  it("is found by status, model and time, and the address keeps it", async () => {
    const { page, asked } = await open({ tasks: everyRow }, "/");
    await button(page, "Filters").click();
    const filters = page.getByRole("dialog", { name: "Filters" });
    await filters.getByRole("combobox", { name: "Status" }).selectOption("Failed");
    await page.waitForURL(/status=failed/);
    await expect.poll(() => page.locator("[data-row]").count()).toBe(1);
    await filters.getByRole("combobox", { name: "Created" }).selectOption("In the last 7 days");
    await page.waitForURL(/period=7/);
    await expect
      .poll(() =>
        asked.some((one) => one.url().includes("state=failed") && one.url().includes("since=2026-")),
      )
      .toBe(true);
    await page.reload();
    await button(page, "Filters, 2 in use").waitFor();
    await expect.poll(() => page.locator("[data-row]").count()).toBe(1);
    await page.context().close();
  });
});
