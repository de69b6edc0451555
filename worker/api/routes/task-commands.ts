import { createRoute } from "@hono/zod-openapi";
import type { z } from "zod";
import {
  ApplyChanges,
  ApprovePlan,
  EditPlan,
  RedoChange,
  RefinePlan,
  SendMessage,
  StopCommand,
  type TaskCommand,
  TaskRef,
  UndoChange,
} from "../../protocol/index.ts";
import { commandTask } from "../../tasks/send-command.ts";
import type { Api, ApiContext } from "../context.ts";
import { body, failures, IdempotencyKey, json, signedIn, TaskParams } from "../schema.ts";

const answers = { 200: json(TaskRef, "The task after the command"), ...failures };

const commandRoute = <P extends string, S extends z.ZodType>(
  method: "post" | "put",
  path: P,
  summary: string,
  schema: S,
) =>
  createRoute({
    method,
    path,
    summary,
    security: signedIn,
    request: { params: TaskParams, headers: IdempotencyKey, body: body(schema) },
    responses: answers,
  });

const bareRoute = <P extends string>(path: P, summary: string) =>
  createRoute({
    method: "post",
    path,
    summary,
    security: signedIn,
    request: { params: TaskParams, headers: IdempotencyKey },
    responses: answers,
  });

const undoRoute = commandRoute(
  "post",
  "/api/tasks/{id}/undo",
  "Take files or hunks of exactly the change that was seen back, at once and without the agent",
  UndoChange,
);
const redoRoute = commandRoute(
  "post",
  "/api/tasks/{id}/redo",
  "Bring back what the last undo took",
  RedoChange,
);

const applyRoute = commandRoute(
  "post",
  "/api/tasks/{id}/apply",
  "Open the pull request with exactly the change that was seen; serious objections have to be accepted by their ids",
  ApplyChanges,
);

export function commandRoutes(app: Api): void {
  app.openapi(
    commandRoute(
      "post",
      "/api/tasks/{id}/approve",
      "Approve exactly this plan version on this base commit",
      ApprovePlan,
    ),
    async (c) => c.json(await send(c, { name: "approve", body: c.req.valid("json") })),
  );
  app.openapi(
    commandRoute("put", "/api/tasks/{id}/plan", "Replace the plan with an edited version", EditPlan),
    async (c) => c.json(await send(c, { name: "edit_plan", body: c.req.valid("json") })),
  );
  app.openapi(
    commandRoute("post", "/api/tasks/{id}/refine", "Ask the model for another plan", RefinePlan),
    async (c) => c.json(await send(c, { name: "refine", body: c.req.valid("json") })),
  );
  app.openapi(
    commandRoute(
      "post",
      "/api/tasks/{id}/messages",
      "Tell the agent something; takes effect at its next turn",
      SendMessage,
    ),
    async (c) => c.json(await send(c, { name: "message", body: c.req.valid("json") })),
  );
  app.openapi(applyRoute, async (c) => c.json(await send(c, { name: "apply", body: c.req.valid("json") })));
  app.openapi(undoRoute, async (c) => c.json(await send(c, { name: "undo", body: c.req.valid("json") })));
  app.openapi(redoRoute, async (c) => c.json(await send(c, { name: "redo", body: c.req.valid("json") })));
  app.openapi(
    bareRoute("/api/tasks/{id}/skip-baseline", "Go on without the tests before the edits that run now"),
    async (c) => c.json(await send(c, { name: "skip_baseline" })),
  );
  app.openapi(
    commandRoute("post", "/api/tasks/{id}/stop-command", "End one running command of the agent", StopCommand),
    async (c) => c.json(await send(c, { name: "stop_command", body: c.req.valid("json") })),
  );
  app.openapi(bareRoute("/api/tasks/{id}/cancel", "Stop the task"), async (c) =>
    c.json(await send(c, { name: "cancel" })),
  );
  app.openapi(bareRoute("/api/tasks/{id}/retry", "Start a failed task's step again"), async (c) =>
    c.json(await send(c, { name: "retry" })),
  );
}

function send(c: ApiContext, command: TaskCommand): Promise<TaskRef> {
  // Path and header were checked by the route's schema.
  const key = c.req.header("idempotency-key") ?? "";
  return commandTask(c.var.deps, c.var.caller, c.req.param("id") ?? "", { key, command });
}
