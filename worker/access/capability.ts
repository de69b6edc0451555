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
const encoder = new TextEncoder();

/** The capability as a bearer token: `<payload>.<HMAC-SHA256>`, both base64url. */
export async function signCapability(secret: string, payload: GitCapability): Promise<string> {
  const body = encode(encoder.encode(JSON.stringify(GitCapability.parse(payload))));
  const key = await importKey(secret, "sign");
  const mac = await crypto.subtle.sign("HMAC", key, encoder.encode(body));
  return `${body}.${encode(new Uint8Array(mac))}`;
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
  const [body = "", mac = "", ...rest] = text.split(".");
  const signature = decode(mac);
  if (rest.length > 0 || body === "" || signature === null || text.length > MAX_CHARS) return null;
  const key = await importKey(secret, "verify");
  // `verify` compares in constant time.
  if (!(await crypto.subtle.verify("HMAC", key, signature, encoder.encode(body)))) return null;
  const payload = GitCapability.safeParse(parseJson(decode(body)));
  return payload.success && payload.data.exp * 1000 > nowMs ? payload.data : null;
}

/** The address that git is given for a repository, and where its requests then go. */
export const gitUrl = (origin: string, repo: string): string => `${origin}/git/${repo}`;

/** The bearer token of a request's `Authorization`; empty without one. */
export const bearerOf = (authorization: string | null | undefined): string =>
  /^Bearer ([\w.-]+)$/i.exec(authorization ?? "")?.[1] ?? "";

function importKey(secret: string, usage: "sign" | "verify"): Promise<CryptoKey> {
  if (secret.length < 32) throw new Error("CAPABILITY_SECRET must have at least 32 characters");
  // Bound to this purpose, so that the same secret signs nothing else by accident.
  const material = encoder.encode(`verne git capability v1\n${secret}`);
  return crypto.subtle.importKey("raw", material, { name: "HMAC", hash: "SHA-256" }, false, [usage]);
}

function encode(bytes: Uint8Array): string {
  const binary = String.fromCharCode(...bytes);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function decode(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return null;
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(binary, (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}

function parseJson(bytes: Uint8Array | null): unknown {
  try {
    return bytes === null ? null : JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}
