import { comparison } from "../fixtures/evidence.ts";
import { view } from "../fixtures/tasks.ts";
import { at, heading, type Screen, task } from "./screen.ts";

export const TESTS: Screen[] = [
  { name: "task-tests", path: `${task}?pane=tests`, fake: at("reviewing"), ready: heading("Tests pass") },
  {
    name: "task-tests-broken",
    always: true,
    path: `${task}?pane=tests`,
    fake: { ...at("reviewing"), view: view("reviewing", { tests: comparison("broken") }) },
    ready: heading("Tests broke"),
  },
];
