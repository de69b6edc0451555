/**
 * Verifies Supabase's access tokens against its published keys. Only ES256 is accepted, so `alg: none` and tokens
 * signed with a shared secret fail before any claim is read.
 */
import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from "jose";
import { z } from "zod";
import { ApiError } from "../protocol/index.ts";
import type { User } from "./principal.ts";

/** A revoked signing key is honoured at most this long. */
const KEY_CACHE_MS = 10 * 60_000;
/** How far the clock of the sign-in service may be ahead; PostgREST allows as much. */
const CLOCK_SKEW_S = 30;
const MAX_CLIENT_ID_CHARS = 200;
/** The database's key of a user: anything else would be its error, not an answer. */
const UserId = z.uuid();

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
 * Whose access token this is, and which program it was made out to (`client_id`), if any. Throws `unauthenticated` for a
 * bad one, `database_unavailable` when the keys cannot be had.
 */
export async function verifyAccessToken(jwt: string, supabaseUrl: string): Promise<User> {
  try {
    const { payload } = await jwtVerify(jwt, keysOf(supabaseUrl), {
      algorithms: ["ES256"],
      issuer: `${supabaseUrl}/auth/v1`,
      audience: "authenticated",
      requiredClaims: ["sub", "exp"],
    });
    const userId = UserId.safeParse(payload.sub);
    if (payload.role !== "authenticated" || !userId.success)
      throw new ApiError("unauthenticated", "the token is not a user's");
    // The library looks at `iat` only to bound a token's age; the database refuses one from the future.
    if ((payload.iat ?? 0) > Date.now() / 1000 + CLOCK_SKEW_S)
      throw new ApiError("unauthenticated", "the token was issued in the future");
    return { kind: "user", userId: userId.data, jwt, clientId: clientOf(payload.client_id) };
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

/** Supabase's OAuth server puts a uuid there; whatever else it is has to fit into a header. */
const clientOf = (claim: unknown): string | null =>
  claim === undefined || claim === ""
    ? null
    : String(claim)
        .replaceAll(/[^\x20-\x7e]/g, "?")
        .slice(0, MAX_CLIENT_ID_CHARS);
