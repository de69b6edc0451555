import { DRAFT } from "../fake/composer.ts";
import { png } from "../fixtures/image.ts";
import { button, type Screen, text } from "./screen.ts";

export const COMPOSER: Screen[] = [
  {
    name: "composer-unconfined",
    path: "/new",
    fake: { isolation: "none" },
    always: true,
    ready: text("Commands of tasks run as you on this machine"),
  },
  {
    name: "composer-unconfined-rule",
    path: "/new?repo=acme/app",
    fake: { isolation: "none" },
    ready: text("Let commands run as me"),
  },
  { name: "new", path: "/new", ready: text("Costs nothing.") },
  {
    name: "new-choosing",
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
    path: "/new",
    fake: { ownKeys: true, embedded: false },
    ready: async (page) => {
      await page.getByRole("textbox", { name: "Prompt" }).fill("Paginate the orders endpoint.");
      await page.getByRole("combobox", { name: "Model" }).click();
      await page.getByRole("option", { name: /Claude Haiku/ }).waitFor();
    },
  },
  {
    name: "new-read-only",
    path: "/new",
    fake: { readOnlyRepos: ["samples/invoice"] },
    ready: async (page) => {
      await button(page, "Tests for computeTotal").click();
      await button(page, "Plan it").click();
      await page.getByText("but not push to it").waitFor();
      await page.getByRole("switch", { name: "Work on it without pushing" }).waitFor();
    },
  },
  {
    name: "new-limits",
    path: "/new",
    ready: async (page) => {
      await page.getByText("Limits", { exact: true }).click();
      await page.getByRole("textbox", { name: "Minutes" }).fill("30");
      await page.getByRole("textbox", { name: "Tokens" }).fill("many");
      await button(page, "Plan it").click();
      await page.getByText("Enter a whole number.").waitFor();
    },
  },
  {
    name: "new-images",
    path: "/new",
    fake: { roomForImages: 2 },
    ready: async (page) => {
      await button(page, "Tests for computeTotal").click();
      await button(page, "Attach image").waitFor();
      const names = ["mock-up.png", "what-it-looks-like-on-a-phone.png", "error.png"];
      const files = names.map((name) => ({ name, mimeType: "image/png", buffer: png(320, 200) }));
      for (const file of files) await page.locator("input[type=file]").setInputFiles(file);
      await button(page, "Try again: error.png").waitFor();
      await page.getByText("Uploading").waitFor({ state: "detached" });
    },
  },
  {
    name: "new-dialog",
    path: "/?repo=samples/invoice",
    ready: async (page) => {
      await page
        .getByRole("heading", { name: "No tasks yet" })
        .or(page.getByText("samples/invoice"))
        .first()
        .waitFor();
      await page.keyboard.press("c");
      await page.getByRole("textbox", { name: "Prompt" }).pressSequentially("Round half a cent in @disc");
      await page
        .getByRole("option", { name: /discount\.js/ })
        .first()
        .waitFor();
    },
  },
  {
    name: "new-dialog-problems",
    path: "/",
    ready: async (page) => {
      await page.getByRole("heading", { name: "No tasks yet" }).waitFor();
      await page.keyboard.press("c");
      await button(page, "Plan it").click();
      await page.getByText("Choose a repository.").waitFor();
      await page.getByRole("combobox", { name: "Model" }).click();
      await page.getByRole("option", { name: /Demo model/ }).waitFor();
    },
  },
  {
    name: "new-problems",
    path: "/new",
    ready: async (page) => {
      await button(page, "Plan it").click();
      await page.getByText("Choose a repository.").waitFor();
    },
  },
  {
    name: "new-files",
    path: "/new?repo=samples/invoice",
    ready: async (page) => {
      await page.getByRole("textbox", { name: "Prompt" }).pressSequentially("Fix the rounding in @disc");
      await page
        .getByRole("option", { name: /discount\.js/ })
        .first()
        .waitFor();
    },
  },
  {
    name: "new-commands",
    path: "/new?repo=samples/invoice",
    ready: async (page) => {
      await page.getByRole("textbox", { name: "Prompt" }).pressSequentially("/");
      await page.getByRole("option", { name: /upgrade/ }).waitFor();
    },
  },
  {
    name: "new-draft",
    path: `/new?draft=${DRAFT.draft_id}`,
    ready: async (page) => {
      await page.waitForFunction(
        (prompt) => document.querySelector("textarea")?.value === prompt,
        DRAFT.prompt,
      );
      await button(page, "Save draft").click();
      await page.getByText("Draft saved").waitFor();
    },
  },
  {
    name: "new-draft-gone",
    path: `/new?draft=${crypto.randomUUID()}`,
    ready: text("This draft is gone"),
  },
  {
    name: "new-refused",
    path: "/new",
    ready: async (page) => {
      await button(page, "Tests for computeTotal").click();
      await button(page, "Plan it").click();
      await page.getByText("There is no key for OpenAI.").waitFor();
      await page.getByRole("link", { name: "Open model keys" }).waitFor();
    },
  },
  { name: "new-repository", path: "/new?repo=ada/engine", ready: text("Last push") },
  {
    name: "new-github-lost",
    always: true,
    path: "/new?repo=samples/invoice&branch=main&prompt=Round+once",
    fake: { githubRefuses: true },
    ready: async (page) => {
      await page.getByText("Verne can no longer act on GitHub for you.").waitFor();
      await button(page, "Plan it").click();
      await page.getByText("The task was not started.").waitFor();
    },
  },
];
