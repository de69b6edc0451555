import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import {
  ChangeName,
  CreateTask,
  EventPage,
  PatchTask,
  RepoFullName,
  SocketTicket,
  TaskDiff,
  TaskListView,
  TaskPage,
  TaskRef,
  TaskState,
  TaskSummary,
  TaskView,
  TestPage,
  TestQuery,
} from "../../protocol/index.ts";
import { createTask } from "../../tasks/create.ts";
import { listTasks } from "../../tasks/list.ts";
import { patchTask } from "../../tasks/patch.ts";
import { readDiff, readEvents, readPatch, readTask, readTests } from "../../tasks/read.ts";
import { issueSocketTicket } from "../../tasks/socket.ts";
import type { Api } from "../context.ts";
import { body, EventsQuery, failures, IdempotencyKey, json, signedIn, TaskParams } from "../schema.ts";

export function taskRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "post",
      path: "/api/tasks",
      summary: "Create a task",
      description: "With an Idempotency-Key, the same request again answers with the same task.",
      security: signedIn,
      request: { headers: IdempotencyKey.partial(), body: body(CreateTask) },
      responses: { 201: json(TaskRef, "Created"), ...failures },
    }),
    async (c) => {
      const key = c.req.header("idempotency-key");
      return c.json(await createTask(c.var.deps, c.var.caller, c.req.valid("json"), key), 201);
    },
  );

  listRoute(app);
  taskRoute(app);
  readingRoutes(app);
}

/** `failed,cancelled` as a list. */
const StateList = z
  .string()
  .max(200)
  .transform((text) => text.split(","))
  .pipe(z.array(TaskState).min(1));

function listRoute(app: Api): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/tasks",
      summary: "Tasks, newest first",
      description:
        "`mine`: the caller's own. `archived`: those of them in the archive. `team`: those of others, shared with an organisation of the caller.",
      security: signedIn,
      request: {
        query: z.object({
          view: TaskListView.default("mine"),
          repo: RepoFullName.optional().describe("Tasks of this repository alone"),
          limit: z.coerce.number().int().min(1).max(100).default(50),
          cursor: z.string().max(200).optional(),
          q: z
            .string()
            .max(200)
            .optional()
            .describe(
              "Part of repository, title, branch, number of the pull request (`#12`), state, error or prompt, any case",
            ),
          state: StateList.optional().describe("States, separated by commas"),
          model: z.string().min(1).max(200).optional(),
          owner: z.uuid().optional().describe("Of this user alone, among those that the view shows"),
          since: z.iso.datetime().optional().describe("Created at this time or later"),
          until: z.iso.datetime().optional().describe("Created before this time"),
        }),
      },
      responses: { 200: json(TaskPage, "One page"), ...failures },
    }),
    async (c) => {
      const { q, ...options } = c.req.valid("query");
      return c.json(await listTasks(c.var.deps, c.var.caller, { ...options, query: q }), 200);
    },
  );
}

function taskRoute(app: Api): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/tasks/{id}",
      summary: "One task",
      security: signedIn,
      request: { params: TaskParams },
      responses: { 200: json(TaskView, "The task"), ...failures },
    }),
    async (c) => c.json(await readTask(c.var.deps, c.var.caller, c.req.param("id")), 200),
  );

  app.openapi(
    createRoute({
      method: "patch",
      path: "/api/tasks/{id}",
      summary: "Rename a task, archive it or take it out of the archive",
      description: "Its owner may, at any time. What is left out stays.",
      security: signedIn,
      request: { params: TaskParams, body: body(PatchTask) },
      responses: { 200: json(TaskSummary, "The task after the change"), ...failures },
    }),
    async (c) =>
      c.json(await patchTask(c.var.deps, c.var.caller, c.req.param("id"), c.req.valid("json")), 200),
  );
}

const WhichChange = z.object({
  of: ChangeName.default("task").describe("`set_aside`: what a cancelled follow-up had changed"),
});

function readingRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/tasks/{id}/events",
      summary: "The journal from a position on",
      security: signedIn,
      request: {
        params: TaskParams,
        query: EventsQuery,
      },
      responses: { 200: json(EventPage, "One page; go on with `after` = the last `seq`"), ...failures },
    }),
    async (c) =>
      c.json(await readEvents(c.var.deps, c.var.caller, c.req.param("id"), c.req.valid("query")), 200),
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/tasks/{id}/tests",
      summary: "The cases of one run of the tests, failing ones first",
      description: "The task itself holds their numbers, and no cases.",
      security: signedIn,
      request: { params: TaskParams, query: TestQuery },
      responses: { 200: json(TestPage, "One page; go on with `cursor` = `next_cursor`"), ...failures },
    }),
    async (c) =>
      c.json(await readTests(c.var.deps, c.var.caller, c.req.param("id"), c.req.valid("query")), 200),
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/tasks/{id}/diff",
      summary: "The whole change against the base commit",
      security: signedIn,
      request: { params: TaskParams, query: WhichChange },
      responses: { 200: json(TaskDiff, "Files and patch"), ...failures },
    }),
    async (c) => {
      const { of } = c.req.valid("query");
      return c.json(await readDiff(c.var.deps, c.var.caller, c.req.param("id"), of), 200);
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/tasks/{id}/patch",
      summary: "The same, byte for byte, as `git apply` takes it",
      description:
        "Whatever became of the task: also of one that failed, was cancelled or could not be published.",
      security: signedIn,
      request: { params: TaskParams, query: WhichChange },
      responses: {
        200: { description: "The patch", content: { "text/x-diff": { schema: z.string() } } },
        ...failures,
      },
    }),
    async (c) => {
      const { of } = c.req.valid("query");
      const { taskId, patch } = await readPatch(c.var.deps, c.var.caller, c.req.param("id"), of);
      return c.body(patch, 200, {
        "content-type": "text/x-diff; charset=utf-8",
        "content-disposition": `attachment; filename="verne-${taskId.slice(0, 8)}${of === "task" ? "" : "-set-aside"}.patch"`,
      });
    },
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/api/tasks/{id}/ticket",
      summary: "A ticket for one socket, valid for a minute",
      security: signedIn,
      request: { params: TaskParams },
      responses: { 200: json(SocketTicket, "The ticket"), ...failures },
    }),
    async (c) => c.json(await issueSocketTicket(c.var.deps, c.var.caller, c.req.param("id")), 200),
  );
}
