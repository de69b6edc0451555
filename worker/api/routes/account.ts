import { createRoute } from "@hono/zod-openapi";
import { serviceFor } from "../../access/actor.ts";
import { githubFor, keyRingOf, storeConfig } from "../../access/credentials.ts";
import { putGitHubToken } from "../../access/github-tokens.ts";
import { githubClient } from "../../github/client.ts";
import { tokenOwner } from "../../github/identity.ts";
import { ApiError, ConnectGitHub, Me } from "../../protocol/index.ts";
import { userClient } from "../../store/client.ts";
import { getMe, githubIdentity } from "../../store/users.ts";
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
    async (c) => {
      const { config, caller } = c.var;
      const [user, token] = await Promise.all([
        getMe(userClient(storeConfig(config), caller.jwt), caller.userId),
        githubFor(config, caller.userId),
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
      const { config, caller } = c.var;
      const { provider_token, provider_refresh_token } = c.req.valid("json");
      const [owner, identity] = await Promise.all([
        tokenOwner(githubClient({ apiUrl: config.GITHUB_API_URL, token: provider_token })),
        githubIdentity(userClient(storeConfig(config), caller.jwt)),
      ]);
      if (identity === null || String(owner.id) !== identity)
        throw new ApiError(
          "forbidden",
          "this GitHub token belongs to another account than the one signed in",
        );
      await putGitHubToken(serviceFor(c), keyRingOf(config), {
        userId: caller.userId,
        token: provider_token,
        refreshToken: provider_refresh_token ?? null,
        login: owner.login,
        githubUserId: owner.id,
      });
      return c.body(null, 204);
    },
  );
}
