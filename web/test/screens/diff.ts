import { withReading } from "../fixtures/events.ts";
import { objections, secret } from "../fixtures/objections.ts";
import { reviewDiff } from "../fixtures/review-diff.ts";
import { view } from "../fixtures/tasks.ts";
import { at, button, type Screen, task, text } from "./screen.ts";

export const DIFF: Screen[] = [
  {
    name: "task-diff",
    path: `${task}?pane=diff`,
    fake: at("reviewing"),
    ready: text("description = Small invoices"),
  },
  {
    name: "task-diff-review",
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
  {
    name: "task-diff-undone",
    path: `${task}?pane=diff`,
    fake: {
      ...at("reviewing"),
      view: view("reviewing", { tests: null, allowed: ["apply", "message", "undo", "redo", "cancel"] }),
      sent: [],
    },
    ready: async (page) => {
      await page.getByRole("region", { name: "Undone by hand" }).waitFor();
      await page.getByRole("button", { name: "Reject setup.cfg" }).click();
      await page.getByText("Undid the change to setup.cfg").waitFor();
    },
  },
  {
    name: "task-objections",
    always: true,
    path: `${task}?pane=diff`,
    fake: { ...at("reviewing"), view: view("reviewing", { objections }) },
    ready: async (page) => {
      await page.getByRole("button", { name: /^3 to accept before it is published/ }).click();
      await page.getByRole("checkbox", { name: "Existing tests were weakened" }).check();
      await page.getByRole("button", { name: "Show what: Existing tests were weakened" }).click();
      await page.getByText("assert True").waitFor();
    },
  },
  {
    name: "task-diff-second-reader",
    path: `${task}?pane=diff`,
    fake: { view: view("reviewing"), events: withReading("reviewing") },
    ready: async (page) => {
      await button(page, "Second reader: 2 findings").click();
      await page.getByText("claude-fable-5-1").last().waitFor();
    },
  },
  {
    name: "task-objections-dialog",
    path: `${task}?pane=tests`,
    fake: { ...at("reviewing"), view: view("reviewing", { objections }) },
    ready: async (page) => {
      await button(page, "Open pull request").click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("checkbox", { name: /^Only the exit status/ }).check();
      await dialog.getByRole("button", { name: /^Show what: The change touches workflows/ }).click();
      await dialog.getByText("test.yml").waitFor();
    },
  },
  {
    name: "task-objections-secret",
    path: `${task}?pane=diff`,
    fake: { ...at("reviewing"), view: view("reviewing", { objections: [secret, ...objections] }) },
    ready: async (page) => {
      await page.getByRole("button", { name: /^Not published as it is/ }).click();
      await page.getByRole("button", { name: /^Show what: The change holds secrets/ }).click();
      await page.getByText("AWS access key").waitFor();
    },
  },
  {
    name: "task-objections-secret-dialog",
    path: `${task}?pane=tests`,
    fake: { ...at("reviewing"), view: view("reviewing", { objections: [secret, ...objections] }) },
    ready: async (page) => {
      await button(page, "Open pull request").click();
      await page.getByText("nobody can accept").waitFor();
    },
  },
  {
    name: "task-diff-hunks",
    path: `${task}?pane=diff&file=src%2Fbilling%2Finvoice.py`,
    fake: { ...at("reviewing"), diff: reviewDiff },
    ready: async (page) => {
      await page.getByText("compute_total").first().waitFor();
      await page.getByRole("button", { name: "Reject hunk 1 of src/billing/invoice.py" }).click();
      await page.getByRole("button", { name: "Accept hunk 2 of src/billing/invoice.py" }).click();
      await page.getByRole("button", { name: "Comment on src/billing/invoice.py" }).click();
      await page.getByRole("textbox", { name: /^Comment on/ }).fill("Say why in the docstring.");
      await button(page, "Add comment").click();
      await page.getByRole("button", { name: "2 not sent yet" }).click();
      await page.getByRole("button", { name: /^Edit:/ }).waitFor();
    },
  },
  {
    name: "task-diff-whitespace",
    path: `${task}?pane=diff&ws=hide`,
    fake: { ...at("reviewing"), diff: reviewDiff },
    ready: text("Only whitespace changed."),
  },
  {
    name: "task-diff-files",
    path: `${task}?pane=diff`,
    fake: { ...at("reviewing"), diff: reviewDiff },
    ready: async (page) => {
      await page.getByText("compute_total").first().waitFor();
      const filter = page.getByRole("searchbox", { name: "Filter files" });
      if (!(await filter.isVisible())) await page.getByRole("button", { name: /^Files/ }).click();
      await filter.fill("bill");
      await page.getByRole("button", { name: "modified columns.py" }).waitFor();
    },
  },
];
