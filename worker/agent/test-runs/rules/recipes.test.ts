import { describe, expect, it } from "vitest";
import { emptiness } from "./empty-script.ts";
import { justScript, makeScript } from "./recipes.ts";

const empty = (script: string | null) => (script === null ? null : emptiness(script));

describe("a Makefile's target", () => {
  it.each([
    ["test:\n\t@echo no tests\n"],
    ["test:\n"],
    [".PHONY: test\ntest: build\n\t-@true\nbuild:\n\techo built\n"],
    ["test: ; @echo none\n"],
    ["test check:\n\techo one && \\\n\techo two\n\nall:\n\tcc a.c\n"],
  ])("%j tests nothing", (makefile) => {
    expect(empty(makeScript(makefile, "test"))).toBe("ends");
  });

  it("lints", () => {
    expect(empty(makeScript("test: lint\nlint:\n\tflake8 src\n", "test"))).toBe("lints");
  });

  it.each([
    ["test:\n\t@echo start\n\tpytest\n"],
    ["test: main.o\n\techo linked\n"],
    ["test: build\nbuild:\n\tcc a.c\n"],
    ["test:\n\t$(RUN)\n"],
    ['test:\n\t@if [ -n "$$CI" ]; then echo once; else exit 3; fi\n'],
    ["test: test\n"],
  ])("%j may test something", (makefile) => {
    expect(empty(makeScript(makefile, "test"))).toBeNull();
  });
});

describe("a justfile's recipe", () => {
  it.each([
    ["test:\n  @echo none\n", "ends"],
    ["test *args='': lint\n  true\nlint:\n    ruff check\n", "lints"],
    ["test:\n  pytest\n", null],
    ["test:\n  {{runner}}\n", null],
    ["test:\n  #!/usr/bin/env python3\n  print(1)\n", null],
  ])("%j", (justfile, expected) => {
    expect(empty(justScript(justfile, "test"))).toBe(expected);
  });
});
