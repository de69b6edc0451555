import { describe, expect, it } from "vitest";
import { failedAt, firstError } from "./failure.ts";

describe("failedAt", () => {
  const at = (message: string | null, file: string | null, files: string[] = []) =>
    failedAt({ file, message }, files);
  it("finds the line in the forms that runners write", () => {
    expect(at('  File "tests/test_a.py", line 31, in test_x', "tests/test_a.py")?.line).toBe(31);
    expect(at("    at Object.<anonymous> (/work/src/a.test.js:12:5)", "src/a.test.js")?.line).toBe(12);
    expect(at("a_test.go:7: got 1", "a_test.go")?.line).toBe(7);
    expect(at("Cart.php(44): fail", "Cart.php")?.line).toBe(44);
  });

  it("takes the last place in the test's own file, then one in the change", () => {
    expect(at("a.js:3\na.js:9\n", "a.js")).toEqual({ file: "a.js", line: 9 });
    expect(at("at cart.js:4:1", "a.test.js", ["cart.js"])).toEqual({ file: "cart.js", line: 4 });
  });

  it("does not take a file whose name only ends alike, and gives no line it does not know", () => {
    expect(at("my-a.js:3", null, ["a.js"])).toBeNull();
    expect(at("expected 1", "a.js", ["b.js"])).toEqual({ file: "a.js", line: null });
    expect(at(null, null)).toBeNull();
  });
});

it("finds the first line that reads like an error, and starts at the top without one", () => {
  expect(firstError(["ok 1", "0 errors", "TypeError: x", "Error: y"])).toBe(2);
  expect(firstError(["fine", "done"])).toBe(0);
});
