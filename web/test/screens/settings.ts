import type { InvitePreview } from "../../../worker/protocol/index.ts";
import { alert, button, heading, type Screen, text } from "./screen.ts";

const INVITE: InvitePreview = {
  org_name: "Analytical Engines",
  role: "member",
  invited_by: "cbabbage",
  github_login: null,
  expires_at: "2026-11-29T08:00:00Z",
};

export const KNOWLEDGE: Screen[] = [
  { name: "knowledge-choose", path: "/settings/knowledge", ready: heading("Knowledge") },
  {
    name: "knowledge",
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

export const RULES: Screen[] = [
  { name: "rules-choose", path: "/settings/rules", ready: heading("Repository rules") },
  {
    name: "rules",
    path: "/settings/rules?repo=samples/invoice",
    ready: (page) => page.getByRole("switch", { name: "An exit status is enough" }).waitFor(),
  },
  {
    name: "rules-error",
    path: "/settings/rules?repo=samples/invoice",
    fake: { failing: ["/api/repo-settings"] },
    ready: alert,
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
    ready: (page) => button(page, "Login with GitHub").waitFor(),
  },
  { name: "settings-profile-error", path: "/settings/profile", fake: { failing: ["/api/me"] }, ready: alert },
  { name: "settings-keys", path: "/settings/keys", ready: text("Key ends in") },
  { name: "settings-keys-error", path: "/settings/keys", fake: { failing: ["/api/keys"] }, ready: alert },
  {
    name: "settings-key-works",
    path: "/settings/keys",
    ready: async (page) => {
      await button(page, "Test key for OpenAI-compatible server").click();
      await page.getByText("It may use 3 models.").waitFor();
    },
  },
  {
    name: "settings-key-refused",
    path: "/settings/keys",
    fake: { badKey: true },
    ready: async (page) => {
      await button(page, "Test key for OpenAI-compatible server").click();
      await page.getByText("This key does not work.").waitFor();
    },
  },
  {
    name: "settings-key-form",
    path: "/settings/keys",
    ready: (page) => button(page, "Replace for OpenAI-compatible server").click(),
  },
  {
    name: "settings-repos",
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
  {
    name: "org-owner",
    path: "/settings/org",
    fake: { orgRole: "owner" },
    ready: async (page) => {
      await button(page, "Delete organisation").click();
      await page.getByLabel("Type Analytical Engines to confirm").fill("Analytical");
    },
  },
  {
    name: "org-refused",
    path: "/settings/org",
    fake: { orgRole: "owner" },
    ready: async (page) => {
      await page.getByLabel("Role of cbabbage").selectOption("viewer");
      await alert(page);
      await button(page, "Remove grace").click();
      await button(page, "Invite").click();
      await page.getByText("Nobody was invited.").waitFor();
    },
  },
  {
    name: "org-rename",
    path: "/settings/org",
    fake: { orgRole: "owner" },
    ready: (page) => button(page, "Rename").click(),
  },
  {
    name: "org-viewer",
    path: "/settings/org",
    fake: { orgRole: "viewer" },
    ready: (page) => page.getByRole("list", { name: "Allowed hosts" }).scrollIntoViewIfNeeded(),
  },
  {
    name: "audit",
    path: "/settings/audit",
    fake: { orgRole: "owner" },
    ready: text("approved version 2"),
  },
  { name: "audit-empty", path: "/settings/audit", fake: { unused: true }, ready: text("Nothing yet.") },
  { name: "audit-error", path: "/settings/audit", fake: { failing: ["/api/audit"] }, ready: alert },
  {
    name: "org-empty",
    path: "/settings/org",
    fake: { orgs: [] },
    ready: text("You are in no organisation yet"),
  },
  { name: "org-error", path: "/settings/org", fake: { failing: ["/api/orgs"] }, ready: alert },
  {
    name: "invite",
    path: "/invite/PgwdCppSSg6KUQ9NOxwqEKq3o8Jc5mY2",
    fake: { invite: INVITE },
    ready: async (page) => {
      await button(page, "Accept as ada").click();
      await alert(page);
    },
  },
  {
    name: "invite-signed-out",
    path: "/invite/PgwdCppSSg6KUQ9NOxwqEKq3o8Jc5mY2",
    fake: { signedIn: false, invite: INVITE },
    ready: (page) => button(page, "Login with GitHub").waitFor(),
  },
  {
    name: "invite-for-another",
    path: "/invite/PgwdCppSSg6KUQ9NOxwqEKq3o8Jc5mY2",
    fake: { invite: { ...INVITE, github_login: "grace" } },
    ready: text("This invitation is for grace"),
  },
  { name: "invite-void", path: "/invite/x", ready: heading("This invitation does not hold any more") },
];
