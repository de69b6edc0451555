import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import type { Database } from "../database.ts";
import { PAGE_POLICY } from "../pages/layout.ts";
import { AUTHORIZE_POLICY, authorizeErrorPage, authorizePage } from "../pages/oauth.ts";
import type { StartCode } from "../start-code.ts";
import type { User } from "../users.ts";

const WRONG_CODE =
  "This is not the code of the start that is running. Open the address that npm start printed in the terminal, and sign in there: each start has a new one.";
const CODE_LIFE_MS = 10 * 60_000;

/** Who signs in here, and what it takes. */
export interface SignIn {
  db: Pick<Database, "putCode" | "takeCode" | "issueToken">;
  startCode: Pick<StartCode, "matches">;
  now(): Date;
  people: { shown: readonly User[]; find(login: string): User | undefined };
  /** The owner of a real token signs in, and no test user. */
  real?: boolean;
}

/**
 * The OAuth code flow. Any client id and secret are accepted; the redirect must be to this machine, and signing in
 * requires the code of this start.
 */
export function oauthRoutes(signIn: SignIn): Hono {
  const app = new Hono();

  app.get("/authorize", (c) => {
    const fields = c.req.query();
    const refused = refuseAuthorize(fields);
    c.header("Content-Security-Policy", refused === null ? AUTHORIZE_POLICY : PAGE_POLICY);
    if (refused !== null) return c.html(authorizeErrorPage(refused), 400);
    return c.html(authorizePage(signIn, fields, new URL(fields.redirect_uri ?? "").host));
  });

  app.post("/authorize", async (c) => {
    const fields = textFields(await c.req.parseBody());
    const refused = refuseAuthorize(fields);
    c.header("Content-Security-Policy", PAGE_POLICY);
    if (refused !== null) return c.html(authorizeErrorPage(refused), 400);
    if (!signIn.startCode.matches(fields.start?.trim())) return c.html(authorizeErrorPage(WRONG_CODE), 403);
    const user = signIn.people.find(fields.login ?? "");
    if (!user) return c.html(authorizeErrorPage("There is no such user."), 400);
    const code = randomBytes(10).toString("hex");
    signIn.db.putCode({
      code,
      clientId: fields.client_id ?? "",
      redirectUri: fields.redirect_uri ?? "",
      login: user.login,
      scope: fields.scope ?? "",
      expiresAtMs: signIn.now().getTime() + CODE_LIFE_MS,
    });
    const target = new URL(fields.redirect_uri ?? "");
    target.searchParams.set("code", code);
    if (fields.state !== undefined) target.searchParams.set("state", fields.state);
    return c.redirect(target.href, 302);
  });

  app.post("/access_token", async (c) => {
    const isJson = (c.req.header("content-type") ?? "").includes("application/json");
    const fields = textFields(isJson ? await c.req.json().catch(() => ({})) : await c.req.parseBody());
    const answer = exchange(signIn, fields);
    if ((c.req.header("accept") ?? "").includes("application/json")) return c.json(answer);
    const form = new URLSearchParams(Object.entries(answer));
    return c.body(form.toString(), 200, { "Content-Type": "application/x-www-form-urlencoded" });
  });

  return app;
}

function textFields(input: unknown): Record<string, string> {
  const entries = typeof input === "object" && input !== null ? Object.entries(input) : [];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** Why the request cannot go on, or null. Never redirects to where it refuses to send a code. */
function refuseAuthorize(fields: Record<string, string>): string | null {
  if (!fields.client_id) return "client_id is missing.";
  const redirect = URL.parse(fields.redirect_uri ?? "");
  if (redirect === null) return "redirect_uri is missing or not a URL.";
  if (redirect.protocol !== "http:" || !isLoopback(redirect.hostname)) {
    return "redirect_uri must be an http address of this machine: the stand-in signs nobody in elsewhere.";
  }
  return null;
}

export function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname === "[::1]" ||
    /^127(\.\d{1,3}){3}$/.test(hostname) ||
    hostname.endsWith(".localhost")
  );
}

/** Like GitHub, a failed exchange is an answer with `error` and status 200. */
function exchange({ db, now }: SignIn, fields: Record<string, string>): Record<string, string> {
  const grant = db.takeCode(fields.code ?? "");
  const valid =
    grant !== null &&
    grant.expiresAtMs > now().getTime() &&
    grant.clientId === fields.client_id &&
    (fields.redirect_uri === undefined || fields.redirect_uri === grant.redirectUri);
  if (!valid) {
    return {
      error: "bad_verification_code",
      error_description: "The code passed is incorrect or expired.",
      error_uri:
        "https://docs.github.com/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors",
    };
  }
  const scope = grant.scope
    .split(/[\s,]+/)
    .filter(Boolean)
    .join(",");
  return { access_token: db.issueToken(grant.login, scope), token_type: "bearer", scope };
}
