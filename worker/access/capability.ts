import { jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { RepoFullName } from "../protocol/index.ts";

/**
 * Permission to read one repository through the git proxy, for one task of one user, while one clone goes on and no
 * longer than `exp`.
 */
export const GitCapability = z.object({
  taskId: z.string().min(1),
  userId: z.string().min(1),
  repo: RepoFullName,
  /** Which clone of the task's. */
  clone: z.string().min(1).max(64),
  /** Seconds since 1970. */
  exp: z.int().positive(),
});
export type GitCapability = z.infer<typeof GitCapability>;

const MAX_CHARS = 2048;
const ALGORITHM = "HS256";
const AUDIENCE = "verne:git";

/** The capability as a bearer token, a JWT. Throws when the payload is none, or the secret is short. */
export async function signCapability(secret: string, payload: GitCapability): Promise<string> {
  return new SignJWT(GitCapability.parse(payload))
    .setProtectedHeader({ alg: ALGORITHM })
    .setAudience(AUDIENCE)
    .sign(keyOf(secret));
}

/**
 * The payload if the signature is ours and `exp` lies after `nowMs`; otherwise null, without saying why. The caller
 * still has to check that the clone goes on: that is what makes a capability revocable.
 */
export async function verifyCapability(
  secret: string,
  text: string,
  nowMs: number,
): Promise<GitCapability | null> {
  const key = keyOf(secret);
  if (text.length > MAX_CHARS) return null;
  try {
    const { payload } = await jwtVerify(text, key, {
      algorithms: [ALGORITHM],
      audience: AUDIENCE,
      currentDate: new Date(nowMs),
    });
    return GitCapability.safeParse(payload).data ?? null;
  } catch {
    return null;
  }
}

/** The address that git is given for a repository, and where its requests then go. */
export const gitUrl = (origin: string, repo: string): string => `${origin}/git/${repo}`;

/** The bearer token of a request's `Authorization`; empty without one. */
export const bearerOf = (authorization: string | null | undefined): string =>
  /^Bearer ([\w.-]+)$/i.exec(authorization ?? "")?.[1] ?? "";

function keyOf(secret: string): Uint8Array {
  if (secret.length < 32) throw new Error("CAPABILITY_SECRET must have at least 32 characters");
  // Bound to this purpose, so that the same secret signs nothing else by accident.
  return new TextEncoder().encode(`verne git capability v1\n${secret}`);
}
