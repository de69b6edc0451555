import { expect, it } from "vitest";
import { isoTime, toPostgresText } from "./text.ts";

it("replaces what Postgres cannot keep, at any depth, and nothing else", () => {
  const value = { a: "x\u0000y", b: [{ c: "half \ud800!" }, "whole 😀", 7, null, true], d: "\ufffd\u0001\n" };
  expect(toPostgresText(value)).toEqual({
    a: "x\ufffdy",
    b: [{ c: "half \ufffd!" }, "whole 😀", 7, null, true],
    d: "\ufffd\u0001\n",
  });
});

it("writes PostgREST's times as the protocol does", () => {
  expect(isoTime("2026-11-22T05:22:49.123456+00:00")).toBe("2026-11-22T05:22:49.123Z");
});
