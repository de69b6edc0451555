import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import { storeConfig } from "../../access/credentials.ts";
import { issueTicket } from "../../access/ticket.ts";
import {
  ApiError,
  ChangeName,
  CreateTask,
  EventPage,
  isTerminal,
  PatchTask,
  RepoFullName,
  SocketTicket,
  TaskDiff,
  TaskListView,
  TaskPage,
  TaskRef,
  TaskSummary,
  TaskView,
} from "../../protocol/index.ts";
import { listAttachments } from "../../store/attachments.ts";
import { userClient } from "../../store/client.ts";
import { readFilesDiff } from "../../store/files-diff.ts";
import type { TaskRow } from "../../store/rows.ts";
import { readTaskLogs } from "../../store/task-logs.ts";
import { getTask, listTasks } from "../../store/tasks.ts";
import { archivedDiff, archivedView } from "../../tasks/archive.ts";
import { createTask, revive } from "../../tasks/create.ts";
import { maySteer, seenTask, TaskParams } from "../../tasks/find.ts";
import { patchTask } from "../../tasks/patch.ts";
import { placementOf, summariesOf } from "../../tasks/placement.ts";
import type { Api, ApiContext } from "../context.ts";
import { body, failures, json, signedIn } from "../schema.ts";
import { IdempotencyKey } from "./task-commands.ts";

const clientOf = (c: ApiContext) => userClient(storeConfig(c.var.config), c.var.caller.jwt);

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
    async (c) => c.json(await createTask(c, c.req.valid("json"), c.req.header("idempotency-key")), 201),
  );

  listRoute(app);
  taskRoute(app);
  readingRoutes(app);
}

function listRoute(app: Api): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/tasks",
      summary: "Tasks, newest first",
      description:
        "`mine`: the caller's own. `archived`: those of them that they put away. `team`: those of others, shared with an organisation of the caller.",
      security: signedIn,
      request: {
        query: z.object({
          view: TaskListView.default("mine"),
          repo: RepoFullName.optional().describe("Tasks of this repository alone"),
          limit: z.coerce.number().int().min(1).max(100).default(50),
          cursor: z.string().max(200).optional(),
          q: z.string().max(200).optional().describe("Part of repository and title, any case"),
        }),
      },
      responses: { 200: json(TaskPage, "One page"), ...failures },
    }),
    async (c) => {
      const { q, ...options } = c.req.valid("query");
      const page = await listTasks(clientOf(c), c.var.caller.userId, { ...options, query: q });
      return c.json({ items: await summariesOf(c, page.items), next_cursor: page.nextCursor }, 200);
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
    async (c) => {
      const { row, stub, access } = await seenTask(c);
      const place = await placementOf(c, row, access);
      // Whoever starts a task does it in their own name, so that only its owner may.
      const startedNow = async () => access === "owner" && (await revive(c, row));
      const view = (await stub.view()) ?? ((await startedNow()) ? await stub.view() : null);
      if (view) return c.json({ ...view, ...place, allowed: maySteer(access) ? view.allowed : [] }, 200);
      // What its object had to say may have been that it has ended.
      const now = isTerminal(row.state) ? row : ((await getTask(clientOf(c), row.id)) ?? row);
      const images = (await listAttachments(clientOf(c), row.images)).map(({ attachment }) => attachment);
      return c.json(archivedView(now, place, images), 200);
    },
  );

  app.openapi(
    createRoute({
      method: "patch",
      path: "/api/tasks/{id}",
      summary: "Rename a task, put it away or take it back",
      description: "Its owner may, at any time. What is left out stays.",
      security: signedIn,
      request: { params: TaskParams, body: body(PatchTask) },
      responses: { 200: json(TaskSummary, "The task after the change"), ...failures },
    }),
    async (c) => c.json(await patchTask(c, c.req.valid("json")), 200),
  );
}

/** Which page of a journal. */
export const EventsQuery = z.object({
  after: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(500),
});

const WhichChange = z.object({
  of: ChangeName.default("task").describe("`set_aside`: what a cancelled follow-up had changed"),
});

/** As the database has it; what was set aside leaves with the task's object. */
async function archived(c: ApiContext, id: string, row: TaskRow, of: ChangeName): Promise<TaskDiff> {
  return archivedDiff(row, of === "task" ? await readFilesDiff(clientOf(c), id) : []);
}

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
    async (c) => {
      const { id, stub } = await seenTask(c);
      const { after, limit } = c.req.valid("query");
      return c.json((await stub.events(after, limit)) ?? (await readTaskLogs(clientOf(c), id, after, limit)));
    },
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
      const { id, row, stub } = await seenTask(c);
      return c.json((await stub.diff(of)) ?? (await archived(c, id, row, of)));
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
      const { id, row, stub } = await seenTask(c);
      const patch = (await stub.patch(of)) ?? (await archived(c, id, row, of)).patch;
      if (patch === "") throw new ApiError("not_found", "the task has no such change");
      return c.body(patch, 200, {
        "content-type": "text/x-diff; charset=utf-8",
        "content-disposition": `attachment; filename="verne-${id.slice(0, 8)}${of === "task" ? "" : "-set-aside"}.patch"`,
      });
    },
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/api/tasks/{id}/ticket",
      summary: "A pass for one socket, good for a minute",
      security: signedIn,
      request: { params: TaskParams },
      responses: { 200: json(SocketTicket, "The pass"), ...failures },
    }),
    async (c) => {
      const { id } = await seenTask(c);
      return c.json(await issueTicket(c.var.config.CAPABILITY_SECRET, id, c.var.caller.userId, Date.now()));
    },
  );
}
