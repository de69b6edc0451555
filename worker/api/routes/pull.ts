import { createRoute } from "@hono/zod-openapi";
import { githubOf } from "../../access/github-of.ts";
import { baseState } from "../../github/base.ts";
import { pullNumber, pullState } from "../../github/pull-state.ts";
import { ApiError, BaseState, PullState } from "../../protocol/index.ts";
import { seenTask, TaskParams } from "../../tasks/find.ts";
import type { Api } from "../context.ts";
import { failures, json, signedIn } from "../schema.ts";

/** A list of fifty tasks asks for fifty of these: the reader's browser keeps each answer for this long. */
const KEEP_SECONDS = 30;

export function pullRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/tasks/{id}/pull",
      summary: "The task's pull request as GitHub sees it now",
      description: "Asked with the caller's own access to GitHub. `not_found` while there is none.",
      security: signedIn,
      request: { params: TaskParams },
      responses: { 200: json(PullState, "State and checks of the pull request"), ...failures },
    }),
    async (c) => {
      const { row, stub } = await seenTask(c);
      // A pull request that was just opened is known to the object a moment before it is in the database.
      const url = row.pr_url ?? (await stub.view())?.pr_url ?? null;
      const number = url === null ? null : pullNumber(url, row.repo);
      if (number === null) throw new ApiError("not_found", "the task has no pull request");
      const { client } = await githubOf(c);
      const state = await pullState(client, row.repo, number);
      c.header("cache-control", `private, max-age=${KEEP_SECONDS}`);
      c.header("vary", "authorization", { append: true });
      return c.json(state);
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/tasks/{id}/base",
      summary: "What became of the branch that the task started from",
      description:
        "Asked with the caller's own access to GitHub, before anything is published: how far the branch went on, and which files of the change were changed there too. `not_found` before the task has a base commit.",
      security: signedIn,
      request: { params: TaskParams },
      responses: { 200: json(BaseState, "The branch as it stands now"), ...failures },
    }),
    async (c) => {
      const { row, stub } = await seenTask(c);
      const [task, diff] = await Promise.all([stub.view(), stub.diff("task")]);
      const baseCommit = task?.base_commit ?? row.base_commit;
      if (baseCommit === null) throw new ApiError("not_found", "the task has no base commit yet");
      const { client } = await githubOf(c);
      const state = await baseState(client, {
        repo: task?.repo_full_name ?? row.repo,
        branch: row.branch,
        baseCommit,
        paths: diff?.files.map(({ path }) => path) ?? [],
      });
      c.header("cache-control", `private, max-age=${KEEP_SECONDS}`);
      c.header("vary", "authorization", { append: true });
      return c.json(state, 200);
    },
  );
}
