import { createRoute } from "@hono/zod-openapi";
import { connectGitHub } from "../../access/connect-github.ts";
import { githubFor } from "../../access/credentials.ts";
import { ApiError, ConnectGitHub, Me } from "../../protocol/index.ts";
import { getMe } from "../../store/users.ts";
import { type Api, rowsOf } from "../context.ts";
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
    async (c) => {
      const { deps, caller } = c.var;
      const [user, token] = await Promise.all([
        getMe(rowsOf(c), caller.userId),
        githubFor(deps.config, caller.userId),
      ]);
      if (!user) throw new ApiError("unauthenticated", "this user no longer exists");
      return c.json({
        user_id: caller.userId,
        login: user.github_login ?? "",
        name: user.name,
        avatar_url: user.avatar_url,
        github_connected: token !== null,
      });
    },
  );

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
