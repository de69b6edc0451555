/**
 * AES-256-GCM with a versioned key ring. A ciphertext is bound to its owner and purpose: moved to another row, it
 * does not decrypt.
 */
export interface KeyRing {
  /** Version that new ciphertexts use. */
  readonly current: string;
  readonly keys: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

export interface Sealed {
  /** Base64, authentication tag included. */
  ciphertext: string;
  /** Base64 of 96 random bits, new for every encryption. */
  iv: string;
  keyVersion: string;
}

/** Whose secret it is and which one; becomes the additional authenticated data. */
export interface SecretContext {
  userId: string;
  keyId: string;
  provider: string;
}

export class KeyRingFailure extends Error {
  override readonly name = "KeyRingFailure";
}

const KEY_BYTES = 32;
const IV_BYTES = 12;

/**
 * Reads `{"current":"k2","keys":{"k1":"<base64 of 32 bytes>","k2":"..."}}`.
 * Throws `KeyRingFailure` naming the fault, never the key material.
 */
export function parseKeyRing(json: string): KeyRing {
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch {
    throw new KeyRingFailure("KEY_RING is not JSON");
  }
  if (!isRecord(raw) || typeof raw.current !== "string" || !isRecord(raw.keys)) {
    throw new KeyRingFailure('KEY_RING must look like {"current":"k1","keys":{"k1":"<base64>"}}');
  }
  const keys = new Map(Object.entries(raw.keys).map(([version, key]) => [version, parseKey(version, key)]));
  if (!keys.has(raw.current))
    throw new KeyRingFailure(`KEY_RING has no key for its current version ${raw.current}`);
  return { current: raw.current, keys };
}

function parseKey(version: string, key: unknown): Uint8Array<ArrayBuffer> {
  const bytes = typeof key === "string" ? tryBase64(key) : null;
  if (bytes?.length !== KEY_BYTES)
    throw new KeyRingFailure(`KEY_RING: key ${version} must be base64 of 32 bytes`);
  return bytes;
}

/** Encrypts with the current key. */
export async function encrypt(ring: KeyRing, plaintext: string, context: SecretContext): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const key = await importKey(ring, ring.current);
  const bytes = new TextEncoder().encode(plaintext);
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData: boundTo(context) },
    key,
    bytes,
  );
  return { ciphertext: toBase64(new Uint8Array(sealed)), iv: toBase64(iv), keyVersion: ring.current };
}

/** Throws `KeyRingFailure` for an unknown version, and for a ciphertext that was altered or belongs elsewhere. */
export async function decrypt(ring: KeyRing, sealed: Sealed, context: SecretContext): Promise<string> {
  const key = await importKey(ring, sealed.keyVersion);
  const iv = tryBase64(sealed.iv);
  const bytes = tryBase64(sealed.ciphertext);
  if (iv === null || bytes === null) throw new KeyRingFailure("a stored secret is not base64");
  try {
    const plain = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv, additionalData: boundTo(context) },
      key,
      bytes,
    );
    return new TextDecoder().decode(plain);
  } catch {
    throw new KeyRingFailure(
      "a stored secret does not decrypt: it was altered, moved, or made with another key ring",
    );
  }
}

function importKey(ring: KeyRing, version: string): Promise<CryptoKey> {
  const bytes = ring.keys.get(version);
  if (bytes === undefined) throw new KeyRingFailure(`the key ring has no version ${version}`);
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

const boundTo = (context: SecretContext) =>
  new TextEncoder().encode(`v1|${context.userId}|${context.keyId}|${context.provider}`);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

function tryBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}
