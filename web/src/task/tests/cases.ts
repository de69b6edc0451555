import type { TestOutcome, TestPage, TestQuery } from "../../../../worker/protocol/index.ts";
import { request } from "../../api/client.ts";
import { revisionOf } from "../diff/revision.ts";
import type { TaskModel } from "../model.ts";

/** As many as one page of the server has at most; a longer list is searched. */
export const MOST_CASES = 500;

/** The cases of one run that ended like this, the first of them; `q` is a part of their names. */
export function casesQuery(
  task: TaskModel,
  { phase, outcome, q = "" }: { phase: TestQuery["phase"]; outcome: TestOutcome; q?: string },
) {
  const search = new URLSearchParams({ phase, outcome, q, limit: String(MOST_CASES) });
  return {
    queryKey: ["tests", task.id, revisionOf(task), phase, outcome, q],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      request<TestPage>(`${task.path}/tests?${search}`, { authenticated: task.signedIn, signal }),
    staleTime: 30_000,
  };
}
