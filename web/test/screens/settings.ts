import { alert, button, heading, type Screen, text } from "./screen.ts";

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
    name: "settings",
    path: "/settings",
    // A list of the pages on a phone, their navigation beside the keys elsewhere.
    ready: (page) => page.getByRole("link", { name: "Appearance" }).first().waitFor(),
  },
  { name: "settings-profile", path: "/settings/profile", ready: text("Connected. Verne reads") },
  {
    name: "settings-profile-disconnected",
    path: "/settings/profile",
    fake: { disconnected: true },
    ready: (page) => button(page, "Connect GitHub").waitFor(),
  },
  { name: "settings-profile-error", path: "/settings/profile", fake: { failing: ["/api/me"] }, ready: alert },
  { name: "settings-keys", path: "/settings/keys", ready: text("Key ends in") },
  { name: "settings-keys-error", path: "/settings/keys", fake: { failing: ["/api/keys"] }, ready: alert },
  {
    name: "settings-key-works",
    path: "/settings/keys",
    ready: async (page) => {
      await button(page, "Test key for OpenAI-compatible").click();
      await page.getByText("It may use 3 models.").waitFor();
    },
  },
  {
    name: "settings-key-refused",
    always: true,
    path: "/settings/keys",
    fake: { badKey: true },
    ready: async (page) => {
      await button(page, "Test key for OpenAI-compatible").click();
      await page.getByText("This key does not work.").waitFor();
    },
  },
  {
    name: "settings-key-form",
    path: "/settings/keys",
    ready: (page) => button(page, "Replace for OpenAI-compatible").click(),
  },
  {
    name: "settings-repos",
    always: true,
    path: "/settings/repos",
    ready: async (page) => {
      await button(page, "Star ada/engine").click();
      await button(page, "Show more").waitFor();
    },
  },
  {
    name: "settings-repos-empty",
    path: "/settings/repos",
    fake: { noRepos: true },
    ready: text("GitHub shows Verne no repository"),
  },
  { name: "settings-repos-error", path: "/settings/repos", fake: { failing: ["/api/repos"] }, ready: alert },
  { name: "settings-notifications", path: "/settings/notifications", ready: text("Notify me") },
  { name: "settings-appearance", path: "/settings/appearance", ready: text("Side by side") },
];
