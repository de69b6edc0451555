import type { FakeWorker } from "../fake/state.ts";
import { stepByStep, twoVersions, withQuestion } from "../fixtures/events.ts";
import { richPlan } from "../fixtures/plan.ts";
import { reproduction } from "../fixtures/reproduction.ts";
import { planned, view } from "../fixtures/tasks.ts";
import { button, type Screen, task, text } from "./screen.ts";

const rich: Partial<FakeWorker> = {
  view: view("awaiting_approval", planned(richPlan)),
  events: twoVersions(),
};

const shown = { ...richPlan, reproduction: reproduction.reproduction, reproduced: reproduction.before };

export const PLAN: Screen[] = [
  {
    name: "task-plan-questions",
    path: `${task}?pane=plan`,
    fake: rich,
    ready: async (page) => {
      await page.getByText("after steps 1 and 2").waitFor();
      await page.getByRole("textbox", { name: /^Should a negative/ }).fill("It raises.");
      await page.getByText("./scripts/bootstrap --dev").waitFor();
    },
  },
  {
    name: "task-plan-commands",
    path: `${task}?pane=plan`,
    fake: rich,
    ready: async (page) => {
      await button(page, "Edit plan").click();
      await page.getByRole("textbox", { name: "Set-up command 1" }).scrollIntoViewIfNeeded();
      await page.getByRole("button", { name: "Add set-up command" }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: "task-plan-reproduction",
    path: `${task}?pane=plan`,
    fake: { ...rich, view: view("awaiting_approval", planned(shown)) },
    ready: async (page) => {
      const output = page.getByText("Output", { exact: true });
      await output.click();
      await output.scrollIntoViewIfNeeded();
    },
  },
  {
    name: "task-plan-compare",
    path: `${task}?pane=plan&from=1`,
    fake: rich,
    ready: text("Round with Decimal instead of float"),
  },
  {
    name: "task-plan-old",
    path: `${task}?pane=plan&v=1`,
    fake: rich,
    ready: text("This is an older version"),
  },
  {
    name: "task-step-by-step",
    path: `${task}?pane=plan`,
    fake: { view: view("applying", { ...planned(richPlan), approved_version: 2 }), events: stepByStep() },
    ready: (page) => page.getByText("In progress:").first().waitFor({ state: "attached" }),
  },
  {
    name: "task-question",
    path: task,
    fake: { view: view("reviewing", { ...planned(richPlan), approved_version: 2 }), events: withQuestion() },
    ready: (page) => page.getByRole("textbox", { name: /^invoice.py has two/ }).waitFor(),
  },
];
