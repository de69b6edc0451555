import { describe, expect, it } from "vitest";
import { formatCursor, likePattern, parseCursor } from "./task-query.ts";

const ID = "10000000-0000-4000-8000-00000000000a";

describe("cursor", () => {
  it("comes back as it was, to the microsecond", () => {
    const cursor = { createdAt: "2026-11-22T05:22:49.123456+00:00", id: ID };
    expect(parseCursor(formatCursor(cursor))).toEqual(cursor);
    expect(formatCursor(cursor)).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it.each([
    "",
    "***",
    "aGVsbG8",
    btoa(`2026-11-22T05:22:49Z|${ID},user_id.neq.x`),
    btoa(`2026-11-22T05:22:49Z),or(id.neq.x|${ID}`),
    btoa(`2026-11-22T05:22:49Z|${ID}|more`),
  ])("refuses %s", (text) => {
    expect(parseCursor(text)).toBeNull();
  });
});

describe("likePattern", () => {
  it.each([
    ["plain", "%plain%"],
    ["50%_", String.raw`%50\%\_%`],
    ["a\\b", String.raw`%a\\b%`],
    ["a*b", "%a_b%"],
  ])("escapes %s", (text, pattern) => {
    expect(likePattern(text)).toBe(pattern);
  });
});
