/**
 * Tokens of share links and invitations: the id of a row and its HMAC. The row says whether the link is still valid, so that
 * it can be revoked; the token itself is stored nowhere.
 */

const ID_BYTES = 16;
const TOKEN = /^[A-Za-z0-9_-]{64}$/;
const encoder = new TextEncoder();

/** `purpose` keeps a token of one kind from being one of another; `id` is a UUID. 64 characters of base64url. */
export async function signLink(secret: string, purpose: string, id: string): Promise<string> {
  const bytes = Uint8Array.from(id.replaceAll("-", "").match(/../g) ?? [], (byte) =>
    Number.parseInt(byte, 16),
  );
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", await keyOf(secret, purpose, "sign"), bytes));
  return btoa(String.fromCharCode(...bytes, ...mac))
    .replaceAll("+", "-")
    .replaceAll("/", "_");
}

/** The id in a token that was signed with this secret for this purpose; else null, without saying why. */
export async function readLink(secret: string, purpose: string, token: string): Promise<string | null> {
  if (!TOKEN.test(token)) return null;
  const binary = atob(token.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
  const id = bytes.slice(0, ID_BYTES);
  const key = await keyOf(secret, purpose, "verify");
  // `verify` compares in constant time.
  if (!(await crypto.subtle.verify("HMAC", key, bytes.slice(ID_BYTES), id))) return null;
  const hex = [...id].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function keyOf(secret: string, purpose: string, usage: "sign" | "verify"): Promise<CryptoKey> {
  const material = encoder.encode(`verne ${purpose} link v1\n${secret}`);
  return crypto.subtle.importKey("raw", material, { name: "HMAC", hash: "SHA-256" }, false, [usage]);
}
