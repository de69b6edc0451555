import type { Page } from "playwright-core";
import type { TaskState } from "../../../worker/protocol/index.ts";
import type { FakeWorker } from "../fake/state.ts";
import { TASK_ID } from "../fixtures/base.ts";
import { eventsFor } from "../fixtures/events.ts";
import { view } from "../fixtures/tasks.ts";

export interface Screen {
  name: string;
  path: string;
  fake?: Partial<FakeWorker>;
  /** Looked at in every run; the others only when pictures are taken. */
  always?: boolean;
  /** Brings the screen into its state and waits until it is there. */
  ready: (page: Page) => Promise<unknown>;
}

export const task = `/t/${TASK_ID}`;
export const at = (state: TaskState): Partial<FakeWorker> => ({
  view: view(state),
  events: eventsFor(state),
});
export const text = (words: string | RegExp) => (page: Page) => page.getByText(words).first().waitFor();
export const heading = (name: string) => (page: Page) =>
  page.getByRole("heading", { name }).first().waitFor();
export const alert = (page: Page) => page.getByRole("alert").first().waitFor();
export const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
