/** What the task page asks of the Worker when one types, clicks and presses keys, and what it shows when that fails. */
import type { Page, Request, WebSocketRoute } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TaskEvent } from "../../worker/protocol/index.ts";
import { canBrowse, newPage, openWebApp, type WebApp } from "./browser.ts";
import { SHARE_TOKEN } from "./fake/shared.ts";
import type { FakeWorker } from "./fake/state.ts";
import { SHARE_URL } from "./fake/task.ts";
import { TASK_ID } from "./fixtures/base.ts";
import { eventsFor, RUNNING_COMMAND, withDenials } from "./fixtures/events.ts";
import { richPlan } from "./fixtures/plan.ts";
import { planned, view } from "./fixtures/tasks.ts";
import { at, button } from "./screens/screen.ts";

const API = `/api/tasks/${TASK_ID}`;
const TITLE = "Tests for computeTotal in invoice.py";

const sent = (page: Page, method: string, path: string): Promise<Request> =>
  page.waitForRequest((request) => request.method() === method && new URL(request.url()).pathname === path);

describe.skipIf(!canBrowse)("the task page", () => {
  let app: WebApp;
  beforeAll(async () => {
    app = await openWebApp();
  });
  afterAll(() => app?.close());

  const open = async (fake: Partial<FakeWorker>, path = `/t/${TASK_ID}?pane=plan`) => {
    const page = await newPage(app, fake, { permissions: ["clipboard-read", "clipboard-write"] });
    await page.goto(app.origin + path);
    return page;
  };

  it("takes a refused title back, says why, and keeps what was typed", async () => {
    const page = await open({ ...at("applying"), refused: [`PATCH ${API}`] });
    const title = button(page, TITLE);
    await title.focus();
    await page.keyboard.press("F2");
    const field = page.getByRole("textbox", { name: "Title of the task" });
    await field.fill("Round once");
    const patched = sent(page, "PATCH", API);
    await page.keyboard.press("Enter");
    expect((await patched).postDataJSON()).toEqual({ title: "Round once" });
    await page.getByText("The title was not changed.").waitFor();
    expect(await page.title()).toContain(TITLE);
    expect(await field.inputValue()).toBe("Round once");
    await page.keyboard.press("Escape");
    await title.waitFor();
    await page.context().close();
  });

  it("shows what the network policy refused, and allows it for the repository by one click", async () => {
    const fake = { view: view("reviewing"), events: withDenials("reviewing") };
    const page = await open(fake);
    await page.getByText("No connection to api.example.com").waitFor();
    await page.getByText("addresses: only public ones").waitFor();
    const allow = page.getByRole("button", { name: "Allow for this repository" });
    expect(await allow.count()).toBe(1);
    const error = { code: "invalid_state", message: "It has 200 already.", request_id: "r" };
    await page.route("**/api/egress/allow*", (route) => route.fulfill({ status: 409, json: { error } }), {
      times: 1,
    });
    await allow.click();
    await page.getByRole("alert").filter({ hasText: "It has 200 already." }).waitFor();
    const asked = sent(page, "POST", "/api/egress/allow");
    await allow.click();
    expect((await asked).postDataJSON()).toEqual({ host: "api.example.com" });
    await page.getByText("from the next step on").waitFor();
    expect(await allow.count()).toBe(0);
    await page.context().close();
  });

  it("ends one running command of the agent, and says why that failed", async () => {
    const page = await open(at("applying"), `/t/${TASK_ID}`);
    await page.getByText("See the new tests fail before the fix").waitFor();
    const stop = button(page, "Stop this command");
    await stop.waitFor();
    // The one that is over has none.
    expect(await stop.count()).toBe(1);
    const error = { code: "invalid_state", message: "It does not run any more.", request_id: "r" };
    await page.route("**/stop-command", (route) => route.fulfill({ status: 409, json: { error } }));
    const asked = sent(page, "POST", `${API}/stop-command`);
    await stop.click();
    const request = await asked;
    expect(request.postDataJSON()).toEqual({ command_id: RUNNING_COMMAND });
    expect(request.headers()["idempotency-key"]).toMatch(/\S/);
    await page.getByRole("alert").filter({ hasText: "does not run any more" }).waitFor();
    await page.context().close();
  });

  it("counts what models use as it comes, and does not read the task again for it", async () => {
    const events = eventsFor("applying");
    const head = events.at(-1)?.seq ?? 0;
    const stored = { ...view("applying"), head_seq: head };
    let socket: WebSocketRoute | undefined;
    const onLive = (live: WebSocketRoute) => {
      socket = live;
    };
    const page = await open({ view: stored, events, onLive });
    await page.getByText("20.7k tokens").waitFor();
    const began = Date.now();
    let reads = 0;
    page.on("request", (request) => {
      if (request.method() === "GET" && new URL(request.url()).pathname === API) reads += 1;
    });
    const base = {
      task_id: TASK_ID,
      timestamp: new Date().toISOString(),
      stage: "applying_changes" as const,
    };
    const used = { input_tokens: 1_000, output_tokens: 0, cached_input_tokens: 0, cost_usd: null };
    const send = (event: Partial<TaskEvent>) => socket?.send(JSON.stringify({ ...base, ...event }));
    // Each is seen before the next is sent, so that they are no burst.
    for (let n = 1; n <= 20; n++) {
      const data = { model: "m", usage: used, calls: n };
      send({ seq: head + n, message: "1000 tokens in", type: "usage", data });
      await page.getByText(`${(20.73 + n).toFixed(1)}k tokens`).waitFor();
    }
    const read = sent(page, "GET", API);
    const data = { code: "step_retry", detail: null };
    send({ seq: head + 21, message: "Trying again", type: "warning", data });
    await read;
    // The poll every 15 seconds is not counted.
    expect(reads - Math.floor((Date.now() - began) / 15_000)).toBe(1);
    await page.context().close();
  });

  it("shares by link, copies the address, and gives the focus back", async () => {
    const page = await open(at("complete"));
    await button(page, "More actions").click();
    await page.getByRole("menuitem", { name: "Share…" }).click();
    const put = sent(page, "PUT", `${API}/sharing`);
    await page.getByRole("radio", { name: "Anyone with the link" }).check();
    expect((await put).postDataJSON()).toEqual({ visibility: "link" });
    await button(page, "Copy").click();
    await button(page, "Copied").waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(SHARE_URL);
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.activeElement?.hasAttribute("data-more"));
    await page.context().close();
  });

  it("sends every field of an edited plan", async () => {
    const page = await open({
      ...at("awaiting_approval"),
      view: view("awaiting_approval", planned(richPlan)),
    });
    await button(page, "Edit plan").click();
    await page.getByRole("textbox", { name: "Goal" }).fill("Round once");
    await page.getByRole("textbox", { name: "New dependencies" }).fill("attrs\n\n");
    await page.getByRole("textbox", { name: "Assumptions" }).fill("One currency");
    await page.getByRole("textbox", { name: "Left alone" }).fill("The command line");
    await button(page, "Delete step 3").click();
    await button(page, "Undo").click();
    const third = page.getByRole("group", { name: "Step 3", exact: true });
    await third.getByRole("textbox", { name: "Title" }).fill("Tell the readers");
    await third.getByRole("textbox", { name: "What and why" }).fill("Totals changed.");
    await third.getByRole("textbox", { name: "Done when" }).fill("It says so.");
    await third.getByRole("textbox", { name: "Tests" }).fill("npm run lint\nnpm test");
    await third.getByRole("combobox", { name: "Risk" }).selectOption("medium");
    await third.getByRole("textbox", { name: "What could go wrong" }).fill("Nobody reads it.");
    await third.getByRole("checkbox", { name: "Step 1" }).uncheck();
    await third.getByRole("combobox", { name: "What happens to file 1" }).selectOption("delete");
    await third.getByRole("textbox", { name: "Path of file 1" }).fill("docs/README.md");
    await page.keyboard.press("Alt+ArrowUp");
    await page.reload(); // what was edited is kept
    const put = sent(page, "PUT", `${API}/plan`);
    await button(page, "Approve with edits").click();
    const body = (await put).postDataJSON();
    expect(body).toMatchObject({
      parent_version: 2,
      plan: {
        goal: "Round once",
        new_dependencies: ["attrs"],
        assumptions: ["One currency"],
        out_of_scope: ["The command line"],
      },
    });
    expect(body.plan.steps.map((step: { id: string }) => step.id)).toEqual(["s1", "s3", "s2"]);
    expect(body.plan.steps[1]).toEqual({
      id: "s3",
      title: "Tell the readers",
      intent: "Totals changed.",
      files: [{ path: "docs/README.md", action: "delete" }],
      acceptance: "It says so.",
      tests: ["npm run lint", "npm test"],
      risk: "medium",
      risk_note: "Nobody reads it.",
      depends_on: ["s2"],
    });
    await page.context().close();
  });

  it("moves a step by dragging its handle", async () => {
    const page = await open(at("awaiting_approval"));
    await button(page, "Edit plan").click();
    const grip = await page.locator("[data-grip]").first().boundingBox();
    const second = await page.getByRole("group", { name: "Step 2", exact: true }).boundingBox();
    if (!grip || !second) throw new Error("both steps are on the page");
    await page.mouse.move(grip.x + 5, grip.y + 5);
    await page.mouse.down();
    await page.mouse.move(grip.x + 5, Math.min(second.y + 60, 850), { steps: 4 });
    await page.mouse.up();
    const titles = page.getByRole("textbox", { name: "Title" });
    expect(await titles.nth(1).inputValue()).toBe("Write the tests first");
    await page.context().close();
  });

  it("shows a message while it is sent, and brings the queued one back with an arrow", async () => {
    const page = await open({ ...at("applying"), accepts: true });
    await page.getByText("Queued: applies after this step").waitFor();
    const box = page.getByRole("textbox", { name: "Message" });
    await box.focus();
    await page.keyboard.press("ArrowUp");
    expect(await box.inputValue()).toBe("Keep the old function name, please.");
    await page.getByText("The queued message stays.").waitFor();
    await box.fill("And the old file name.");
    const posted = sent(page, "POST", `${API}/messages`);
    await page.keyboard.press("Control+Enter");
    expect((await posted).postDataJSON()).toEqual({ text: "And the old file name." });
    await page.waitForFunction(() => document.querySelector("textarea")?.value === "");
    await page.context().close();
  });

  it("brings a refused message back into the box", async () => {
    const page = await open({ ...at("applying"), refused: [`POST ${API}/messages`] });
    const box = page.getByRole("textbox", { name: "Message" });
    await box.fill("And the old file name.");
    await button(page, "Send message").click();
    await page.getByText("The message was not sent.").waitFor();
    // The notice and the text are rendered one after the other.
    await expect.poll(() => box.inputValue()).toBe("And the old file name.");
    await page.context().close();
  });

  it("approves by a key, and with open questions only brings the user to the button", async () => {
    const page = await open({ ...at("awaiting_approval"), accepts: true });
    await page.getByText("Write the tests first").waitFor();
    await page.keyboard.press("a");
    await page.waitForFunction(() => document.activeElement?.hasAttribute("data-approve"));
    const posted = sent(page, "POST", `${API}/approve`);
    await page.keyboard.press("Enter");
    expect((await posted).postDataJSON()).toMatchObject({ plan_version: 1 });
    await page.context().close();
  });

  it("reads the summary aloud, a line at a time, and says it below", async () => {
    const page = await newPage(app, at("complete"));
    await page.addInitScript(() => {
      const spoken: SpeechSynthesisUtterance[] = [];
      const voice = {
        getVoices: () => [{}],
        addEventListener: () => undefined,
        removeEventListener: () => undefined,
        cancel: () => undefined,
        speak: (line: SpeechSynthesisUtterance) => spoken.push(line),
      };
      Object.defineProperty(window, "speechSynthesis", { value: voice });
      Object.assign(window, { spoken });
    });
    await page.goto(`${app.origin}/t/${TASK_ID}?pane=plan`);
    await button(page, "Listen").click();
    const player = page.getByRole("region", { name: "Summary, read aloud" });
    const current = player.locator("[aria-current]");
    await current.waitFor();
    const first = await current.innerText();
    await page.evaluate(() => {
      const [line] = (window as unknown as { spoken: SpeechSynthesisUtterance[] }).spoken; // put there above
      line?.onend?.(new SpeechSynthesisEvent("end", { utterance: line }));
    });
    await player.getByText("4 files changed").and(player.locator("[aria-current]")).waitFor();
    expect(first).toContain("Cover computeTotal");
    await button(page, "Stop and close").click();
    await player.waitFor({ state: "detached" });
    await page.context().close();
  });

  it("shows a running task to a reader with the link, without any command", async () => {
    const events = eventsFor("complete");
    const known = eventsFor("applying").length - 1;
    const journal = events.slice(0, known);
    const page = await open(
      { view: view("applying"), events: journal, signedIn: false },
      `/s/${SHARE_TOKEN}?pane=plan`,
    );
    await page.getByText("Editing").last().waitFor();
    expect(await page.getByRole("textbox").count()).toBe(0);
    expect(await page.getByRole("button", { name: /Cancel|Approve|More actions/ }).count()).toBe(0);
    journal.push(...events.slice(known));
    await page.getByText("Opened pull request").waitFor();
    await page.context().close();
  });
});
