import { button, heading, type Screen, text } from "./screen.ts";

export const KNOWLEDGE: Screen[] = [
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

export const SETTINGS: Screen[] = [
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
