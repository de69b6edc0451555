import { describe, expect, it } from "vitest";
import { alignedOperations } from "./line-alignment.ts";

/** Lines as they are compared; those that begin with `=` were sent once. */
const linesOf = (text: string) =>
  text.split(" ").map((word) => ({ key: word.replace("=", ""), once: word.startsWith("=") }));
const operations = (old: string, next: string) =>
  alignedOperations(linesOf(old), linesOf(next)).map(({ kind, line }) => kind + line);

describe("lines of two texts", () => {
  it.each<[string, string, string, string[]]>([
    ["by what they share", "a b c", "a x c", [" a", "-b", "+x", " c"]],
    ["around a line sent once", "a =b c", "x =b c", ["-a", "+x", " b", " c"]],
    ["with one sent once first and last", "=a b =c", "=a x =c", [" a", "-b", "+x", " c"]],
    ["below several sent once in a row", "=a =b c", "=a =b d", [" a", " b", "-c", "+d"]],
    ["not across a line sent once", "a =b", "=b a", ["-a", " b", "+a"]],
    ["not across it where it stands again", "=b a b", "b =b a", ["+b", " b", " a", "-b"]],
    ["also by keys that differ where they were sent once", "=a b", "=x b", [" a", " b"]],
  ])("are aligned %s", (_, old, next, expected) => {
    expect(operations(old, next)).toEqual(expected);
  });

  it("cannot be aligned where one was sent once for one side alone", () => {
    expect(() => operations("=a b", "a b")).toThrow("missing on one side");
    expect(() => operations("a", "=a =b")).toThrow("missing on one side");
  });
});
