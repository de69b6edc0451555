import { createRoute } from "@hono/zod-openapi";
import { connectGitHub } from "../../access/connect-github.ts";
import { readMe } from "../../account/me.ts";
import { ConnectGitHub, Me } from "../../protocol/index.ts";
import type { Api } from "../context.ts";
import { body, failures, json, signedIn } from "../schema.ts";

export function accountRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/me",
      summary: "The signed-in user",
      security: signedIn,
      responses: { 200: json(Me, "The user"), ...failures },
    }),
    async (c) => c.json(await readMe(c.var.deps, c.var.caller)),
  );
}

/** For whoever has a session, on this installation's list or not. */
export function sessionRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "post",
      path: "/api/session/github",
      summary: "Store the GitHub token that Supabase handed over at sign-in",
      description: "The token must belong to the GitHub identity that the caller signed in with.",
      security: signedIn,
      request: { body: body(ConnectGitHub) },
      responses: { 204: { description: "Stored, encrypted" }, ...failures },
    }),
    async (c) => {
      await connectGitHub(c.var.deps.config, c.var.caller, c.req.valid("json"));
      return c.body(null, 204);
    },
  );
}
