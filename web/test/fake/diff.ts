import { TASK_ID } from "../fixtures/base.ts";
import type { Answer } from "./answer.ts";

/** Serves `fake.diff` instead of the default diff, and records what is sent about it. */
export const answerDiff: Answer = async (route, fake, { path, method }) => {
  if (fake.diff && path === `/api/tasks/${TASK_ID}/diff`) {
    await route.fulfill({ json: fake.diff });
    return true;
  }
  const [, taken] = path.split(`/api/tasks/${TASK_ID}/`);
  const takes = ["messages", "apply", "undo", "redo"];
  if (fake.sent && method === "POST" && taken && takes.includes(taken)) {
    fake.sent.push(route.request().postDataJSON());
    await route.fulfill({ status: 202, json: { task_id: TASK_ID, status: "running" } });
    return true;
  }
  return false;
};
