import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from "jose";

interface StoredKeys {
  publishableKey: string;
  secretKey: string;
  /** Private ES256 key. */
  signingKey: JWK;
}

export interface ProjectKeys {
  publishableKey: string;
  secretKey: string;
  keyId: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  /** What `/auth/v1/.well-known/jwks.json` answers. */
  jwks: { keys: JWK[] };
}

/**
 * The API keys and the signing key of the stand-in. With a `file` they are made once and kept there, readable by
 * the owner only, so that sessions survive a restart; with null they live as long as the process.
 */
export async function loadKeys(file: string | null): Promise<ProjectKeys> {
  const stored = file !== null && existsSync(file) ? readKeys(file) : await makeKeys();
  if (file !== null && !existsSync(file)) {
    writeFileSync(file, `${JSON.stringify(stored, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  }
  const { d: _private, ...publicPart } = stored.signingKey;
  const publicJwk: JWK = { ...publicPart, key_ops: ["verify"], use: "sig", alg: "ES256" };
  return {
    publishableKey: stored.publishableKey,
    secretKey: stored.secretKey,
    keyId: stored.signingKey.kid ?? "",
    privateKey: await importEs256(stored.signingKey),
    publicKey: await importEs256(publicJwk),
    jwks: { keys: [publicJwk] },
  };
}

function readKeys(file: string): StoredKeys {
  try {
    // Written by makeKeys; a damaged file fails at import below or here, with the file named.
    const keys = JSON.parse(readFileSync(file, "utf8")) as StoredKeys;
    if (!keys.publishableKey || !keys.secretKey || !keys.signingKey?.kid) throw new Error("a key is missing");
    return keys;
  } catch (cause) {
    throw new Error(`${file} cannot be read as the keys of the local Supabase. Start with --fresh.`, {
      cause,
    });
  }
}

async function makeKeys(): Promise<StoredKeys> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const random = () => randomBytes(17).toString("base64url").slice(0, 22);
  return {
    publishableKey: `sb_publishable_${random()}`,
    secretKey: `sb_secret_${random()}`,
    signingKey: { ...(await exportJWK(privateKey)), kid: randomBytes(12).toString("hex"), alg: "ES256" },
  };
}

async function importEs256(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, "ES256");
  if (key instanceof Uint8Array) throw new Error("the signing key is not an EC key");
  return key;
}
