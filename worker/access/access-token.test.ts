import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ADA, serve } from "./access-fixture.ts";
import { verifyAccessToken } from "./access-token.ts";

const signing = await generateKeyPair("ES256", { extractable: true });
const jwk = { ...(await exportJWK(signing.publicKey)), kid: "one", alg: "ES256", use: "sig" };

/** Of an installation whose keys nobody has asked for yet. */
let url = "";
let asked: string[] = [];

beforeEach(() => {
  url = `http://${crypto.randomUUID()}.test`;
  asked = [];
  keysAnswer(() => Response.json({ keys: [jwk] }));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function keysAnswer(answer: () => Response): void {
  serve({
    elsewhere: (at) => {
      asked.push(at.href);
      return answer();
    },
  });
}

const now = () => Math.floor(Date.now() / 1000);

/** A token as Supabase makes it out, but for what is changed; undefined leaves a claim out. */
async function token(
  changes: Record<string, unknown> = {},
  { alg = "ES256", kid = "one", key = signing.privateKey as Parameters<SignJWT["sign"]>[0] } = {},
) {
  const claims = {
    iss: `${url}/auth/v1`,
    aud: "authenticated",
    sub: ADA.userId,
    role: "authenticated",
    iat: now(),
    exp: now() + 3_600,
    ...changes,
  };
  const present = Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
  return new SignJWT(present).setProtectedHeader({ alg, kid }).sign(key);
}

it("is whose it says it is", async () => {
  const jwt = await token();
  expect(await verifyAccessToken(jwt, url)).toEqual({
    kind: "user",
    userId: ADA.userId,
    jwt,
    clientId: null,
  });
  expect(asked).toEqual([`${url}/auth/v1/.well-known/jwks.json`]);
});

it("is verified with keys that are kept for ten minutes, so that one that was withdrawn ends", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const jwt = await token();
  await verifyAccessToken(jwt, url);
  vi.advanceTimersByTime(9 * 60_000);
  await verifyAccessToken(jwt, url);
  expect(asked).toHaveLength(1);
  keysAnswer(() => Response.json({ keys: [] }));
  vi.advanceTimersByTime(2 * 60_000);
  await expect(verifyAccessToken(jwt, url)).rejects.toMatchObject({ code: "unauthenticated" });
});

it.each([
  ["a program's", "2f6a1b3c-0000-4000-8000-000000000001", "2f6a1b3c-0000-4000-8000-000000000001"],
  ["the web app's", undefined, null],
  ["the web app's, with an empty word", "", null],
  ["a program's whose name does not fit into a header", "naïve\r\nx-evil: 1", "na?ve??x-evil: 1"],
  ["a program's whose name is long", "c".repeat(300), "c".repeat(200)],
  ["a program's whose name is none", 7, "7"],
])("made out to %s", async (_who, client_id, clientId) => {
  expect(await verifyAccessToken(await token({ client_id }), url)).toMatchObject({ clientId });
});

it.each([
  ["of another issuer", { iss: "http://elsewhere.test/auth/v1" }],
  ["for another audience", { aud: "anon" }],
  ["of another role", { role: "anon" }],
  ["of the service's role", { role: "service_role" }],
  ["without a role", { role: undefined }],
  ["without a user", { sub: undefined }],
  ["whose user is not the database's", { sub: "ada" }],
  ["without an end", { exp: undefined }],
  ["not to be used yet", { nbf: now() + 1_000 }],
])("is refused %s", async (_what, changes) => {
  await expect(verifyAccessToken(await token(changes), url)).rejects.toMatchObject({
    code: "unauthenticated",
  });
});

it("that has expired says so, so that the app signs in again", async () => {
  await expect(verifyAccessToken(await token({ exp: now() - 1 }), url)).rejects.toMatchObject({
    code: "unauthenticated",
    message: "the token has expired; sign in again",
    cause: { name: "JWTExpired" },
  });
});

it.each([
  ["a clock that is a little ahead", 20, true],
  ["the future", 40, false],
])("issued by %s", async (_when, seconds, holds) => {
  const verified = verifyAccessToken(await token({ iat: now() + seconds }), url);
  if (holds) expect(await verified).toMatchObject({ userId: ADA.userId });
  else
    await expect(verified).rejects.toMatchObject({
      code: "unauthenticated",
      message: "the token was issued in the future",
    });
});

it("need not say when it was issued", async () => {
  expect(await verifyAccessToken(await token({ iat: undefined }), url)).toMatchObject({ userId: ADA.userId });
});

it.each([
  ["no token", async () => "no token"],
  ["one without a signature", async () => `${btoa('{"alg":"none"}')}.${(await token()).split(".")[1]}.`],
  ["one signed with a shared secret", () => token({}, { alg: "HS256", key: new Uint8Array(32) })],
  [
    "one signed with a key that is not published",
    async () => {
      const { privateKey } = await generateKeyPair("ES256");
      return token({}, { key: privateKey });
    },
  ],
  ["one that names a key that is not published", () => token({}, { kid: "two" })],
  ["one that was changed", async () => (await token()).replace(/\.[^.]+\./, `.${btoa("{}")}.`)],
])("is never %s", async (_what, made) => {
  await expect(verifyAccessToken(await made(), url)).rejects.toMatchObject({
    code: "unauthenticated",
    message: "the token is not valid",
    cause: expect.any(Error),
  });
});

it.each([
  ["answers with an error", () => new Response("", { status: 503 })],
  ["answers with something else", () => new Response("<html>")],
  [
    "cannot be reached",
    () => {
      throw new TypeError("fetch failed");
    },
  ],
  [
    "takes too long",
    () => {
      throw new DOMException("", "TimeoutError");
    },
  ],
])("is no reason to sign in again while the sign-in service %s", async (_how, answer) => {
  keysAnswer(answer);
  await expect(verifyAccessToken(await token(), url)).rejects.toMatchObject({
    code: "database_unavailable",
    cause: expect.anything(),
  });
});
