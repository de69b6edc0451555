import { describe, expect, it } from "vitest";
import { checkSyntax } from "./check.ts";
import { definitionsIn } from "./definitions.ts";
import { GRAMMARS, grammarOf } from "./grammars.ts";

/** `kind name` of every definition, in order. */
async function found(path: string, text: string): Promise<string[]> {
  return ((await definitionsIn(path, text)) ?? []).map(({ kind, name }) => `${kind} ${name}`);
}

const SAMPLES: [path: string, text: string, expected: string[]][] = [
  [
    "a.js",
    "export class Cart {\n  add(item) {}\n  total = () => 1;\n}\nconst tax = (x) => x;\nfunction* ids() {}\nconst o = { go() {}, run: () => 1 };\nCart.prototype.drop = function () {};",
    [
      "class Cart",
      "method add",
      "method total",
      "function tax",
      "function ids",
      "constant o",
      "method go",
      "method run",
      "method drop",
    ],
  ],
  [
    "a.ts",
    "export interface A { x: number }\ntype B = A;\nenum C { D }\nabstract class E { abstract f(): void; g(): void {} }\nexport const h = 1;",
    ["interface A", "type B", "enum C", "class E", "method f", "method g", "constant h"],
  ],
  ["a.tsx", "export const App = () => <p>{x}</p>;", ["function App"]],
  [
    "a.py",
    "LIMIT = 3\n\n@wraps\ndef f():\n    inner = 1\n\nclass A:\n    async def g(self): pass\n",
    ["constant LIMIT", "function f", "class A", "function g"],
  ],
  [
    "a.go",
    "package a\n\nconst Max = 1\n\nvar x int\n\ntype T struct{}\n\nfunc (t *T) Run() {}\n\nfunc New() *T { return nil }\n",
    ["constant Max", "constant x", "type T", "method Run", "function New"],
  ],
  [
    "a.rs",
    "pub struct S;\nenum E { A }\npub trait T { fn t(&self); }\nimpl S { pub fn new() -> S { S } }\nconst N: u8 = 1;\nmacro_rules! m { () => {} }\nmod inner { }",
    [
      "struct S",
      "enum E",
      "interface T",
      "function t",
      "function new",
      "constant N",
      "macro m",
      "module inner",
    ],
  ],
  [
    "A.java",
    "public class A {\n  A() {}\n  int size() { return 1; }\n  interface I {}\n  enum K { X }\n}\nrecord R(int x) {}",
    ["class A", "method A", "method size", "interface I", "enum K", "class R"],
  ],
  [
    "a.c",
    "#define SQ(x) ((x)*(x))\ntypedef struct node { int x; } node_t;\nstatic int add(int a, int b) { return a + b; }\nchar *name(void) { return 0; }\nint later(void);",
    ["macro SQ", "struct node", "type node_t", "function add", "function name", "function later"],
  ],
  [
    "a.cpp",
    "namespace n {\nclass A {\n public:\n  int size() const;\n};\nint A::size() const { return 1; }\nusing B = A;\n}",
    ["module n", "class A", "method size", "function A::size", "type B"],
  ],
  [
    "a.cs",
    "namespace N;\npublic class A {\n  public A() {}\n  public int Size { get; set; }\n  void Run() {}\n}\ninterface I {}\nrecord R(int X);",
    ["class A", "method A", "property Size", "method Run", "interface I", "class R"],
  ],
  [
    "a.rb",
    "module M\n  class A\n    def run; end\n    def self.make; end\n  end\nend\nLIMIT = 1\n",
    ["module M", "class A", "method run", "method make", "constant LIMIT"],
  ],
  [
    "a.php",
    "<?php\nfunction f() {}\nclass A { public function g() {} }\ninterface I {}\ntrait T {}\nenum E {}",
    ["function f", "class A", "method g", "interface I", "interface T", "enum E"],
  ],
];

describe("definitionsIn", () => {
  it.each(SAMPLES)("%s", async (path, text, expected) => {
    expect(await found(path, text)).toEqual(expected);
  });

  it("has a sample for every grammar", () => {
    expect(new Set(SAMPLES.map(([path]) => grammarOf(path)))).toEqual(new Set(GRAMMARS));
  });

  it("gives the lines of the whole definition", async () => {
    const [first] = (await definitionsIn("a.py", "x = 1\n\ndef f():\n    return 1\n")) ?? [];
    expect(first).toMatchObject({ name: "x", line: 1, endLine: 1 });
    expect((await definitionsIn("a.py", "\ndef f():\n    return 1\n"))?.[0]).toMatchObject({
      line: 2,
      endLine: 3,
    });
  });

  it("knows nothing of a language without a grammar", async () => {
    expect(await definitionsIn("a.md", "# function x")).toBeNull();
    expect(await definitionsIn(".py", "def f(): pass")).toBeNull();
  });
});

describe("checkSyntax", () => {
  it("is content with every sample", async () => {
    for (const [path, text] of SAMPLES)
      expect({ path, ...(await checkSyntax(path, text)) }).toEqual({ path, checked: true, errors: [] });
  });

  it("names the line and what is wrong", async () => {
    expect((await checkSyntax("a.ts", "const a = 1;\nfoo(1;\n")).errors).toEqual([
      { line: 2, message: "missing `)`" },
    ]);
    expect((await checkSyntax("a.py", "def f():\n    return 1\n)\n")).errors).toMatchObject([{ line: 3 }]);
    expect((await checkSyntax("a.go", "package a\nfunc f() {\n")).errors).not.toEqual([]);
  });

  it("says so when it cannot tell", async () => {
    expect(await checkSyntax("a.unknown", "((((")).toEqual({ checked: false, errors: [] });
  });

  it("stops after twenty errors", async () => {
    const text = "def f(:\n  pass\n\nx = 1\n".repeat(100);
    const { checked, errors } = await checkSyntax("a.py", text);
    expect([checked, errors.length]).toEqual([true, 20]);
    // The first twenty, each where it stands.
    const lines = errors.map(({ line }) => line);
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
    expect(lines[0]).toBe(1);
  });
});
