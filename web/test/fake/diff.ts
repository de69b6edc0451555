import { TASK_ID } from "../fixtures/base.ts";
import type { Answer } from "./answer.ts";

/** Another diff than the usual one, and messages that are taken and remembered. */
export const answerDiff: Answer = async (route, fake, { path, method }) => {
  if (fake.diff && path === `/api/tasks/${TASK_ID}/diff`) {
    await route.fulfill({ json: fake.diff });
    return true;
  }
  if (fake.sent && method === "POST" && path === `/api/tasks/${TASK_ID}/messages`) {
    fake.sent.push(route.request().postDataJSON());
    await route.fulfill({ status: 202, json: { task_id: TASK_ID, status: "running" } });
    return true;
  }
  return false;
};
