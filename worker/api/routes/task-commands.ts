import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import { actorOf } from "../../access/actor.ts";
import {
  ApiError,
  ApplyChanges,
  ApprovePlan,
  EditPlan,
  isTerminal,
  RefinePlan,
  SendMessage,
  type TaskCommand,
  TaskRef,
} from "../../protocol/index.ts";
import type { CommandAnswer } from "../../task/commands.ts";
import { revive } from "../../tasks/create.ts";
import { type SeenTask, steeredTask, TaskParams } from "../../tasks/find.ts";
import { giveBackPlaceOf, takePlaceFor } from "../../tasks/places.ts";
import type { Api, ApiContext } from "../context.ts";
import { body, failures, json, signedIn } from "../schema.ts";

export const IdempotencyKey = z.object({
  "idempotency-key": z
    .string("is needed: a value of your own that is new for each command")
    .min(8, "must be 8 to 128 characters")
    .max(128, "must be 8 to 128 characters"),
});

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
  app.openapi(
    bareRoute("/api/tasks/{id}/skip-baseline", "Go on without the tests before the edits that run now"),
    async (c) => c.json(await send(c, { name: "skip_baseline" })),
  );
  app.openapi(bareRoute("/api/tasks/{id}/cancel", "Stop the task"), async (c) =>
    c.json(await send(c, { name: "cancel" })),
  );
  app.openapi(bareRoute("/api/tasks/{id}/retry", "Start a failed task's step again"), async (c) =>
    c.json(await send(c, { name: "retry" })),
  );
}

async function send(c: ApiContext, command: TaskCommand): Promise<TaskRef> {
  const [task, actor] = await Promise.all([steeredTask(c), actorOf(c)]);
  const { row, stub, access } = task;
  const by = { actor, orgId: row.org_id };
  // The header was checked by the route's schema.
  const key = c.req.header("idempotency-key") ?? "";
  // A task runs with the token and the keys of whoever starts it, so that only its owner may.
  const startedNow = async () => access === "owner" && (await revive(c, row));
  const tell = async () => {
    const answer = await stub.commandInPlace(key, command, by);
    return answer === "needs_place" ? inPlace(c, task, () => stub.command(key, command, by)) : answer;
  };
  const answer = (await tell()) ?? ((await startedNow()) ? await tell() : null);
  if (answer === null)
    throw new ApiError(
      "invalid_state",
      row.state === "queued"
        ? "the task has not started; its owner has to open it"
        : "the task has ended and was archived",
    );
  if (!answer.ok)
    throw new ApiError(answer.code, answer.message, answer.details ? { details: answer.details } : {});
  return answer.value;
}

/** Sends what makes a task work that has ended. */
async function inPlace(
  c: ApiContext,
  { row, stub }: SeenTask,
  send: () => Promise<CommandAnswer | null>,
): Promise<CommandAnswer | null> {
  await takePlaceFor(c, row);
  const answer = await send();
  if (answer?.ok) return answer;
  // Where another request has made it work in the meantime, the place is in use.
  const now = await stub.view();
  if (!now || isTerminal(now.state)) await giveBackPlaceOf(c, row.id);
  return answer;
}
