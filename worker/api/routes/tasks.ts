import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import {
  CreateTask,
  EventPage,
  SocketTicket,
  TaskDiff,
  TaskPage,
  TaskRef,
  TaskView,
} from "../../protocol/index.ts";
import { listAttachments } from "../../store/attachments.ts";
import { userClient } from "../../store/client.ts";
import { readFilesDiff } from "../../store/files-diff.ts";
import { readTaskLogs } from "../../store/task-logs.ts";
import { listTasks } from "../../store/tasks.ts";
import { storeConfig } from "../../task/credentials.ts";
import { archivedDiff, archivedView, placementOf, summaryOf } from "../archive.ts";
import type { Api, ApiContext } from "../context.ts";
import { createTask, revive } from "../create-task.ts";
import { ownTask, TaskParams } from "../own-task.ts";
import { body, failures, json, signedIn } from "../schema.ts";
import { issueTicket } from "../ticket.ts";
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

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/tasks",
      summary: "The caller's tasks, newest first",
      security: signedIn,
      request: {
        query: z.object({
          limit: z.coerce.number().int().min(1).max(100).default(50),
          cursor: z.string().max(200).optional(),
          q: z.string().max(200).optional().describe("Part of repository and title, any case"),
        }),
      },
      responses: { 200: json(TaskPage, "One page"), ...failures },
    }),
    async (c) => {
      const { q, ...paging } = c.req.valid("query");
      const page = await listTasks(clientOf(c), { ...paging, query: q });
      return c.json({ items: page.items.map(summaryOf), next_cursor: page.nextCursor });
    },
  );

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
      const { row, stub } = await ownTask(c);
      const view = (await stub.view()) ?? ((await revive(c, row)) ? await stub.view() : null);
      if (view) return c.json({ ...view, ...placementOf(row) });
      const images = await listAttachments(clientOf(c), row.images);
      return c.json(
        archivedView(
          row,
          images.map(({ attachment }) => attachment),
        ),
      );
    },
  );

  readingRoutes(app);
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
        query: z.object({
          after: z.coerce.number().int().nonnegative().default(0),
          limit: z.coerce.number().int().min(1).max(1000).default(500),
        }),
      },
      responses: { 200: json(EventPage, "One page; go on with `after` = the last `seq`"), ...failures },
    }),
    async (c) => {
      const { id, stub } = await ownTask(c);
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
      request: { params: TaskParams },
      responses: { 200: json(TaskDiff, "Files and patch"), ...failures },
    }),
    async (c) => {
      const { id, row, stub } = await ownTask(c);
      return c.json((await stub.diff()) ?? archivedDiff(row, await readFilesDiff(clientOf(c), id)));
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
      const { id } = await ownTask(c);
      return c.json(await issueTicket(c.var.config.CAPABILITY_SECRET, id, c.var.caller.userId, Date.now()));
    },
  );
}
