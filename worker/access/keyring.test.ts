import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decrypt, encrypt, KeyRingFailure, parseKeyRing } from "./keyring.ts";

const key = (fill: number) => Buffer.alloc(32, fill).toString("base64");
const ring = (current: string, keys: Record<string, string>) =>
  parseKeyRing(JSON.stringify({ current, keys }));
const ONE = ring("k1", { k1: key(1) });
const CONTEXT = { userId: "user-1", keyId: "key-1", provider: "openai" };

describe("parseKeyRing", () => {
  it.each([
    ["not json", /not JSON/],
    ["[]", /must look like/],
    ['{"current":"k1"}', /must look like/],
    ["null", /must look like/],
    ['"k1"', /must look like/],
    [`{"current":7,"keys":{"7":"${key(1)}"}}`, /must look like/],
    [`{"current":"0","keys":["${key(1)}"]}`, /must look like/],
    [`{"current":"k2","keys":{"k1":"${key(1)}"}}`, /no key for its current version k2/],
    ['{"current":"k1","keys":{"k1":"c2hvcnQ="}}', /key k1 must be base64 of 32 bytes/],
    ['{"current":"k1","keys":{"k1":"***"}}', /key k1 must be base64 of 32 bytes/],
    [`{"current":"k1","keys":{"k1":["${key(1)}"]}}`, /key k1 must be base64 of 32 bytes/],
    ['{"current":"k1","keys":{"k1":7}}', /key k1 must be base64 of 32 bytes/],
  ])("refuses %s", (json, message) => {
    expect(() => parseKeyRing(json)).toThrow(
      expect.objectContaining({ name: "KeyRingFailure", message: expect.stringMatching(message) }),
    );
  });

  it("keeps key material out of its errors", () => {
    const secret = Buffer.alloc(31, 7).toString("base64");
    expect(() => ring("k1", { k1: secret })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(secret) }),
    );
  });
});

describe("encrypt and decrypt", () => {
  it("gives back any text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 300 }), async (text) => {
        expect(await decrypt(ONE, await encrypt(ONE, text, CONTEXT), CONTEXT)).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  it("uses a new 96-bit IV every time", async () => {
    const sealed = await Promise.all(Array.from({ length: 20 }, () => encrypt(ONE, "same", CONTEXT)));
    expect(new Set(sealed.map((s) => s.iv)).size).toBe(20);
    expect(new Set(sealed.map((s) => s.ciphertext)).size).toBe(20);
    expect(Buffer.from(sealed[0]?.iv ?? "", "base64")).toHaveLength(12);
  });

  it.each([
    ["user", { ...CONTEXT, userId: "user-2" }],
    ["key", { ...CONTEXT, keyId: "key-2" }],
    ["provider", { ...CONTEXT, provider: "demo" }],
  ])("does not decrypt for another %s", async (_what, other) => {
    const sealed = await encrypt(ONE, "secret", CONTEXT);
    const call = decrypt(ONE, sealed, other);
    await expect(call).rejects.toThrow(KeyRingFailure);
    await expect(call).rejects.toThrow(/^a stored secret does not decrypt/);
  });

  it("does not decrypt what was altered", async () => {
    const sealed = await encrypt(ONE, "secret", CONTEXT);
    const bytes = Buffer.from(sealed.ciphertext, "base64");
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    await expect(decrypt(ONE, { ...sealed, ciphertext: bytes.toString("base64") }, CONTEXT)).rejects.toThrow(
      /does not decrypt/,
    );
    await expect(decrypt(ONE, { ...sealed, ciphertext: "***" }, CONTEXT)).rejects.toThrow(/not base64/);
  });

  it("names an unknown version", async () => {
    const sealed = await encrypt(ONE, "secret", CONTEXT);
    await expect(decrypt(ring("k2", { k2: key(2) }), sealed, CONTEXT)).rejects.toThrow(/no version k1/);
  });

  it("reads old and writes new after a rotation", async () => {
    const both = ring("k2", { k1: key(1), k2: key(2) });
    const old = await encrypt(ONE, "secret", CONTEXT);
    expect(await decrypt(both, old, CONTEXT)).toBe("secret");
    expect((await encrypt(both, "secret", CONTEXT)).keyVersion).toBe("k2");
  });

  it("fails when a version's key is another one", async () => {
    const sealed = await encrypt(ONE, "secret", CONTEXT);
    await expect(decrypt(ring("k1", { k1: key(9) }), sealed, CONTEXT)).rejects.toThrow(/does not decrypt/);
  });
});
