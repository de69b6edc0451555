import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";

const USERS: Record<string, { id: number; name: string }> = {
  ada: { id: 1001, name: "Ada Example" },
  grace: { id: 1002, name: "Grace Example" },
};

export interface GitHubOAuthFake {
  url: string;
  close(): Promise<void>;
}

/**
 * Only what a sign-in asks of GitHub, for tests that must not depend on local/github: the consent form, the token
 * endpoint, the user and their email. A code works once; tokens name their user (`ghs_fake_ada_...`).
 */
export async function startGitHubOAuthFake(): Promise<GitHubOAuthFake> {
  const codes = new Map<string, string>();
  const app = new Hono();
  app.get("/login/oauth/authorize", (c) =>
    c.html("<form method=post><button name=login value=ada>ada</button></form>"),
  );
  app.post("/login/oauth/authorize", async (c) => {
    const form = await c.req.parseBody();
    const code = randomBytes(8).toString("hex");
    codes.set(code, String(form.login));
    const back = new URL(String(form.redirect_uri));
    back.searchParams.set("code", code);
    back.searchParams.set("state", String(form.state));
    return c.redirect(back.toString(), 302);
  });
  app.post("/login/oauth/access_token", async (c) => {
    const code = String((await c.req.parseBody()).code);
    const login = codes.get(code);
    codes.delete(code);
    if (login === undefined) return c.json({ error: "bad_verification_code" });
    return c.json({
      access_token: `ghs_fake_${login}_${code}`,
      token_type: "bearer",
      scope: "repo,read:user",
    });
  });
  app.get("/api/v3/user", (c) => {
    const login = loginOf(c.req.header("authorization"));
    const user = USERS[login];
    if (user === undefined) return c.json({ message: "Bad credentials" }, 401);
    return c.json({
      id: user.id,
      login,
      name: user.name,
      avatar_url: `https://avatars.example.test/${login}`,
    });
  });
  app.get("/api/v3/user/emails", (c) =>
    c.json([
      { email: `${loginOf(c.req.header("authorization"))}@example.test`, verified: true, primary: true },
    ]),
  );

  const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
  await new Promise<void>((resolve) => server.once("listening", resolve));
  // A TCP listener always has an AddressInfo.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
}

function loginOf(authorization: string | undefined): string {
  return /^Bearer ghs_fake_([a-z]+)_/.exec(authorization ?? "")?.[1] ?? "";
}
