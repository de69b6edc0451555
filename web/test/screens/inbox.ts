import { taskList } from "../fixtures/tasks.ts";
import { alert, heading, type Screen, text } from "./screen.ts";

export const TASKS: Screen[] = [
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
