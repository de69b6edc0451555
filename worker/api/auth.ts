/**
 * Verifies Supabase's access tokens against its published keys. Only ES256 is accepted, so `alg: none` and tokens
 * signed with a shared secret fail before any claim is read.
 */
import { createMiddleware } from "hono/factory";
import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from "jose";
import { ApiError } from "../protocol/index.ts";
import type { ApiEnv } from "./context.ts";

/** A revoked signing key is honoured at most this long. */
const KEY_CACHE_MS = 10 * 60_000;
const keySets = new Map<string, JWTVerifyGetKey>();

function keysOf(supabaseUrl: string): JWTVerifyGetKey {
  let keys = keySets.get(supabaseUrl);
  if (!keys) {
    keys = createRemoteJWKSet(new URL(`${supabaseUrl}/auth/v1/.well-known/jwks.json`), {
      cacheMaxAge: KEY_CACHE_MS,
      timeoutDuration: 5_000,
    });
    keySets.set(supabaseUrl, keys);
  }
  return keys;
}

/**
 * The subject of a valid access token. Throws `unauthenticated` for a bad one, `database_unavailable` when the keys
 * cannot be had.
 */
export async function verifyAccessToken(jwt: string, supabaseUrl: string): Promise<string> {
  try {
    const { payload } = await jwtVerify(jwt, keysOf(supabaseUrl), {
      algorithms: ["ES256"],
      issuer: `${supabaseUrl}/auth/v1`,
      audience: "authenticated",
      requiredClaims: ["sub", "exp"],
    });
    if (payload.role !== "authenticated" || typeof payload.sub !== "string")
      throw new ApiError("unauthenticated", "the token is not a user's");
    return payload.sub;
  } catch (error) {
    if (error instanceof ApiError) throw error;
    if (error instanceof errors.JWTExpired)
      throw new ApiError("unauthenticated", "the token has expired; sign in again", { cause: error });
    const invalid =
      error instanceof errors.JOSEError &&
      !(error instanceof errors.JWKSTimeout) &&
      error.code !== "ERR_JOSE_GENERIC";
    if (invalid) throw new ApiError("unauthenticated", "the token is not valid", { cause: error });
    throw new ApiError("database_unavailable", "the sign-in service does not answer", { cause: error });
  }
}

export const requireUser = createMiddleware<ApiEnv>(async (c, next) => {
  const [scheme, jwt, ...rest] = (c.req.header("authorization") ?? "").split(" ");
  if (scheme?.toLowerCase() !== "bearer" || !jwt || rest.length > 0)
    throw new ApiError("unauthenticated", "send a Supabase access token as `Authorization: Bearer <token>`");
  c.set("caller", { userId: await verifyAccessToken(jwt, c.var.config.SUPABASE_URL), jwt });
  await next();
});
