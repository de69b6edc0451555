import { TASK_ID } from "../fixtures/base.ts";
import type { Answer } from "./answer.ts";

/** Pages of the journal, as the log asks for its earlier lines. */
export const answerLog: Answer = async (route, fake, { path, query }) => {
  if (path !== `/api/tasks/${TASK_ID}/events` || !fake.view) return false;
  const after = Number(query.get("after") ?? 0);
  const limit = Number(query.get("limit") ?? 500);
  const items = fake.events.filter(({ seq }) => seq > after).slice(0, limit);
  await route.fulfill({ json: { items, head: fake.events.at(-1)?.seq ?? 0 } });
  return true;
};
