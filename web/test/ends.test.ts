/** A failed, stopped or cancelled task: its change can be read, downloaded, published or continued. */
import type { Page, Request } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TaskView } from "../../worker/protocol/index.ts";
import { canBrowse, newPage, openWebApp, type WebApp } from "./browser.ts";
import type { FakeWorker } from "./fake/state.ts";
import { TASK_ID, TREE } from "./fixtures/base.ts";
import { view } from "./fixtures/tasks.ts";
import { at, button } from "./screens/screen.ts";

const API = `/api/tasks/${TASK_ID}`;
const STAT = { files: 4, additions: 22, deletions: 6 };
const CHANGED = { diff_stat: STAT, tree: TREE } satisfies Partial<TaskView>;

const sent = (page: Page, method: string, path: string): Promise<Request> =>
  page.waitForRequest((request) => request.method() === method && new URL(request.url()).pathname === path);

const refusedWith = (code: "branch_moved" | "too_large"): Partial<FakeWorker> => ({
  ...at("reviewing"),
  view: view("reviewing", {
    objections: [],
    error: { code, message: `It was refused as ${code}`, step: "publish" },
    allowed: ["message", "apply", "cancel"],
  }),
  accepts: true,
});

describe.skipIf(!canBrowse)("a task that did not come to its end", () => {
  let app: WebApp;
  beforeAll(async () => {
    app = await openWebApp();
  });
  afterAll(() => app?.close());

  const open = async (fake: Partial<FakeWorker>, path = `/t/${TASK_ID}`) => {
    const page = await newPage(app, fake, { acceptDownloads: true });
    await page.goto(app.origin + path);
    return page;
  };
  /** Where the patch is offered, a click brings the file. */
  const downloads = async (page: Page, name: string, suffix = "") => {
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name }).first().click(),
    ]);
    expect(file.suggestedFilename()).toBe(`verne-${TASK_ID.slice(0, 8)}${suffix}.patch`);
  };

  it("says why it was not published, and opens another pull request where that is the way out", async () => {
    const page = await open(refusedWith("branch_moved"));
    await page.getByRole("alert").getByText("The change was not published.").waitFor();
    await page.getByText("It was refused as branch_moved").first().waitFor();
    const posted = sent(page, "POST", `${API}/apply`);
    await button(page, "Open a new pull request").click();
    expect((await posted).postDataJSON()).toMatchObject({ accepted: [] });
    await page.context().close();
  });

  it("can be downloaded when it is too large to be published", async () => {
    const page = await open(refusedWith("too_large"));
    await page.getByText("It was refused as too_large").first().waitFor();
    expect(await button(page, "Open a new pull request").count()).toBe(0);
    await downloads(page, "Download patch");
    await page.context().close();
  });

  it("that stopped in review offers to go on, to publish and to send a message", async () => {
    const page = await open({
      ...at("reviewing"),
      view: view("reviewing", {
        error: { code: "loop_detected", message: "The model repeats itself", step: "apply" },
        allowed: ["message", "apply", "cancel", "retry"],
      }),
      accepts: true,
    });
    await page.getByText("Stopped before its end.").waitFor();
    await page.getByText("Retry goes on from “Editing”").waitFor();
    await button(page, "Open pull request").waitFor();
    await page.getByRole("textbox", { name: "Message" }).waitFor();
    const retried = sent(page, "POST", `${API}/retry`);
    await button(page, "Retry").click();
    await retried;
    await page.context().close();
  });

  it.each(["failed", "cancelled"] as const)(
    "that %s shows its change first, with its buttons",
    async (state) => {
      const page = await open({
        ...at("reviewing"),
        view: view(state, { ...CHANGED, allowed: ["message", "apply"] }),
      });
      await page.getByText("compute_total").first().waitFor();
      expect(await page.getByRole("tab", { name: "Diff" }).getAttribute("aria-selected")).toBe("true");
      await button(page, "Open pull request").waitFor();
      await page.getByPlaceholder("Follow up on this task…").waitFor();
      await downloads(page, "Download patch");
      await page.context().close();
    },
  );

  it("keeps what a cancelled follow-up had", async () => {
    const page = await open({ ...at("complete"), view: view("complete", { set_aside: STAT }) });
    await page.getByText("A follow-up that was stopped was set aside").waitFor();
    await downloads(page, "Download what it had", "-set-aside");
    await page.context().close();
  });

  it("tells before publishing that its base branch went on, and with what", async () => {
    const page = await open({
      ...at("reviewing"),
      base: {
        state: "moved",
        behind_by: 2,
        conflict: "possible",
        both_changed: { paths: ["invoice.py"], count: 1 },
      },
    });
    await page.getByText("main has gone on by 2 commits since this task started.").waitFor();
    await page.getByText("Expect conflicts").waitFor();
    await page.context().close();
  });

  it("about a repository that may only be read is started when the user accepts that", async () => {
    const page = await open({ readOnlyRepos: ["samples/invoice"], startsTasks: true }, "/new");
    await button(page, "Tests for computeTotal").click();
    await button(page, "Plan it").click();
    await page.getByText("but not push to it").waitFor();
    await page.getByRole("switch", { name: "Work on it without pushing" }).check();
    const posted = sent(page, "POST", "/api/tasks");
    await button(page, "Plan it").click();
    expect((await posted).postDataJSON()).toMatchObject({ allow_read_only: true });
    await page.context().close();
  });
});
