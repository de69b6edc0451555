import { describe, expect, it } from "vitest";
import type { Reproduction } from "../../protocol/index.ts";
import { judgeAfter, judgeBefore, type RanCommand } from "./judge.ts";
import { NEW } from "./new-fixture.ts";
import type { Ground } from "./places.ts";
import { RED } from "./red-fixture.ts";

const ground: Ground = {
  repoDir: "/workspace",
  repository: [
    "src/cart.js",
    "test/cart.test.js",
    "shop/cart.py",
    "tests/test_cart.py",
    "cart.go",
    "cart_test.go",
    "src/lib.rs",
    "src/main/java/com/acme/Cart.java",
    "src/test/java/com/acme/CartTest.java",
    "src/main/kotlin/Basket.kt",
    "lib/cart.rb",
    "lib/cart.ex",
    "spec/cart_spec.rb",
    "src/Cart.php",
    "Shop/Cart.cs",
    "src/cart.c",
    "src/cart.ts",
  ],
  written: [
    "repro.test.js",
    "test_repro.py",
    "repro_test.go",
    "tests/repro.rs",
    "src/test/java/com/acme/ReproTest.java",
    "repro.rb",
    "tests/ReproTest.php",
    "repro.sh",
  ],
};

const ran = (output: string, exitCode: number | null = 1): RanCommand => ({
  exitCode,
  timedOut: false,
  durationMs: 5,
  stdout: output,
  stderr: "",
});

const onBase = (output: string, expected: string, change: Partial<Reproduction> = {}, exitCode = 1) =>
  judgeBefore({
    reproduction: { command: "run it", expect: expected, ...change },
    ran: ran(output, exitCode),
    ground,
  });

describe("what counts as the fault before the change", () => {
  it.each(RED)("%s", (_name, expected, output) => {
    expect(onBase(output, expected)).toMatchObject({ verdict: "failed_before" });
  });

  it.each(RED)("%s, with colours, and in another column", (_name, expected, output) => {
    const coloured = output
      .split("\n")
      .map((line) => (line === "" ? line : `\u001b[31m${line}\u001b[39m`))
      .join("\r\n");
    expect(onBase(coloured, expected.replaceAll(" ", "\n  "))).toMatchObject({ verdict: "failed_before" });
  });

  it.each(RED)("%s: not when it says something else", (_name, _expected, output) => {
    expect(onBase(output, "the cart is on fire")).toMatchObject({
      verdict: "new",
      reason: expect.stringContaining("does not say"),
    });
  });

  it("shows the failure and its places, not the noise around it", () => {
    const { run } = onBase(`${"noise\n".repeat(3000)}${RED[1]?.[2]}`, "Cannot read properties");
    expect(run?.output).toContain("TypeError: Cannot read properties of undefined (reading 'map')");
    expect(run?.output).toContain("at /workspace/src/cart.js:2");
    expect(run?.output).not.toContain("noise");
  });
});

describe("what cannot have failed that way before", () => {
  it.each(NEW)("%s", (_name, expected, reason, output, change) => {
    expect(onBase(output, expected, change)).toMatchObject({
      verdict: "new",
      reason: expect.stringMatching(reason),
    });
  });

  it("a program that does not end, and one that a signal ends without a word", () => {
    const judged = { reproduction: { command: "x", expect: "boom" }, ground };
    const hung = { ...ran(RED[0]?.[2] ?? "", null), timedOut: true };
    expect(judgeBefore({ ...judged, ran: hung })).toMatchObject({ verdict: "new" });
    expect(judgeBefore({ ...judged, ran: ran("", null) }).reason).toContain("signal");
  });
});

describe("what ends with exit status 0", () => {
  it("passed before, whatever it prints", () => {
    expect(onBase("all good", "boom", {}, 0)).toMatchObject({ verdict: "passed_before" });
    expect(onBase(RED[0]?.[2] ?? "", "5 !== 6", {}, 0)).toMatchObject({
      verdict: "passed_before",
      reason: expect.stringContaining("pipes"),
    });
    expect(onBase("no tests ran in 0.01s", "boom", {}, 0).reason).toContain("No test ran");
  });
});

describe("after the change", () => {
  const onChange = (output: string, exitCode: number | null) =>
    judgeAfter({ reproduction: { command: "x", expect: "5 !== 6" }, ran: ran(output, exitCode), ground });

  it.each([
    ["passes", "ok\n", 0],
    ["fails", RED[0]?.[2] ?? "", 1],
    ["fails", RED[0]?.[2] ?? "", 0],
    ["fails_otherwise", (RED[0]?.[2] ?? "").replace("5 !== 6", "7 !== 6"), 1],
    ["fails_otherwise", "bash: node: command not found", 127],
    ["fails_otherwise", "No tests found", 0],
    ["fails_otherwise", "", null],
  ] as const)("%s", (verdict, output, exitCode) => {
    expect(onChange(output, exitCode)).toMatchObject({ verdict });
  });
});

it("reads hostile output to its end", () => {
  const line = `at ${"(a:".repeat(200)}`;
  const output = [line, "a.".repeat(250), "x/".repeat(250)].map((text) => `${text}\n`.repeat(1000)).join("");
  expect(onBase(output, "boom")).toMatchObject({ verdict: "new" });
});
