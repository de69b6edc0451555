import type { Page } from "playwright-core";
import type { TaskState } from "../../worker/protocol/index.ts";
import type { FakeWorker } from "./fake-worker.ts";
import { TASK_ID } from "./fixtures/base.ts";
import { eventsFor, longLog, stepByStep, twoVersions, withQuestion } from "./fixtures/events.ts";
import { comparison } from "./fixtures/evidence.ts";
import { richPlan } from "./fixtures/plan.ts";
import { taskList, view } from "./fixtures/tasks.ts";

export interface Screen {
  name: string;
  path: string;
  fake?: Partial<FakeWorker>;
  /** Looked at in every run; the others only when pictures are taken. */
  always?: boolean;
  /** Brings the screen into its state and waits until it is there. */
  ready: (page: Page) => Promise<unknown>;
}

const task = `/t/${TASK_ID}`;
const at = (state: TaskState): Partial<FakeWorker> => ({ view: view(state), events: eventsFor(state) });
const text = (words: string | RegExp) => (page: Page) => page.getByText(words).first().waitFor();
const heading = (name: string) => (page: Page) => page.getByRole("heading", { name }).first().waitFor();
const alert = (page: Page) => page.getByRole("alert").first().waitFor();
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

const SIGN_IN: Screen[] = [
  { name: "login", path: "/login", fake: { signedIn: false }, ready: text("You are on the local set-up") },
  {
    name: "login-production",
    path: "/login",
    fake: { signedIn: false, embedded: false },
    ready: (page) => button(page, "Continue with GitHub").waitFor(),
  },
  {
    name: "login-error",
    always: true,
    path: "/login",
    fake: { signedIn: false, failing: ["/api/config"] },
    ready: alert,
  },
  { name: "callback-refused", path: "/auth/callback?error_description=You+said+no", ready: alert },
  {
    name: "session-expired",
    always: true,
    path: "/",
    fake: { tasks: taskList, expired: true },
    ready: (page) => page.getByRole("dialog").waitFor(),
  },
];

const TASKS: Screen[] = [
  { name: "inbox", always: true, path: "/", fake: { tasks: taskList }, ready: text("Try the new bundler") },
  {
    name: "palette",
    always: true,
    path: "/",
    fake: { tasks: taskList },
    ready: async (page) => {
      await page.getByText("Try the new bundler").waitFor();
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: "Search tasks and commands" }).fill("node");
      await page.getByRole("option", { name: /^Upgrade to Node/ }).waitFor();
    },
  },
  {
    name: "keyboard-sheet",
    always: true,
    path: "/",
    fake: { tasks: taskList },
    ready: async (page) => {
      await page.getByText("Try the new bundler").waitFor();
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
    },
  },
  { name: "inbox-empty", always: true, path: "/", ready: text("Or try a sample") },
  {
    name: "inbox-loading",
    path: "/",
    fake: { hanging: ["/api/tasks"] },
    ready: (page) => page.getByRole("status", { name: "Loading your tasks" }).waitFor({ state: "attached" }),
  },
  { name: "inbox-error", always: true, path: "/", fake: { failing: ["/api/tasks"] }, ready: alert },
  { name: "not-found", path: "/nowhere", ready: heading("Not found") },
];

const COMPOSER: Screen[] = [
  { name: "new", path: "/new", ready: text("needs a key") },
  {
    name: "new-choosing",
    always: true,
    path: "/new",
    ready: async (page) => {
      await button(page, "Tests for computeTotal").click();
      await page.getByRole("combobox", { name: "Repository" }).focus();
      await page.keyboard.press("ArrowDown");
      await page.getByRole("option").first().waitFor();
    },
  },
  {
    name: "new-limits",
    always: true,
    path: "/new",
    ready: async (page) => {
      await page.getByText("Limits", { exact: true }).click();
      await page.getByRole("textbox", { name: "Minutes" }).fill("30");
      await page.getByRole("textbox", { name: "Tokens" }).fill("many");
      await button(page, "Start task").click();
      await page.getByText("Enter a whole number.").waitFor();
    },
  },
  {
    name: "new-problems",
    path: "/new",
    ready: async (page) => {
      await button(page, "Start task").click();
      await page.getByText("Choose a repository.").waitFor();
    },
  },
];

const rich: Partial<FakeWorker> = {
  view: view("awaiting_approval", { plan: richPlan }),
  events: twoVersions(),
};

const PLAN: Screen[] = [
  {
    name: "task-plan-questions",
    always: true,
    path: `${task}?pane=plan`,
    fake: rich,
    ready: async (page) => {
      await page.getByText("after steps 1 and 2").waitFor();
      await page.getByRole("textbox", { name: /^Should a negative/ }).fill("It raises.");
      await page.getByText("pip install -r requirements-dev.txt").waitFor();
    },
  },
  {
    name: "task-plan-compare",
    always: true,
    path: `${task}?pane=plan&from=1`,
    fake: rich,
    ready: text("Round with Decimal instead of float"),
  },
  {
    name: "task-plan-old",
    path: `${task}?pane=plan&v=1`,
    fake: rich,
    ready: text("This is an older version"),
  },
  {
    name: "task-step-by-step",
    always: true,
    path: `${task}?pane=plan`,
    fake: { view: view("applying", { plan: richPlan, approved_version: 2 }), events: stepByStep() },
    ready: (page) => page.getByText("In progress:").first().waitFor({ state: "attached" }),
  },
  {
    name: "task-question",
    always: true,
    path: task,
    fake: { view: view("reviewing", { plan: richPlan, approved_version: 2 }), events: withQuestion() },
    ready: (page) => page.getByRole("textbox", { name: /^invoice.py has two/ }).waitFor(),
  },
];

const TASK: Screen[] = [
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
    ready: (page) => button(page, "Edit plan").click(),
  },
  {
    name: "task-refused-command",
    always: true,
    path: `${task}?pane=plan`,
    fake: at("awaiting_approval"),
    ready: async (page) => {
      await button(page, "Approve plan").click();
      await page.getByText("Request req_7f3a9c").waitFor();
      await button(page, "Approve plan").waitFor();
    },
  },
  { name: "task-applying", path: task, fake: at("applying"), ready: text("Keep the old function name") },
  { name: "task-log", path: `${task}?pane=log`, fake: at("applying"), ready: text("exit 1 after 812 ms") },
  {
    name: "task-log-line",
    always: true,
    path: `${task}?pane=log&ev=command_started-21#L3-L4`,
    fake: at("reviewing"),
    ready: async (page) => {
      await page.getByText("exit 0 after 812 ms").waitFor();
      await button(page, "Times").click();
    },
  },
  {
    name: "task-log-errors",
    path: `${task}?pane=log`,
    fake: at("reviewing"),
    ready: async (page) => {
      await page.getByText("exit 0 after 812 ms").waitFor();
      await button(page, "Errors only").click();
      await page.getByText("exit 0 after 812 ms").waitFor({ state: "detached" });
    },
  },
  { name: "task-diff", path: `${task}?pane=diff`, fake: at("reviewing"), ready: text("1 outside the plan") },
  {
    name: "task-diff-review",
    always: true,
    path: `${task}?pane=diff`,
    fake: at("reviewing"),
    ready: async (page) => {
      await page.getByText("negative quantity").first().waitFor();
      await page.getByRole("button", { name: "Reject setup.cfg" }).click();
      await page.getByRole("checkbox", { name: "Viewed README.md" }).check();
      await page.getByRole("button", { name: "Comment on invoice.py" }).click();
      await page.getByRole("textbox", { name: /^Comment on/ }).fill("Name the exception in the docstring.");
      await button(page, "Add comment").click();
      await button(page, "Send 2 review notes").waitFor();
      await page.getByText("13", { exact: true }).first().click();
      await page.getByRole("textbox", { name: "Comment on line 13" }).waitFor();
    },
  },
  { name: "task-tests", path: `${task}?pane=tests`, fake: at("reviewing"), ready: heading("Tests pass") },
  {
    name: "task-tests-broken",
    always: true,
    path: `${task}?pane=tests`,
    fake: { ...at("reviewing"), view: view("reviewing", { tests: comparison("broken") }) },
    ready: heading("Tests broke"),
  },
  {
    name: "task-complete",
    path: task,
    fake: at("complete"),
    ready: (page) => page.getByRole("link", { name: "View pull request" }).waitFor(),
  },
  { name: "task-failed", always: true, path: task, fake: at("failed"), ready: text("This task failed.") },
  {
    name: "task-long-log",
    always: true,
    path: `${task}?pane=log`,
    fake: { view: view("testing"), events: longLog(50_000) },
    ready: (page) => page.getByRole("log").getByText("49999 - suite 999").waitFor(),
  },
  {
    name: "task-loading",
    path: task,
    fake: { hanging: ["/api/tasks/"] },
    ready: (page) => page.getByRole("status", { name: "Loading the task" }).waitFor({ state: "attached" }),
  },
  { name: "task-error", path: task, fake: { failing: ["/api/tasks/"] }, ready: alert },
  { name: "task-missing", path: task, ready: heading("Not found") },
  {
    name: "task-offline",
    always: true,
    path: `${task}?pane=plan`,
    fake: at("awaiting_approval"),
    ready: async (page) => {
      await page.getByText("Write the tests first").waitFor();
      await page.context().setOffline(true);
      await page.getByText("You are offline.").first().waitFor();
    },
  },
];

const USAGE: Screen[] = [
  { name: "usage", always: true, path: "/usage", ready: text("at least $7.98") },
  { name: "usage-cost", always: true, path: "/usage?measure=cost&by=day&days=90", ready: text("2026-11-21") },
  { name: "usage-empty", path: "/usage", fake: { unused: true }, ready: text("No model was called") },
  { name: "usage-error", path: "/usage", fake: { failing: ["/api/usage"] }, ready: alert },
];

const KNOWLEDGE: Screen[] = [
  { name: "knowledge-choose", path: "/settings/knowledge", ready: heading("Knowledge") },
  {
    name: "knowledge",
    always: true,
    path: "/settings/knowledge?repo=samples/invoice",
    ready: async (page) => {
      await page.getByRole("button", { name: "Edit: pip install -e ." }).click();
      await page.getByRole("button", { name: /^Delete: Amounts/ }).click();
      await button(page, "Forget").waitFor();
    },
  },
  {
    name: "knowledge-empty",
    path: "/settings/knowledge?repo=samples/invoice",
    fake: { unused: true },
    ready: text("Nothing yet."),
  },
];

const SETTINGS: Screen[] = [
  {
    name: "settings-key-works",
    always: true,
    path: "/settings",
    ready: async (page) => {
      await button(page, "Test key for OpenAI-compatible").click();
      await page.getByText("It may use 3 models.").waitFor();
    },
  },
  {
    name: "settings-key-refused",
    always: true,
    path: "/settings",
    fake: { badKey: true },
    ready: async (page) => {
      await button(page, "Test key for OpenAI-compatible").click();
      await page.getByText("This key does not work.").waitFor();
    },
  },
  { name: "settings", path: "/settings", ready: text("Key ends in") },
  {
    name: "settings-key",
    path: "/settings",
    ready: (page) => button(page, "Replace for OpenAI-compatible").click(),
  },
];

/** Every screen of the app in every state worth a look. */
export const SCREENS: Screen[] = [
  ...SIGN_IN,
  ...TASKS,
  ...COMPOSER,
  ...PLAN,
  ...TASK,
  ...USAGE,
  ...KNOWLEDGE,
  ...SETTINGS,
];
