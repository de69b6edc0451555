import { alert, at, button, heading, type Screen, task, text } from "./screen.ts";

export const TASK: Screen[] = [
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
  {
    name: "task-complete",
    path: task,
    fake: at("complete"),
    ready: (page) => page.getByRole("link", { name: "View pull request" }).waitFor(),
  },
  { name: "task-failed", always: true, path: task, fake: at("failed"), ready: text("This task failed.") },
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
