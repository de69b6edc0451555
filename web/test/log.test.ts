/** The log pane: folding, search, following, links to lines, loading earlier lines. */
import type { Page, WebSocketRoute } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TaskEvent } from "../../worker/protocol/index.ts";
import { canBrowse, newPage, openWebApp, type WebApp } from "./browser.ts";
import type { FakeWorker } from "./fake/state.ts";
import { longLog } from "./fixtures/events.ts";
import { view } from "./fixtures/tasks.ts";
import { at, button, task } from "./screens/screen.ts";

const log = (page: Page) => page.getByRole("log");
const isSeen = (page: Page, words: string) => log(page).getByText(words, { exact: true }).waitFor();

describe.skipIf(!canBrowse)("the log", () => {
  let app: WebApp;
  beforeAll(async () => {
    app = await openWebApp();
  });
  afterAll(() => app.close());

  async function open(fake: Partial<FakeWorker>, path: string): Promise<Page> {
    const page = await newPage(app, fake);
    await page.goto(`${app.origin}${task}?pane=log${path}`);
    return page;
  }

  it("folds a step to one line that says how much is hidden, and opens it again", async () => {
    const page = await open(at("reviewing"), "");
    const head = log(page).getByRole("button", { name: /^Ran tests/ });
    await isSeen(page, "exit 0 after 812 ms");
    await head.click();
    await log(page).getByText("exit 0 after 812 ms").waitFor({ state: "detached" });
    expect(await head.getAttribute("aria-expanded")).toBe("false");
    expect(await head.textContent()).toMatch(/\d+ lines/);
    await button(page, "Open all steps").click();
    await isSeen(page, "exit 0 after 812 ms");
    await page.context().close();
  });

  it("finds text in a folded step, and gives the second find shortcut to the browser", async () => {
    const page = await open(at("reviewing"), "");
    await isSeen(page, "exit 0 after 812 ms");
    await button(page, "Fold all steps").click();
    await log(page).getByText("exit 0 after 812 ms").waitFor({ state: "detached" });
    await page.evaluate(() => {
      document.addEventListener("keydown", (event) => {
        if (event.key === "f") document.title = `${event.defaultPrevented}`;
      });
    });
    await page.keyboard.press("Control+f");
    expect(await page.title()).toBe("true");
    await page.keyboard.type("exit 0");
    await page.getByText("1 of 1").waitFor();
    await isSeen(page, "exit 0 after 812 ms");
    await page.keyboard.press("Control+f");
    expect(await page.title()).toBe("false");
    await page.keyboard.press("Escape");
    await expect.poll(() => log(page).evaluate((one) => one === document.activeElement)).toBe(true);
    await page.context().close();
  });

  it("names lines in the address, which survive a reload", async () => {
    const page = await open(at("reviewing"), "");
    await log(page).locator("[data-line='3']").click();
    await log(page)
      .locator("[data-line='5']")
      .click({ modifiers: ["Shift"] });
    expect(new URL(page.url()).hash).toBe("#L3-L5");
    const marked = () => log(page).locator(".bg-accent-soft [data-line]").allTextContents();
    expect(await marked()).toEqual(["3", "4", "5"]);
    await page.reload();
    await expect.poll(marked).toEqual(["3", "4", "5"]);
    await page.context().close();
  });

  it("brings back lines that are no longer held, by hand and for an address that names one", async () => {
    const fake = { view: view("testing"), events: longLog(70_000) };
    const page = await open(fake, "");
    await isSeen(page, "ok 69999 - suite 1399 case 49");
    await page.getByText("20,002 earlier lines not loaded").waitFor();
    await button(page, "Load earlier").click();
    await page.getByText("10,002 earlier lines not loaded").waitFor();
    await page.goto(`${app.origin}${task}?pane=log#L103`);
    await page.reload();
    await isSeen(page, "ok 100 - suite 2 case 0");
    expect(await log(page).locator(".bg-accent-soft [data-line]").allTextContents()).toEqual(["103"]);
    await page.context().close();
  });

  it("stops following when one scrolls up, and counts what comes", async () => {
    let socket: WebSocketRoute | undefined;
    const events = longLog(2_000);
    const onLive = (live: WebSocketRoute) => {
      socket = live;
    };
    const page = await open({ view: view("testing"), events, onLive }, "");
    await isSeen(page, "ok 1999 - suite 39 case 49");
    await log(page).focus();
    // As a person would, again where the list was still being measured and went back to its end.
    const end = log(page).getByText("ok 1999 - suite 39 case 49");
    await expect
      .poll(async () => {
        await page.keyboard.press("PageUp");
        return end.count();
      })
      .toBe(0);
    const last = events.at(-1);
    const next = { ...last, seq: (last?.seq ?? 0) + 1 } as TaskEvent; // the same piece of output once more
    socket?.send(JSON.stringify(next));
    const pill = page.getByRole("button", { name: "200 new lines" });
    await pill.click();
    await pill.waitFor({ state: "detached" });
    await expect
      .poll(() => log(page).evaluate((one) => one.scrollHeight - one.scrollTop - one.clientHeight))
      .toBeLessThan(48);
    await page.context().close();
  });

  it("acknowledges few events when they are large, so that the server does not wait for more of them", async () => {
    const heard: string[] = [];
    const acks = () => heard.filter((text) => text.startsWith("{"));
    let socket: WebSocketRoute | undefined;
    const onLive = (live: WebSocketRoute) => {
      socket = live;
    };
    const events = longLog(200);
    const page = await open({ view: view("testing"), events, onLive, heard }, "");
    await isSeen(page, "ok 199 - suite 3 case 49");
    expect(acks()).toEqual([]);
    const last = events.at(-1);
    if (last?.type !== "log") throw new Error("the log ends otherwise");
    const seq = last.seq + 1;
    socket?.send(JSON.stringify({ ...last, seq, data: { ...last.data, text: "x".repeat(1_100_000) } }));
    await expect.poll(acks).toEqual([JSON.stringify({ type: "ack", seq })]);
    await page.context().close();
  });
});
