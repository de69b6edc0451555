import { button, type Screen, text } from "./screen.ts";

export const COMPOSER: Screen[] = [
  { name: "new", path: "/new", ready: text("Costs nothing.") },
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
    name: "new-models",
    always: true,
    path: "/new",
    fake: { ownKeys: true, embedded: false },
    ready: async (page) => {
      await page.getByRole("textbox", { name: "Prompt" }).fill("Paginate the orders endpoint.");
      await page.getByRole("combobox", { name: "Model" }).click();
      await page.getByRole("option", { name: /Claude Haiku/ }).waitFor();
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
