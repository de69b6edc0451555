import { describe, expect, it } from "vitest";
import {
  createSessionStorage,
  readStoredSession,
  removeVerifiers,
  withoutProviderTokens,
} from "./storage.ts";

describe("withoutProviderTokens", () => {
  it("removes both GitHub tokens and keeps the rest", () => {
    const session = {
      access_token: "a",
      provider_token: "gho_x",
      provider_refresh_token: "ghr_y",
      user: { id: "1" },
    };
    expect(JSON.parse(withoutProviderTokens(JSON.stringify(session)))).toEqual({
      access_token: "a",
      user: { id: "1" },
    });
  });

  it.each(['"a-code-verifier/PKCE"', "not json", "[1]", "null", '{"access_token":"a"}'])(
    "leaves %s alone",
    (value) => {
      expect(withoutProviderTokens(value)).toBe(value);
    },
  );
});

it("never lets a GitHub token reach the inner store", () => {
  const kept = new Map<string, string>();
  const store = createSessionStorage({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
  });
  store.setItem("session", JSON.stringify({ access_token: "a", provider_token: "gho_secret" }));
  expect([...kept.values()].join()).not.toContain("gho_secret");
  expect(store.getItem("session")).toBe('{"access_token":"a"}');
});

it("forgets what every sign-in that was begun left behind, and nothing else", () => {
  const kept = new Map(
    [
      "s-code-verifier",
      "s-flow-1-code-verifier",
      "s-flows-code-verifier",
      "s",
      "s-user",
      "other-code-verifier",
    ].map((key) => [key, "x"]),
  );
  const store: Storage = {
    get length() {
      return kept.size;
    },
    key: (index) => [...kept.keys()][index] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  };
  removeVerifiers(store, "s");
  expect([...kept.keys()]).toEqual(["s", "s-user", "other-code-verifier"]);
});

describe("readStoredSession", () => {
  const NOW_MS = 1_000_000_000;
  const read = (text: string | null) => readStoredSession({ getItem: () => text }, "session", NOW_MS);
  const kept = (secondsLeft: number) => ({
    access_token: "a",
    expires_at: NOW_MS / 1_000 + secondsLeft,
    user: { id: "1" },
  });

  it("gives the token while the library would not renew it", () => {
    expect(read(JSON.stringify(kept(91)))).toEqual({ token: "a", userId: "1" });
    expect(read(JSON.stringify(kept(90)))).toBeNull();
    expect(read(JSON.stringify(kept(-5)))).toBeNull();
  });

  it.each([null, "not json", "null", "[]", "{}", JSON.stringify({ ...kept(900), user: null })])(
    "takes %s for no session",
    (text) => {
      expect(read(text)).toBeNull();
    },
  );
});
