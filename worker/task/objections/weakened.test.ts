import { describe, expect, it } from "vitest";
import { onlyAddsTests, weaknesses } from "./weakened.ts";

const JS = `import assert from "node:assert/strict";
import { test } from "node:test";
import { total } from "../src/cart.js";

test("adds up", () => {
  assert.equal(total([1, 2]), 3);
  assert.equal(total([]), 0);
});

test("takes a discount", () => {
  const cart = total([100], 10);
  assert.equal(cart, 90);
});
`;
const PY = `import unittest
from cart import total

class CartTest(unittest.TestCase):
    def test_sum(self):
        self.assertEqual(total([1, 2]), 3)

def test_plain():
    assert total([1]) == 1
`;

const whats = (path: string, base: string, now: string) =>
  weaknesses(path, base, now).map(({ what }) => what.split(":")[0]);

describe("weaknesses", () => {
  it.each([
    ["a constant", JS.replace("assert.equal(cart, 90)", "assert.ok(true)")],
    ["a text", JS.replace("assert.equal(cart, 90)", 'assert("cart is 90")')],
    ["a pair of equals", JS.replace("assert.equal(cart, 90)", "assert.equal(cart, cart)")],
    ["two literals", JS.replace("assert.equal(cart, 90)", "assert.strictEqual(1, 1)")],
    ["over two lines", JS.replace("assert.equal(cart, 90)", "assert.ok(\n    true,\n  )")],
    ["an alternative", JS.replace("assert.equal(cart, 90)", "assert.ok(cart === 90 || true)")],
  ])("finds an assertion that became %s", (_name, now) => {
    expect(whats("test/cart.test.js", JS, now)).toEqual([
      "an assertion is gone",
      "asserts what always holds",
    ]);
  });

  it.each([
    ["deleted", JS.replace("  assert.equal(cart, 90);\n", "")],
    ["commented out", JS.replace("  assert.equal(cart, 90)", "  // assert.equal(cart, 90)")],
    ["in a block comment", JS.replace("assert.equal(cart, 90);", "/* assert.equal(cart, 90); */")],
    ["replaced by a call", JS.replace("assert.equal(cart, 90)", "console.log(cart, 90)")],
  ])("finds an assertion that is %s, at its place", (_name, now) => {
    const [found] = weaknesses("test/cart.test.js", JS, now);
    expect(found?.what).toContain("an assertion is gone");
    expect(found?.line).toBeGreaterThan(9);
  });

  it("is not paid off by assertions elsewhere in the file", () => {
    const now = `${JS.replace("  assert.equal(cart, 90);\n", "")}\ntest("more", () => {\n  assert.equal(total([5]), 5);\n  assert.equal(total([6]), 6);\n});\n`;
    expect(whats("test/cart.test.js", JS, now)).toEqual(["an assertion is gone"]);
  });

  it("finds an assertion that only asks whether something is there", () => {
    const base = 'it("x", () => {\n  expect(total([1])).toBe(1);\n});\n';
    expect(whats("a.spec.ts", base, base.replace("toBe(1)", "toBeDefined()"))).toEqual([
      "asserts less than before",
    ]);
  });

  it.each([
    ["test.skip(", JS.replace('test("takes', 'test.skip("takes')],
    ["test.only(", JS.replace('test("takes', 'test.only("takes')],
    ["an option", JS.replace('discount", () =>', 'discount", { skip: true }, () =>')],
    ["todo", JS.replace('discount", () =>', 'discount", { todo: "later" }, () =>')],
    ["xit", JS.replace('test("takes', 'xit("takes')],
  ])("finds %s", (_name, now) => {
    expect(whats("test/cart.test.js", JS, now)).toContain("is skipped, or keeps others from running");
  });

  it.each([
    ["pytest", PY.replace("def test_plain", "@pytest.mark.skip\ndef test_plain")],
    ["xfail", PY.replace("def test_plain", "@pytest.mark.xfail(strict=False)\ndef test_plain")],
    ["unittest", PY.replace("    def test_sum", '    @unittest.skip("no")\n    def test_sum')],
    ["skipTest", PY.replace("        self.assert", '        self.skipTest("no")\n        self.assert')],
  ])("finds what skips a test of Python: %s", (_name, now) => {
    expect(whats("tests/test_cart.py", PY, now)).toEqual(["is skipped, or keeps others from running"]);
  });

  it.each([
    [
      "go",
      "a_test.go",
      "func TestA(t *testing.T) {\n\tif x() != 1 {\n\t\tt.Fatal(1)\n\t}\n}\n",
      "t.Fatal(1)",
      "t.Skip()",
    ],
    [
      "rust",
      "tests/a.rs",
      "#[test]\nfn a() {\n    assert_eq!(x(), 1);\n}\n",
      "#[test]",
      "#[test]\n#[ignore]",
    ],
    ["java", "ATest.java", "@Test\nvoid a() {\n  assertEquals(1, x());\n}\n", "@Test", "@Disabled\n@Test"],
    [
      "C#",
      "ATests.cs",
      "[Fact]\npublic void A() {\n  Assert.Equal(1, X());\n}\n",
      "[Fact]",
      '[Fact(Skip = "no")]',
    ],
    ["ruby", "a_spec.rb", 'it "a" do\n  expect(x).to eq(1)\nend\n', "  expect", "  skip\n  expect"],
    ["elixir", "a_test.exs", 'test "a" do\n  assert x() == 1\nend\n', "test", "@tag :skip\ntest"],
    [
      "php",
      "ATest.php",
      "function testA() {\n  $this->assertSame(1, x());\n}\n",
      "  $this",
      "  $this->markTestSkipped();\n  $this",
    ],
  ])("finds a skipped test in %s", (_name, path, base, from, to) => {
    expect(whats(path, base, base.replace(from, to))).toContain("is skipped, or keeps others from running");
  });

  it.each([
    ["python", "test_a.py", "def test_a():\n    assert x() == 1\n", "    assert x() == 1", "    assert True"],
    ["python, both sides", "test_a.py", "def test_a():\n    assert x() == 1\n", "x() == 1", "1 == 1"],
    [
      "unittest",
      "test_a.py",
      "class T:\n    def test_a(self):\n        self.assertEqual(x(), 1)\n",
      "assertEqual(x(), 1)",
      "assertTrue(True)",
    ],
    ["go", "a_test.go", "func TestA(t *testing.T) {\n\tassert.Equal(t, 1, x())\n}\n", "1, x()", "1, 1"],
    ["rust", "tests/a.rs", "#[test]\nfn a() {\n    assert_eq!(x(), 1);\n}\n", "x(), 1", "1, 1"],
    [
      "vitest",
      "a.test.ts",
      'it("a", () => {\n  expect(x()).toBe(1);\n});\n',
      "expect(x()).toBe(1)",
      "expect(true).toBe(true)",
    ],
    ["ruby", "a_test.rb", "def test_a\n  assert_equal 1, x\nend\n", "1, x", "1, 1"],
    [
      "php",
      "ATest.php",
      "function testA() {\n  $this->assertSame(1, x());\n}\n",
      "assertSame(1, x())",
      "assertTrue(true)",
    ],
    [
      "junit",
      "ATest.java",
      "@Test\nvoid a() {\n  assertEquals(1, x());\n}\n",
      "assertEquals(1, x())",
      "assertTrue(true)",
    ],
  ])("finds an assertion that always holds in %s", (_name, path, base, from, to) => {
    expect(whats(path, base, base.replace(from, to))).toContain("asserts what always holds");
  });

  it.each([
    ["a return", JS.replace("  const cart", "  return;\n  const cart")],
    ["an exit", JS.replace("  const cart", "  process.exit(0);\n  const cart")],
    ["a condition", JS.replace("  assert.equal(cart, 90);", "  if (false) { assert.equal(cart, 90); }")],
    ["a catch", JS.replace("  assert.equal(cart, 90);", "  try { assert.equal(cart, 90); } catch {}")],
  ])("finds a test that ends early or hides its failure: %s", (_name, now) => {
    expect(whats("test/cart.test.js", JS, now)).toEqual([
      "ends before the assertions, or hides their failure",
    ]);
  });

  it("finds a body that became a text, and a test that is gone", () => {
    const quoted = PY.replace("    assert total([1]) == 1", '    """\n    assert total([1]) == 1\n    """');
    expect(whats("tests/test_cart.py", PY, quoted)).toContain("an assertion is gone");
    const gone = JS.slice(0, JS.indexOf('test("takes'));
    expect(whats("test/cart.test.js", JS, gone)).toEqual(["an assertion is gone", "a test is gone"]);
  });

  it("has nothing against other numbers, moved lines, new tests and a comment", () => {
    const [first = "", second = ""] = [
      JS.slice(JS.indexOf('test("adds'), JS.indexOf('\ntest("takes')),
      JS.slice(JS.indexOf('test("takes')),
    ];
    for (const now of [
      JS.replace("90", "80"),
      JS.replace(first, "").replace(second, `${second}\n${first}`),
      `${JS}\ntest("more", () => assert.equal(total([4]), 4));\n`,
      JS.replace('test("takes', '// What a discount is.\ntest("takes'),
      JS.replace("assert.equal(cart, 90)", "assert.deepEqual(cart, 90)"),
    ])
      expect(weaknesses("test/cart.test.js", JS, now)).toEqual([]);
  });
});

describe("onlyAddsTests", () => {
  const added = 'test("new", () => {\n  assert.equal(total([4]), 4);\n});\n';

  it.each([
    ["at the end", `${JS}\n${added}`],
    ["between others", JS.replace('test("takes', `${added}\ntest("takes`)],
    ["with what it imports", JS.replace("{ total }", "{ total, rounded }").concat(`\n${added}`)],
    ["with another import", `import { range } from "lodash";\n${JS}\n${added}`],
    ["a comment", JS.replace('test("takes', '// Why.\ntest("takes')],
  ])("is true for a new test %s", (_name, now) => {
    expect(onlyAddsTests("test/cart.test.js", JS, now)).toBe(true);
  });

  it.each([
    ["another number", JS.replace("90", "80")],
    ["a line in a test", JS.replace("  const cart", "  total.fake = true;\n  const cart")],
    ["an import for its effect", `import "./neuter.js";\n${JS}`],
    ["another source", JS.replace("../src/cart.js", "./fake.js")],
    ["another thing under the same name", JS.replace("{ total }", "{ fake as total, total as real }")],
    ["something after a new test", `${JS}\n${added}assert.equal = () => {};\n`],
    ["something before them", JS.replace('test("adds', 'assert.equal = () => {};\ntest("adds')],
    ["a statement alone", `${JS}\nprocess.exitCode = 0;\n`],
  ])("is false for %s", (_name, now) => {
    expect(onlyAddsTests("test/cart.test.js", JS, now)).toBe(false);
  });

  it("knows the end of a test by its indentation too", () => {
    expect(onlyAddsTests("test_cart.py", PY, `${PY}\ndef test_more():\n    assert total([2]) == 2\n`)).toBe(
      true,
    );
    expect(onlyAddsTests("test_cart.py", PY, `${PY}\ndef test_more():\n    pass\ntotal = None\n`)).toBe(
      false,
    );
    const inClass = PY.replace(
      "\ndef test_plain",
      "\n    def test_more(self):\n        self.assertEqual(total([]), 0)\n\ndef test_plain",
    );
    expect(onlyAddsTests("test_cart.py", PY, inClass)).toBe(true);
  });
});
