import { decodeJwt, errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import type { ProjectKeys } from "./keys.ts";

/** A session as `/auth/v1/token` answers it. Only the fields that are read here. */
export interface TokenResponse {
  access_token: string;
  user: { app_metadata?: unknown; user_metadata?: unknown; phone?: string };
}

export type BearerCheck = { ok: true; internal: string } | { ok: false; expired: boolean; reason: string };

/**
 * Translates between the tokens that clients see (ES256, the claims of a hosted project) and those that lite
 * understands (HS256 with a secret that never leaves this process).
 */
export class TokenExchange {
  readonly issuer: string;
  readonly #keys: ProjectKeys;
  readonly #internalSecret: Uint8Array;

  constructor(options: { issuer: string; keys: ProjectKeys; internalSecret: string }) {
    this.issuer = options.issuer;
    this.#keys = options.keys;
    this.#internalSecret = new TextEncoder().encode(options.internalSecret);
  }

  /**
   * Signs lite's access token anew as ES256, with the claims of a hosted project. `startedAt` tells when the session
   * of that id began, in epoch seconds.
   */
  async publish(session: TokenResponse, startedAt: (sessionId: string) => Promise<number>): Promise<string> {
    const inner = decodeJwt<{ session_id: string }>(session.access_token);
    const claims: JWTPayload = {
      ...inner,
      iss: this.issuer,
      aud: "authenticated",
      role: "authenticated",
      phone: session.user.phone ?? "",
      app_metadata: session.user.app_metadata ?? {},
      user_metadata: session.user.user_metadata ?? {},
      aal: "aal1",
      amr: [{ method: "oauth", timestamp: await startedAt(inner.session_id) }],
      is_anonymous: false,
    };
    return new SignJWT(claims)
      .setProtectedHeader({ alg: "ES256", kid: this.#keys.keyId, typ: "JWT" })
      .sign(this.#keys.privateKey);
  }

  /** Verifies a client's bearer token; on success answers the same claims signed for lite. */
  async accept(token: string): Promise<BearerCheck> {
    try {
      const { payload } = await jwtVerify(token, this.#keys.publicKey, {
        algorithms: ["ES256"],
        issuer: this.issuer,
        audience: "authenticated",
        requiredClaims: ["sub", "exp", "role"],
      });
      if (payload.role !== "authenticated")
        return { ok: false, expired: false, reason: "role is not allowed" };
      const internal = await new SignJWT(payload)
        .setProtectedHeader({ alg: "HS256" })
        .sign(this.#internalSecret);
      return { ok: true, internal };
    } catch (error) {
      const expired = error instanceof errors.JWTExpired;
      return { ok: false, expired, reason: expired ? "JWT expired" : "JWT could not be verified" };
    }
  }
}
