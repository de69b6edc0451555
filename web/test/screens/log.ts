import { longLog } from "../fixtures/events.ts";
import { view } from "../fixtures/tasks.ts";
import { at, button, type Screen, task, text } from "./screen.ts";

export const LOG: Screen[] = [
  { name: "task-log", path: `${task}?pane=log`, fake: at("applying"), ready: text("exit 1 after 812 ms") },
  {
    name: "task-log-line",
    path: `${task}?pane=log&ev=command_started-21#L3-L4`,
    fake: at("reviewing"),
    ready: async (page) => {
      await page.getByText("exit 0 after 812 ms").waitFor();
      await button(page, "Times").click();
    },
  },
  {
    name: "task-log-errors",
    path: `${task}?pane=log`,
    fake: at("reviewing"),
    ready: async (page) => {
      await page.getByText("exit 0 after 812 ms").waitFor();
      await button(page, "Errors only").click();
      await page.getByText("exit 0 after 812 ms").waitFor({ state: "detached" });
    },
  },
  {
    name: "task-log-folded",
    path: `${task}?pane=log`,
    fake: { view: view("testing"), events: longLog(60_000) },
    ready: async (page) => {
      await page.getByText("10,002 earlier lines not loaded").waitFor();
      await button(page, "Fold all steps").click();
      await page
        .getByText(/lines$/)
        .first()
        .waitFor();
    },
  },
  {
    name: "task-log-search",
    path: `${task}?pane=log`,
    fake: at("reviewing"),
    ready: async (page) => {
      await page.getByText("exit 0 after 812 ms").waitFor();
      await page.getByRole("searchbox").fill("test_rounds");
      await page.getByText("1 of 2").waitFor();
    },
  },
  {
    name: "task-long-log",
    always: true,
    path: `${task}?pane=log`,
    fake: { view: view("testing"), events: longLog(50_000) },
    ready: (page) => page.getByRole("log").getByText("49999 - suite 999").waitFor(),
  },
];
