import { afterEach, describe, expect, it, vi } from "vitest";
import { ADA, configWith, FIRST, GRACE, NEXT, OTHER, serve } from "./access-fixture.ts";
import { putApiKey } from "./api-keys.ts";
import { githubFor, keyRingOf, requireGitHub } from "./credentials.ts";
import { databaseOf } from "./database.ts";
import { putGitHubToken } from "./github-tokens.ts";
import { parseKeyRing } from "./keyring.ts";
import { modelFor } from "./model-access.ts";
import { SERVICE } from "./principal.ts";

afterEach(() => vi.unstubAllGlobals());

const config = configWith();
const first = parseKeyRing(FIRST);

/** GitHub, and servers of models that know any key. Gives the address and the key of each request to them. */
function world(): string[] {
  const asked: string[] = [];
  serve({
    tables: { api_keys: [], github_tokens: [] },
    elsewhere: (url, init) => {
      asked.push(`${url.href} ${new Headers(init.headers).get("authorization")}`);
      return Response.json(url.host === "github.test" ? { id: 7, login: "ada" } : { data: [{ id: "m" }] });
    },
  });
  return asked;
}

describe("the key ring", () => {
  it("is read once, and anew when it is another", () => {
    const unread = JSON.stringify({ current: "k1", keys: { k1: btoa(crypto.randomUUID().slice(0, 32)) } });
    const ring = keyRingOf(configWith({ KEY_RING: unread }));
    expect(ring.current).toBe("k1");
    expect(keyRingOf(configWith({ KEY_RING: unread }))).toBe(ring);
    expect(keyRingOf(configWith({ KEY_RING: NEXT })).current).toBe("k2");
  });

  it("that cannot be read is an error each time", () => {
    for (let times = 0; times < 2; times += 1)
      expect(() => keyRingOf(configWith({ KEY_RING: "[]" }))).toThrow("must look like");
  });
});

describe("GitHub", () => {
  const connect = () =>
    putGitHubToken(databaseOf(config, SERVICE), first, {
      userId: ADA.userId,
      token: "gho_ada",
      refreshToken: null,
      login: "ada",
      githubUserId: 7,
    });

  it("is reached with the user's own token", async () => {
    const asked = world();
    await connect();
    const access = await githubFor(config, ADA.userId);
    expect(access).toMatchObject({ token: "gho_ada", login: "ada" });
    await access?.client.users.getAuthenticated();
    expect(asked).toEqual(["http://github.test/user token gho_ada"]);
    expect(await requireGitHub(config, ADA)).toMatchObject({ token: "gho_ada" });
  });

  it.each([
    ["without a token", config, GRACE],
    ["whose token was stored with another ring", configWith({ KEY_RING: OTHER }), ADA],
  ])("is out of reach for a user %s, who is told to log in again", async (_who, how, user) => {
    world();
    await connect();
    expect(await githubFor(how, user.userId)).toBeNull();
    await expect(requireGitHub(how, user)).rejects.toMatchObject({ code: "github_not_connected" });
  });

  it("is not taken as unconnected when the database does not answer", async () => {
    serve({ tables: {}, before: () => new Response("", { status: 503 }) });
    await expect(requireGitHub(config, ADA)).rejects.toMatchObject({ name: "StoreFailure" });
  });
});

describe("a model", () => {
  const keep = (provider: "openai" | "openai_compatible", key: string, baseUrl: string | null = null) =>
    putApiKey(databaseOf(config, SERVICE), first, { userId: ADA.userId, provider, key, baseUrl });

  /** The request that a call to the provider becomes, or why there is none. */
  async function callTo(provider: string, asked: string[], how = config): Promise<string | undefined> {
    const access = await modelFor(how, { userId: ADA.userId, taskId: null }, provider);
    if ("problem" in access) return access.problem;
    await access.client.listModels(AbortSignal.timeout(5_000));
    return asked.at(-1);
  }

  it("is called with the user's own key before the installation's", async () => {
    const asked = world();
    const how = configWith({ OPENAI_API_KEY: "sk-of-everybody" });
    expect(await callTo("openai", asked, how)).toBe(
      "https://api.openai.com/v1/models Bearer sk-of-everybody",
    );
    await keep("openai", "sk-of-ada");
    expect(await callTo("openai", asked, how)).toBe("https://api.openai.com/v1/models Bearer sk-of-ada");
  });

  it("on a server of the user's own is called there, with a key or without", async () => {
    const asked = world();
    await keep("openai_compatible", "", "https://models.example.com/v1");
    expect(await callTo("openai_compatible", asked)).toBe("https://models.example.com/v1/models null");
    await keep("openai_compatible", "secret", "https://models.example.com/v1");
    expect(await callTo("openai_compatible", asked)).toBe(
      "https://models.example.com/v1/models Bearer secret",
    );
  });

  it("on the installation's server needs its address, and no key", async () => {
    const asked = world();
    const url = "https://models.example.com/v1";
    const how = { OPENAI_COMPATIBLE_URL: url, OPENAI_COMPATIBLE_KEY: "k" };
    expect(await callTo("openai_compatible", asked, configWith(how))).toBe(`${url}/models Bearer k`);
    const { OPENAI_COMPATIBLE_URL, OPENAI_COMPATIBLE_KEY } = how;
    expect(await callTo("openai_compatible", asked, configWith({ OPENAI_COMPATIBLE_URL }))).toBe(
      `${url}/models null`,
    );
    expect(await callTo("openai_compatible", asked, configWith({ OPENAI_COMPATIBLE_KEY }))).toBe(
      "missing_key",
    );
  });

  it("on this machine is called on the embedded default alone", async () => {
    const asked = world();
    await keep("openai_compatible", "", "http://127.0.0.1:11434/v1");
    const embedded = configWith({ EMBEDDED: true });
    expect(await callTo("openai_compatible", asked, embedded)).toBe("http://127.0.0.1:11434/v1/models null");
    await expect(callTo("openai_compatible", asked)).rejects.toMatchObject({ name: "ModelFailure" });
  });

  it("of the demo needs no key, and is there where it listens", async () => {
    const asked = world();
    expect(await callTo("demo", asked)).toBe("unknown_provider");
    expect(await callTo("demo", asked, configWith({ DEMO_MODEL_URL: "http://127.0.0.1:9/v1" }))).toBe(
      "http://127.0.0.1:9/v1/models null",
    );
  });

  it.each([
    ["of nobody", "acme", config, "unknown_provider"],
    ["without a key", "openai", config, "missing_key"],
    ["without a server", "openai_compatible", config, "missing_key"],
  ])("%s is not called, and the reason is named", async (_what, provider, how, problem) => {
    const asked = world();
    expect(await callTo(provider, asked, how)).toBe(problem);
    expect(asked).toEqual([]);
  });

  it("whose key was stored with another ring asks for it anew, whatever the installation has", async () => {
    const asked = world();
    await keep("openai", "sk-of-ada");
    const how = configWith({ KEY_RING: OTHER, OPENAI_API_KEY: "sk-of-everybody" });
    expect(await callTo("openai", asked, how)).toBe("unreadable_key");
    expect(asked).toEqual([]);
  });

  it("is not taken as one without a key when the database does not answer", async () => {
    serve({ tables: {}, before: () => new Response("", { status: 503 }) });
    await expect(callTo("openai", [])).rejects.toMatchObject({ name: "StoreFailure" });
  });
});
