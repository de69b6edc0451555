import { at, button, type Screen, task, text } from "./screen.ts";

export const DIFF: Screen[] = [
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
];
