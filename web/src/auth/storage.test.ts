import { describe, expect, it } from "vitest";
import { createSessionStorage, withoutProviderTokens } from "./storage.ts";

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
