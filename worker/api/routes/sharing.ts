import { createRoute } from "@hono/zod-openapi";
import { serviceFor } from "../../access/actor.ts";
import { storeConfig } from "../../access/credentials.ts";
import { signLink } from "../../access/link-token.ts";
import { ApiError, fieldError, PutSharing, Sharing } from "../../protocol/index.ts";
import { userClient } from "../../store/client.ts";
import type { TaskRow } from "../../store/rows.ts";
import { liveShare, shareTask } from "../../store/shares.ts";
import { dropGuests } from "../../tasks/end-viewing.ts";
import { ownTask, TaskParams } from "../../tasks/find.ts";
import type { Api, ApiContext } from "../context.ts";
import { body, failures, json, signedIn } from "../schema.ts";

/** Who else may read a task, for its owner alone. */
export function sharingRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/tasks/{id}/sharing",
      summary: "Who may read the task besides its owner",
      security: signedIn,
      request: { params: TaskParams },
      responses: { 200: json(Sharing, "For the task's owner alone"), ...failures },
    }),
    async (c) => {
      const { id, row } = await ownTask(c);
      return c.json(await sharingOf(c, id, row), 200);
    },
  );

  app.openapi(
    createRoute({
      method: "put",
      path: "/api/tasks/{id}/sharing",
      summary: "Share the task, or take it back",
      description:
        "`link` makes an address for whoever has it, or keeps the one there is. Anything else revokes it for good: sharing again makes another address.",
      security: signedIn,
      request: { params: TaskParams, body: body(PutSharing) },
      responses: { 200: json(Sharing, "How it is shared now"), ...failures },
    }),
    async (c) => {
      const { id, row } = await ownTask(c);
      const sharing = c.req.valid("json");
      const task = { taskId: id, userId: c.var.caller.userId };
      const outcome = await shareTask(serviceFor(c), task, sharing);
      if (outcome === "absent") throw new ApiError("not_found", "no such task");
      if (outcome === "no_org")
        throw fieldError("not_found", "org_id", "you are in no organisation with this id");
      const org_id = sharing.visibility === "org" ? sharing.org_id : null;
      if (row.org_id !== null && row.org_id !== org_id) await dropGuests(c, [id]);
      return c.json(await sharingOf(c, id, { visibility: sharing.visibility, org_id }), 200);
    },
  );
}

async function sharingOf(
  c: ApiContext,
  taskId: string,
  { visibility, org_id }: Pick<TaskRow, "visibility" | "org_id">,
): Promise<Sharing> {
  const client = userClient(storeConfig(c.var.config), c.var.caller.jwt);
  const share = visibility === "link" ? await liveShare(client, taskId) : null;
  return {
    visibility,
    org_id,
    url: share && (await shareUrl(c, share.id)),
    shared_at: share?.sharedAt ?? null,
  };
}

async function shareUrl(c: ApiContext, shareId: string): Promise<string> {
  const { CAPABILITY_SECRET, PUBLIC_URL, WEB_ORIGINS } = c.var.config;
  return `${WEB_ORIGINS[0] ?? PUBLIC_URL}/s/${await signLink(CAPABILITY_SECRET, "share", shareId)}`;
}
