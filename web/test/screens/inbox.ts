import type { Page } from "playwright-core";
import { drafts, everyRow, teamTasks } from "../fixtures/inbox.ts";
import { summary, taskList, view } from "../fixtures/tasks.ts";
import { alert, button, heading, type Screen, text } from "./screen.ts";

const full = { tasks: [...everyRow, ...teamTasks], drafts };
const archived = everyRow.slice(0, 3).map((task) => ({ ...task, archived_at: task.updated_at }));
/** The row with this title, where its menu is. */
const row = (page: Page, title: string) => page.getByRole("listitem").filter({ hasText: title });

export const TASKS: Screen[] = [
  {
    name: "inbox",
    path: "/",
    fake: full,
    ready: (page) => page.getByText("checks failing").first().waitFor({ state: "attached" }),
  },
  {
    name: "inbox-older",
    path: "/?q=the",
    fake: full,
    ready: text("Rename the metrics"),
  },
  { name: "inbox-team", path: "/?view=team", fake: full, ready: text("Move the sessions to Redis") },
  { name: "inbox-team-empty", path: "/?view=team", ready: text("Nobody shares a task with you yet") },
  { name: "inbox-drafts", path: "/?view=drafts", fake: full, ready: text("Untitled draft") },
  { name: "inbox-archived", path: "/?view=archived", fake: { tasks: archived }, ready: heading("Archived") },
  {
    name: "inbox-no-match",
    path: "/?repo=ada/engine&q=nothing+like+it",
    fake: full,
    ready: text("No task matches"),
  },
  {
    name: "inbox-repo-filter",
    path: "/?repo=ada/engine",
    fake: full,
    ready: async (page) => {
      await button(page, "Repository: ada/engine").click();
      await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "combobox");
      await page.keyboard.press("ArrowDown");
      await page.getByRole("option", { name: "samples/shopping-cart" }).waitFor();
    },
  },
  {
    name: "inbox-selected",
    path: "/",
    fake: full,
    ready: async (page) => {
      await page.getByText("Try the new bundler").waitFor();
      await page.keyboard.press("j");
      await page.keyboard.press("x");
      await page.keyboard.press("Shift+J");
      await page.keyboard.press("Shift+J");
      await page.getByText("3 selected").waitFor();
    },
  },
  {
    name: "inbox-menu",
    path: "/",
    fake: full,
    ready: async (page) => {
      await row(page, "Paginate the orders").click({ button: "right", position: { x: 200, y: 10 } });
      await page.getByRole("menuitem", { name: "Archive" }).waitFor();
    },
  },
  {
    name: "inbox-approve",
    path: "/",
    fake: { tasks: [summary("awaiting_approval")], view: view("awaiting_approval") },
    ready: async (page) => {
      await page.locator("[data-row]").waitFor();
      await page.keyboard.press("j");
      await page.keyboard.press("Shift+A");
      await page.getByRole("dialog", { name: "Approve this plan?" }).getByRole("listitem").first().waitFor();
    },
  },
  {
    name: "inbox-toast",
    path: "/",
    fake: full,
    ready: async (page) => {
      await page.getByText("Try the new bundler").waitFor();
      await page.keyboard.press("j");
      await page.keyboard.press("e");
      await button(page, "Undo").waitFor();
    },
  },
  {
    name: "inbox-narrow-nav",
    path: "/",
    fake: full,
    ready: async (page) => {
      await page.getByText("Try the new bundler").waitFor();
      await page.keyboard.press("[");
    },
  },
  {
    name: "inbox-offline",
    path: "/",
    fake: full,
    ready: async (page) => {
      await page.getByText("Try the new bundler").waitFor();
      await page.context().setOffline(true);
      await text(/^Updated /)(page);
    },
  },
  {
    name: "palette",
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
    path: "/",
    fake: { tasks: taskList },
    ready: async (page) => {
      await page.getByText("Try the new bundler").waitFor();
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
    },
  },
  { name: "inbox-empty", path: "/", ready: text("Or try a sample") },
  { name: "inbox-empty-hosted", path: "/", fake: { embedded: false }, ready: text("Or begin with one") },
  {
    name: "inbox-loading",
    path: "/",
    fake: { hanging: ["/api/tasks"] },
    ready: (page) => page.getByRole("status", { name: "Loading your tasks" }).waitFor({ state: "attached" }),
  },
  { name: "inbox-error", path: "/", fake: { failing: ["/api/tasks"] }, ready: alert },
  { name: "not-found", path: "/nowhere", ready: heading("Not found") },
];
