import { describe, expect, it } from "vitest";
import { classify, providerFailure, readErrorBody } from "./errors.ts";
import { parseRetryAfter } from "./retry-after.ts";
import type { ModelErrorClass } from "./types.ts";

const CASES: [number | null, Record<string, unknown>, ModelErrorClass][] = [
  [400, { message: "tools[0] is wrong" }, "bad_request"],
  [400, { code: "context_length_exceeded" }, "context_too_long"],
  [400, { message: "This model's maximum context length is 8192 tokens" }, "context_too_long"],
  [400, { message: "prompt is too long: 210000 tokens" }, "context_too_long"],
  [400, { code: "content_policy_violation" }, "refused"],
  [400, { message: "Your credit balance is too low" }, "no_quota"],
  [400, { message: "invalid: timeout must be a number" }, "bad_request"],
  [401, { message: "billing" }, "invalid_key"],
  [402, {}, "no_quota"],
  [403, {}, "invalid_key"],
  [404, { message: "model not found" }, "bad_request"],
  [408, {}, "timeout"],
  [413, {}, "context_too_long"],
  [422, {}, "bad_request"],
  [429, { code: "rate_limit_exceeded" }, "rate_limited"],
  [429, { code: "insufficient_quota" }, "no_quota"],
  [500, {}, "overloaded"],
  [503, { message: "insufficient_quota" }, "overloaded"],
  [504, {}, "timeout"],
  [529, {}, "overloaded"],
  [302, {}, "bad_request"],
  [null, { type: "server_error" }, "overloaded"],
  [null, { type: "invalid_request_error" }, "bad_request"],
  [null, { code: 502, message: "x" }, "overloaded"],
  [null, { code: "rate_limit_exceeded" }, "rate_limited"],
  [null, { message: "upstream hiccup" }, "network"],
  [null, { type: "permission_error" }, "invalid_key"],
  [400, { message: "input length and `max_tokens` exceed context limit" }, "context_too_long"],
  [400, { message: "API key expired. Please renew the API key." }, "invalid_key"],
];

describe("classify", () => {
  it.each(CASES)("status %s with %j is %s", (status, body, expected) => {
    expect(classify({ status, headers: null, ...readErrorBody(body) })).toBe(expected);
  });
});

describe("providerFailure", () => {
  const context = { label: "Acme", key: "key-123", now: 0 };
  const messageOf = (status: number, message: string) =>
    providerFailure({ status, code: null, type: null, message, headers: null }, context).message;

  it("says what to do, names the provider and hides the key", () => {
    expect(messageOf(401, "bad key-123")).toBe(
      "Acme refused the API key (401). Check the key in Settings, and that it may use this model.",
    );
    expect(messageOf(400, "bad key-123 and sk-abc*def\n\u200b!")).toBe(
      'Acme did not accept the request (400). It said: "bad [key] and [key] !"',
    );
  });

  it("quotes no page and no more than 300 characters", () => {
    expect(messageOf(400, "<!DOCTYPE html><p>no")).toBe("Acme did not accept the request (400).");
    expect(messageOf(400, "x".repeat(1000)).length).toBeLessThan(400);
  });
});

describe("parseRetryAfter", () => {
  const now = Date.parse("2026-11-23T10:00:00Z");
  const parse = (headers: Record<string, string>) => parseRetryAfter(new Headers(headers), now);

  it("reads milliseconds, seconds, fractions and dates", () => {
    expect(parse({ "retry-after-ms": "250", "retry-after": "9" })).toBe(250);
    expect(parse({ "retry-after": "2" })).toBe(2000);
    expect(parse({ "retry-after": "0.25" })).toBe(250);
    expect(parse({ "retry-after": "Mon, 23 Nov 2026 10:00:05 GMT" })).toBe(5000);
    expect(parse({ "retry-after": "Mon, 23 Nov 2026 09:00:00 GMT" })).toBe(0);
  });

  it("reads the pause in words where nothing else tells it", () => {
    const pause = (message: string, retryAfterMs: number | null = null) =>
      providerFailure(
        { status: 429, code: null, type: null, message, headers: new Headers(), retryAfterMs },
        { label: "Acme", key: null, now },
      ).retryAfterMs;
    expect(pause("Please try again in 1.898s.")).toBe(1898);
    expect(pause("try again in 250ms")).toBe(250);
    expect(pause("try again in 1m3s")).toBe(63_000);
    expect(pause("try again in 9s", 5)).toBe(5);
  });

  it("ignores what is absent or neither", () => {
    expect(parse({})).toBeNull();
    expect(parse({ "retry-after": "-1" })).toBeNull();
    expect(parse({ "retry-after": "soon" })).toBeNull();
    expect(parse({ "retry-after-ms": "x", "retry-after": "1" })).toBe(1000);
  });
});
