import type { PGlite } from "@electric-sql/pglite";
import { answerAdminUsers, authError } from "./admin-users.ts";
import type { ProjectKeys } from "./keys.ts";
import type { ProviderSeal } from "./provider-seal.ts";
import type { TokenExchange, TokenResponse } from "./tokens.ts";

export interface GatewayOptions {
  keys: ProjectKeys;
  tokens: TokenExchange;
  pg: PGlite;
  seal: ProviderSeal;
  /** lite, which sees only tokens that this gateway has verified. */
  inner(request: Request): Promise<Response>;
}

const ADMIN_PREFIX = "/auth/v1/admin/users";
/** GitHub sign-in and the session it gives; no password, magic link or implicit flow. */
const AUTH_PATHS = new Set(["authorize", "callback", "token", "logout", "user", "settings", "health"]);
const GRANTS = new Set(["pkce", "refresh_token"]);
const MAX_BODY_BYTES = 32 * 1024 * 1024;

const CORS = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Expose-Headers": "Content-Range, Content-Location, Preference-Applied, X-Sb-Error-Code",
};

/** The front of the stand-in: what a hosted project's gateway does before REST and Auth are reached. */
export function createGateway(options: GatewayOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method === "OPTIONS") return preflight(request);
    const response = await route(options, request, new URL(request.url));
    const headers = new Headers(response.headers);
    for (const [name, value] of Object.entries(CORS)) headers.set(name, value);
    options.seal.pointOutside(headers);
    return new Response(response.body, { status: response.status, headers });
  };
}

async function route(options: GatewayOptions, request: Request, url: URL): Promise<Response> {
  const { keys, tokens, pg } = options;
  if (url.pathname === "/auth/v1/.well-known/jwks.json") {
    return Response.json(keys.jwks, { headers: { "Cache-Control": "public, max-age=600" } });
  }
  if (url.pathname === "/auth/v1/.well-known/openid-configuration") {
    return Response.json({ issuer: tokens.issuer, jwks_uri: `${tokens.issuer}/.well-known/jwks.json` });
  }
  if (url.pathname.startsWith(ADMIN_PREFIX)) {
    if (request.headers.get("apikey") !== keys.secretKey) {
      return authError(401, "no_authorization", "This endpoint requires the secret key");
    }
    return answerAdminUsers(pg, request.method, url.pathname.slice(ADMIN_PREFIX.length), url.searchParams);
  }
  if (options.seal.takes(url.pathname)) return options.seal.forward(request, url);
  const refusal = refuse(request, url);
  if (refusal !== null) return refusal;

  const headers = await translateBearer(options, request, url);
  if (headers instanceof Response) return headers;
  const body = request.method === "GET" || request.method === "HEAD" ? null : await request.arrayBuffer();
  const response = await options.inner(new Request(request.url, { method: request.method, headers, body }));
  return url.pathname === "/auth/v1/token" && response.ok ? publishSession(options, response) : response;
}

/** Everything but REST and the allowed part of Auth is refused before lite sees it. */
function refuse(request: Request, url: URL): Response | null {
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY_BYTES) {
    return Response.json({ message: `body is larger than ${MAX_BODY_BYTES} bytes` }, { status: 413 });
  }
  if (url.pathname.startsWith("/rest/v1/")) return null;
  const path = url.pathname.startsWith("/auth/v1/") ? url.pathname.slice("/auth/v1/".length) : "";
  if (!AUTH_PATHS.has(path)) {
    return Response.json({ message: "not offered by the local Supabase" }, { status: 404 });
  }
  if (path === "token" && !GRANTS.has(url.searchParams.get("grant_type") ?? "")) {
    return authError(400, "validation_failed", "grant_type must be pkce or refresh_token");
  }
  if (path === "authorize" && url.searchParams.get("code_challenge") === null) {
    return authError(400, "validation_failed", "code_challenge is required: only the PKCE flow is offered");
  }
  return null;
}

/**
 * The request's headers with the bearer token replaced by one that lite accepts, or the refusal. An `sb_` key in
 * Authorization (what supabase-js sends without a session) is not a token: it is dropped and `apikey` decides.
 */
async function translateBearer(
  options: GatewayOptions,
  request: Request,
  url: URL,
): Promise<Headers | Response> {
  const headers = new Headers(request.headers);
  headers.delete("host");
  headers.delete("content-length");
  const authorization = headers.get("authorization");
  if (authorization === null) return headers;
  headers.delete("authorization");
  const token = /^Bearer (.+)$/i.exec(authorization)?.[1]?.trim() ?? "";
  if (token.startsWith("sb_")) return headers;

  const check = await options.tokens.accept(token);
  if (check.ok) {
    headers.set("authorization", `Bearer ${check.internal}`);
    return headers;
  }
  if (url.pathname.startsWith("/auth/v1/")) return authError(403, "bad_jwt", `invalid JWT: ${check.reason}`);
  return Response.json(
    { code: check.expired ? "PGRST303" : "PGRST301", message: check.reason, details: null, hint: null },
    { status: 401 },
  );
}

async function publishSession(options: GatewayOptions, response: Response): Promise<Response> {
  // lite answers a session here whenever the status is 200.
  const session = (await response.json()) as TokenResponse;
  const accessToken = await options.tokens.publish(session, async (sessionId) => {
    const { rows } = await options.pg.query<{ started: number }>(
      "select extract(epoch from created_at)::int as started from auth.sessions where id = $1",
      [sessionId],
    );
    return rows[0]?.started ?? 0;
  });
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  headers.set("cache-control", "no-store");
  return Response.json({ ...options.seal.openSession(session), access_token: accessToken }, { headers });
}

function preflight(request: Request): Response {
  return new Response(null, {
    status: 204,
    headers: {
      ...CORS,
      "Access-Control-Allow-Methods": "GET, POST, PATCH, PUT, DELETE, HEAD, OPTIONS",
      "Access-Control-Allow-Headers":
        request.headers.get("access-control-request-headers") ?? "authorization, apikey",
      "Access-Control-Max-Age": "86400",
    },
  });
}
