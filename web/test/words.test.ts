/** What the task page says is true, names who did it, and reads texts as they were meant. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countLists, type TaskEvent } from "../../worker/protocol/index.ts";
import { canBrowse, newPage, openWebApp, type WebApp } from "./browser.ts";
import { NOW, TASK_ID } from "./fixtures/base.ts";
import { eventsFor } from "./fixtures/events.ts";
import { comparison } from "./fixtures/evidence.ts";
import { richPlan } from "./fixtures/plan.ts";
import { planned, view } from "./fixtures/tasks.ts";
import { at, button } from "./screens/screen.ts";

const GRACE = { kind: "user", user_id: "11111111-2222-4333-8444-555555555555", login: "grace" } as const;
const PROMPT =
  "# Keep `compute_total`\n\nDo *not* rename test_invoice.py.\n\n1. Run:\n```sh\nnpm test\n```\n2. Then stop\n\n" +
  '<img src="https://evil.test/1" onerror="document.title=\'owned\'"> [x](javascript:alert(1))';

describe.skipIf(!canBrowse)("the words of a task", () => {
  let app: WebApp;
  beforeAll(async () => {
    app = await openWebApp();
  });
  afterAll(() => app?.close());

  it("name a colleague, what the tests show, and no markup", async () => {
    const event = (
      seq: number,
      rest: Pick<TaskEvent, "type" | "data" | "message">,
      actor: TaskEvent["actor"],
    ) =>
      // The pair of type and data is right where it is called.
      ({
        ...rest,
        task_id: TASK_ID,
        seq,
        timestamp: new Date(NOW).toISOString(),
        stage: "reviewing",
        actor,
      }) as TaskEvent;
    const plan = { ...richPlan, goal: "Cover `compute_total` in test_invoice.py" };
    const events = eventsFor("reviewing").filter(({ type }) => type !== "plan_approved");
    const end = events.at(-1)?.seq ?? 0;
    events.push(
      event(end + 1, { type: "plan", message: "plan", data: { plan } }, GRACE),
      event(end + 2, { type: "plan_approved", message: "approved", data: { version: 2, by: "user" } }, GRACE),
      event(
        end + 3,
        {
          type: "state",
          message: "Retry",
          data: { from: "failed", to: "applying", reason: "retried by the user" },
        },
        { ...GRACE, kind: "client", client_id: "cli" },
      ),
      event(
        end + 4,
        {
          type: "user_message",
          message: "m",
          data: { message_id: "m9", text: "Use `Decimal` here", queued: false },
        },
        GRACE,
      ),
    );
    const passed = comparison("pass");
    const tests = { ...passed, still_failing: ["tests/test_old.py::test_slow"] };
    const shown = view("reviewing", {
      ...planned(plan),
      prompt: PROMPT,
      approved_version: 2,
      tests: { ...tests, counts: countLists(tests) },
    });
    const page = await newPage(app, { ...at("reviewing"), view: shown, events });
    await page.goto(`${app.origin}/t/${TASK_ID}?pane=plan`);
    const timeline = page.getByRole("region", { name: "Events" });
    await timeline.getByText("approved by grace").waitFor();
    await timeline.getByText("edited by grace").waitFor();
    await timeline.getByText("Retried by a program of grace").waitFor();
    await page.getByRole("article", { name: "Plan" }).getByText("Approved by grace").waitFor();
    await page.getByRole("article", { name: "Plan" }).getByText("edited by grace").waitFor();
    // Nothing of it was the reader's.
    expect(await page.getByText(/\bby you\b/).count()).toBe(0);
    await timeline.getByText("Grace", { exact: true }).waitFor();
    await timeline.getByText("Edited", { exact: true }).waitFor();
    // What fails as before is said, and publishing is called what it does.
    await page
      .getByRole("region", { name: "Summary" })
      .getByText("No new failures, 1 still failing")
      .waitFor();
    await button(page, "Open pull request").waitFor();
    // Prompt, plan and message are read as Markdown, and nothing of it is more than text.
    const prompt = timeline.locator("li", { hasText: "Do not rename" }).first();
    await prompt.locator("pre code", { hasText: "npm test" }).waitFor();
    await prompt.locator("code", { hasText: "compute_total" }).waitFor();
    expect(await prompt.locator("ol > li").count()).toBe(2);
    expect(await prompt.locator("img, script, [onerror], a[href^=javascript]").count()).toBe(0);
    await timeline.locator("code", { hasText: "Decimal" }).waitFor();
    await page
      .getByRole("heading", { name: "Cover compute_total in test_invoice.py" })
      .locator("code")
      .waitFor();
    expect(await page.locator("h1").count()).toBe(1);
    expect(await page.getByText(/[`]{1,3}/).count()).toBe(0);
    await page.context().close();
  });
});
