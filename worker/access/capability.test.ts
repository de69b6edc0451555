import { SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, it } from "vitest";
import { bearerOf, type GitCapability, gitUrl, signCapability, verifyCapability } from "./capability.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const EXP = 1_800_000_000;
const BEFORE_MS = EXP * 1000 - 1;
const payload: GitCapability = {
  taskId: "t-1",
  userId: "u-1",
  repo: "samples/invoice",
  clone: "c-1",
  exp: EXP,
};
const reencode = (value: unknown): string =>
  btoa(JSON.stringify(value)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

describe("a git capability", () => {
  it("comes back as it was signed, and fits a header", async () => {
    const text = await signCapability(SECRET, payload);
    expect(text).toMatch(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}$/);
    expect(await verifyCapability(SECRET, text, BEFORE_MS)).toEqual(payload);
  });

  it("is read from a bearer header and from nothing else", () => {
    expect(bearerOf("Bearer a-b.c_d")).toBe("a-b.c_d");
    expect(bearerOf("bearer a.b")).toBe("a.b");
    for (const header of [null, undefined, "", "Basic a.b", "Bearer", "Bearer a.b c", "a.b", "x Bearer a.b"])
      expect(bearerOf(header), String(header)).toBe("");
  });

  it("ends at its time", async () => {
    const text = await signCapability(SECRET, payload);
    expect(await verifyCapability(SECRET, text, EXP * 1000)).toBeNull();
  });

  it("is void with another secret", async () => {
    const text = await signCapability(SECRET, payload);
    expect(await verifyCapability(`${SECRET}x`, text, BEFORE_MS)).toBeNull();
  });

  it("is void once anything in it is changed", async () => {
    const text = await signCapability(SECRET, payload);
    for (let at = 0; at < text.length - 1; at++) {
      const other = text[at] === "A" ? "B" : "A";
      const changed = text.slice(0, at) + other + text.slice(at + 1);
      expect(await verifyCapability(SECRET, changed, BEFORE_MS), `character ${at}`).toBeNull();
    }
  });

  it("cannot be given another repository with the old signature", async () => {
    const [header, , mac] = (await signCapability(SECRET, payload)).split(".");
    const signed = { ...payload, aud: "verne:git" };
    const forge = (body: object) => `${header}.${reencode(body)}.${mac}`;
    expect(await verifyCapability(SECRET, forge(signed), BEFORE_MS)).toEqual(payload);
    const other = forge({ ...signed, repo: "samples/other" });
    expect(await verifyCapability(SECRET, other, BEFORE_MS)).toBeNull();
  });

  it("is signed, by this key, for git and with an end", async () => {
    const key = new TextEncoder().encode(`verne git capability v1\n${SECRET}`);
    const sign = (claims: object, alg = "HS256") =>
      new SignJWT({ ...claims }).setProtectedHeader({ alg }).sign(key);
    const claims = { ...payload, aud: "verne:git" };
    expect(await verifyCapability(SECRET, await sign(claims), BEFORE_MS)).toEqual(payload);
    const { exp, ...endless } = claims;
    const bad = [
      await sign({ ...claims, aud: "verne:socket" }),
      await sign(payload),
      await sign(endless),
      await sign({ ...endless, exp: 0 }),
      await sign({ ...claims, repo: "a/../b" }),
      await sign(claims, "HS512"),
      new UnsecuredJWT({ ...claims, exp }).encode(),
    ];
    for (const text of bad) expect(await verifyCapability(SECRET, text, BEFORE_MS), text).toBeNull();
  });

  it("is read up to 2048 characters", async () => {
    // A character of the task's name more or less is one or two of the token.
    const texts = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        signCapability(SECRET, { ...payload, taskId: "t".repeat(1_380 + n) }),
      ),
    );
    const [whole, over] = [
      texts.findLast(({ length }) => length <= 2_048),
      texts.find(({ length }) => length > 2_048),
    ];
    if (!whole || !over) throw new Error(`none is near the limit: ${texts.map(({ length }) => length)}`);
    expect([whole.length, over.length]).toEqual([2_048, 2_049]);
    expect(await verifyCapability(SECRET, whole, BEFORE_MS)).not.toBeNull();
    expect(await verifyCapability(SECRET, over, BEFORE_MS)).toBeNull();
  });

  it("goes to an address of the proxy that names the repository", () => {
    expect(gitUrl("https://verne.example", "samples/invoice")).toBe(
      "https://verne.example/git/samples/invoice",
    );
  });

  it.each(["", ".", "a.b", "a.b.c", "é.é", "é.é.é", `${"a".repeat(5000)}.b`])("is not %j", async (text) => {
    expect(await verifyCapability(SECRET, text, BEFORE_MS)).toBeNull();
  });

  it("is not signed for what is no repository, nor with a short secret", async () => {
    await expect(signCapability(SECRET, { ...payload, repo: "a/../b" })).rejects.toThrow();
    await expect(signCapability("short", payload)).rejects.toThrow("CAPABILITY_SECRET");
  });
});
