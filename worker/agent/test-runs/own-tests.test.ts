import { describe, expect, it } from "vitest";
import { ownTests } from "./own-tests.ts";

describe("the tests of a changed file", () => {
  it.each<[what: string, changed: string, files: string[], own: string[]]>([
    ["beside it", "src/sum.ts", ["src/sum.ts", "src/sum.test.ts", "src/other.test.ts"], ["src/sum.test.ts"]],
    ["of mocha", "lib/router.js", ["lib/router.js", "test/Router.js", "test/app.js"], ["test/Router.js"]],
    [
      "named after its folder",
      "lib/router/index.js",
      ["lib/router/index.js", "test/router.js", "test/index.js", "test/app.js"],
      ["test/router.js", "test/index.js"],
    ],
    [
      "in Python",
      "src/click/parser.py",
      ["src/click/parser.py", "tests/test_parser.py", "tests/conftest.py", "tests/test_core.py"],
      ["tests/test_parser.py"],
    ],
    [
      "in Go",
      "http/mux.go",
      ["http/mux.go", "http/a_test.go", "http/b_test.go", "x_test.go"],
      ["http/a_test.go"],
    ],
    [
      "in Java",
      "src/main/java/org/x/Foo.java",
      [
        "src/main/java/org/x/Foo.java",
        "src/test/java/org/x/FooTest.java",
        "src/test/java/org/x/BarTest.java",
      ],
      ["src/test/java/org/x/FooTest.java"],
    ],
    [
      "in C#",
      "App/Cart.cs",
      ["App/Cart.cs", "App.Tests/CartTests.cs", "App.Tests/UserTests.cs"],
      ["App.Tests/CartTests.cs"],
    ],
    [
      "in Ruby",
      "lib/money.rb",
      ["lib/money.rb", "spec/money_spec.rb", "spec/spec_helper.rb", "spec/x_spec.rb"],
      ["spec/money_spec.rb"],
    ],
    [
      "in PHP",
      "src/Cart.php",
      ["src/Cart.php", "tests/CartTest.php", "tests/UserTest.php"],
      ["tests/CartTest.php"],
    ],
    [
      "in Elixir",
      "lib/app/cart.ex",
      ["lib/app/cart.ex", "test/app/cart_test.exs", "test/b_test.exs"],
      ["test/app/cart_test.exs"],
    ],
    [
      "in Rust",
      "src/cart.rs",
      ["src/lib.rs", "src/cart.rs", "src/user.rs", "tests/cart.rs"],
      ["src/cart.rs", "tests/cart.rs"],
    ],
    [
      "nearest of several of its name",
      "packages/a/src/index.ts",
      ["packages/a/src/index.ts", "packages/a/test/index.test.ts", "packages/b/test/index.test.ts"],
      ["packages/a/test/index.test.ts"],
    ],
    [
      "that owns a snapshot",
      "ui/__snapshots__/a.test.tsx.snap",
      ["ui/__snapshots__/a.test.tsx.snap", "ui/a.test.tsx", "ui/b.test.tsx"],
      ["ui/a.test.tsx"],
    ],
    ["itself", "src/a.test.js", ["src/a.test.js", "src/b.test.js"], ["src/a.test.js"]],
    ["gone with it", "src/a.test.js", ["src/b.test.js"], []],
    ["none for a text", "docs/sum.md", ["docs/sum.md", "sum.test.js"], []],
    ["not of another language", "sum.py", ["sum.py", "sum.test.js"], []],
    ["not a fixture", "test/fixtures/sum.js", ["test/fixtures/sum.js", "test/sum.js"], []],
  ])("%s", (_what, changed, files, own) => {
    const { paths, isPart } = ownTests(files, [changed]);
    expect(paths).toEqual(own);
    expect(isPart).toBe(true);
  });

  it("are a part only where others are left out", () => {
    expect(ownTests(["a.js", "a.test.js"], ["a.js"])).toEqual({ paths: ["a.test.js"], isPart: false });
    expect(ownTests(["p/a.go", "p/a_test.go", "p/b_test.go"], ["p/a.go"]).isPart).toBe(false);
  });

  it("begin with the changed ones, then those that a plan names", () => {
    const files = ["a.js", "a.test.js", "b.test.js", "c.test.js", "d.test.js"];
    const named = ["run `c.test.js` with node --test", "d.test.js::adds", "e.test.js"];
    expect(ownTests(files, ["a.js", "b.test.js"], named)).toEqual({
      paths: ["b.test.js", "c.test.js", "d.test.js", "a.test.js"],
      isPart: false,
    });
  });
});
