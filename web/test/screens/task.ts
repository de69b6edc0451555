import type { Page } from "playwright-core";
import type { TaskFailure } from "../../../worker/protocol/index.ts";
import { ago, TASK_ID, TREE } from "../fixtures/base.ts";
import { withDenials, withReading } from "../fixtures/events.ts";
import { view } from "../fixtures/tasks.ts";
import { alert, at, button, type Screen, task, text } from "./screen.ts";

const openMenu = async (page: Page) => {
  await page.getByRole("heading", { level: 1 }).waitFor();
  await button(page, "More actions").click();
  await page.getByRole("menuitem", { name: "Copy link" }).waitFor();
};

const IMAGES = ["1", "2"].map((last) => ({
  attachment_id: `5d9f2d4e-6b1c-4e0a-9a52-00000000000${last}`,
  media_type: "image/png" as const,
  bytes: 20_000,
}));

const STAT = { files: 4, additions: 22, deletions: 6 };
const BRANCH_MOVED = {
  code: "branch_moved" as const,
  message:
    "Somebody else has committed to verne/5e0c1d0a, and Verne does not overwrite that work. Applying again publishes the change on a branch of its own",
  step: "publish",
};

const failedWith = (error: TaskFailure) => ({ ...at("failed"), view: view("failed", { error }) });

export const TASK: Screen[] = [
  {
    name: "task-denied",
    path: task,
    fake: { view: view("reviewing"), events: withDenials("reviewing") },
    ready: text("No connection to api.example.com"),
  },
  {
    name: "task-second-reader",
    path: task,
    fake: { view: view("reviewing"), events: withReading("reviewing") },
    ready: text("credit notes are a cent off"),
  },
  {
    name: "task-images",
    path: task,
    fake: { ...at("applying"), view: view("applying", { images: IMAGES }) },
    ready: async (page) => {
      await button(page, "Open image 2").locator("img").waitFor();
    },
  },
  {
    name: "task-image-large",
    path: task,
    fake: { ...at("applying"), view: view("applying", { images: IMAGES }) },
    ready: async (page) => {
      await button(page, "Open image 2").click();
      await page.getByRole("dialog").getByRole("img").waitFor();
    },
  },
  { name: "task-menu", path: `${task}?pane=plan`, fake: at("applying"), ready: openMenu },
  {
    name: "task-waiting",
    path: task,
    fake: {
      ...at("queued"),
      view: view("queued", { waiting_for_slot: { position: 3, of: 5, limit: "user" } }),
    },
    ready: text("Waiting for a free slot, 3 of 5"),
  },
  {
    name: "task-share",
    path: `${task}?pane=plan`,
    fake: at("complete"),
    ready: async (page) => {
      await openMenu(page);
      await page.getByRole("menuitem", { name: "Share…" }).click();
      await page.getByRole("radio", { name: "Anyone with the link" }).check();
      await page.getByRole("textbox", { name: "Address to share" }).waitFor();
    },
  },
  {
    name: "task-rename",
    path: `${task}?pane=plan`,
    fake: at("applying"),
    ready: async (page) => {
      await button(page, "Tests for computeTotal in invoice.py").click();
      await page.getByRole("textbox", { name: "Title of the task" }).waitFor();
    },
  },
  {
    name: "task-viewer",
    path: `${task}?pane=plan`,
    fake: {
      ...at("awaiting_approval"),
      view: view("awaiting_approval", {
        access: "viewer",
        visibility: "org",
        owner: { user_id: TASK_ID, login: "grace", avatar_url: null },
      }),
    },
    ready: text("You are a viewer in this organisation"),
  },
  { name: "task-planning", path: task, fake: at("planning"), ready: text("Tested before the edits") },
  {
    name: "task-plan",
    path: `${task}?pane=plan`,
    fake: at("awaiting_approval"),
    ready: text("Write the tests first"),
  },
  {
    name: "task-plan-edit",
    always: true,
    path: `${task}?pane=plan`,
    fake: at("awaiting_approval"),
    ready: async (page) => {
      await button(page, "Edit plan").click();
      await page.getByRole("textbox", { name: "Goal" }).waitFor();
    },
  },
  {
    name: "task-refused-command",
    path: `${task}?pane=plan`,
    fake: at("awaiting_approval"),
    ready: async (page) => {
      await button(page, "Approve plan").click();
      await page.getByText("Request req_7f3a9c").waitFor();
      await button(page, "Approve plan").waitFor();
    },
  },
  { name: "task-applying", path: task, fake: at("applying"), ready: text("Keep the old function name") },
  {
    name: "task-baseline",
    path: `${task}?pane=plan`,
    fake: {
      ...at("planning"),
      view: view("applying", {
        allowed: ["message", "skip_baseline", "cancel"],
        baseline_since: ago(192),
      }),
    },
    ready: text("Baseline tests running for"),
  },
  {
    name: "task-complete",
    path: `${task}?pane=timeline`,
    fake: at("complete"),
    ready: async (page) => {
      await page.getByRole("link", { name: "View pull request" }).waitFor();
      await page.getByText("3 checks passed").waitFor();
      await page.getByText("Opened pull request").waitFor();
    },
  },
  {
    name: "task-failed",
    path: task,
    fake: at("failed"),
    ready: async (page) => {
      await page.getByText("This task failed.").waitFor();
      await page.getByRole("button", { name: /^Show the last/ }).click();
      await page.getByRole("link", { name: "Edit and run again" }).waitFor();
      await page.getByRole("alert").locator("pre").waitFor();
    },
  },
  {
    name: "task-not-published",
    always: true,
    path: task,
    fake: {
      ...at("reviewing"),
      view: view("reviewing", { error: BRANCH_MOVED, allowed: ["message", "apply", "cancel"] }),
      base: {
        state: "moved",
        behind_by: 4,
        conflict: "possible",
        both_changed: { paths: ["invoice.py", "tests/test_invoice.py"], count: 2 },
      },
    },
    ready: async (page) => {
      await page.getByText("The change was not published.").waitFor();
      await button(page, "Open a new pull request").waitFor();
      if (await page.getByText("Expect conflicts").isVisible()) return;
      const diff = page.getByRole("tab", { name: "Diff" });
      if ((await diff.getAttribute("aria-selected")) === "true")
        await page.getByText("Expect conflicts").waitFor();
    },
  },
  {
    name: "task-stopped",
    path: `${task}?pane=diff`,
    fake: {
      ...at("reviewing"),
      view: view("reviewing", {
        tests: null,
        error: {
          code: "budget_exhausted",
          message:
            "Stopped by the task's budget: the limit of model calls is reached. The diff so far is kept",
          step: "apply",
        },
        allowed: ["message", "apply", "cancel", "retry"],
      }),
      base: { state: "moved", behind_by: 1 },
    },
    ready: async (page) => {
      await page.getByText("Stopped before its end.").waitFor();
      await page.getByText("None of that touches").waitFor();
    },
  },
  {
    name: "task-failed-change",
    path: `${task}?pane=diff`,
    fake: {
      ...at("reviewing"),
      view: view("failed", {
        diff_stat: STAT,
        tree: TREE,
        error: { code: "approval_expired", message: "Nobody answered within seven days", step: null },
        allowed: ["message", "apply", "retry"],
      }),
    },
    ready: async (page) => {
      await page.getByText("This task failed.").waitFor();
      await page.getByText("compute_total").first().waitFor();
    },
  },
  {
    name: "task-cancelled-change",
    path: task,
    fake: {
      ...at("reviewing"),
      view: view("cancelled", { diff_stat: STAT, tree: TREE, allowed: ["message", "apply"] }),
      base: { state: "gone", conflict: "unknown" },
    },
    ready: async (page) => {
      await page.getByRole("region", { name: "Summary" }).getByText("Download patch").first().waitFor();
    },
  },
  {
    name: "task-set-aside",
    path: `${task}?pane=timeline`,
    fake: {
      ...at("complete"),
      view: view("complete", { set_aside: { files: 2, additions: 31, deletions: 4 } }),
    },
    ready: text("A follow-up that was stopped was set aside"),
  },
  {
    name: "task-stopping",
    path: `${task}?pane=plan`,
    fake: { ...at("reviewing"), view: view("publishing", { stopping: true, allowed: ["message"] }) },
    ready: text("Stopping…"),
  },
  {
    name: "task-read-only",
    path: `${task}?pane=diff`,
    fake: { ...at("reviewing"), view: view("reviewing", { allow_read_only: true }) },
    ready: async (page) => {
      await button(page, "Download patch").first().waitFor();
      await page.getByText("compute_total").first().waitFor();
    },
  },
  {
    name: "task-failed-key",
    path: task,
    fake: failedWith({
      code: "model_invalid_key",
      message: "OpenAI refused the API key (401). Check the key in Settings, and that it may use this model.",
      step: "plan",
    }),
    ready: (page) => page.getByRole("link", { name: "Open model keys" }).waitFor(),
  },
  {
    name: "task-failed-github",
    path: task,
    fake: failedWith({
      code: "github_access_lost",
      message:
        "GitHub no longer accepts Verne's access to your account: it expired or was taken back. Log in with GitHub again, then retry.",
      step: "publish",
    }),
    ready: (page) => button(page, "Login with GitHub").waitFor(),
  },
  {
    name: "task-loading",
    path: task,
    fake: { hanging: ["/api/tasks/"] },
    ready: (page) => page.getByRole("status", { name: "Loading the task" }).waitFor({ state: "attached" }),
  },
  { name: "task-error", path: task, fake: { failing: ["/api/tasks/"] }, ready: alert },
  { name: "task-missing", path: task, ready: (page) => button(page, "Use another account").waitFor() },
  {
    name: "task-offline",
    path: `${task}?pane=plan`,
    fake: { ...at("awaiting_approval"), silent: true },
    ready: async (page) => {
      await page.getByText("Write the tests first").waitFor();
      await page.context().setOffline(true);
      await page.getByText("You are offline.").first().waitFor();
      await page.getByRole("button", { name: "Approve plan", disabled: true }).first().waitFor();
    },
  },
];
