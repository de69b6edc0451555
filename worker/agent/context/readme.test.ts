import { describe, expect, it } from "vitest";
import { readmeBeginning } from "./readme.ts";

const PROSE = "A fast parser.\nInstall it with npm.";

describe("the beginning of a README", () => {
  it.each([
    [
      "links around pictures",
      `# Name\n\n[![Build](https://img.shields.io/x.svg)](https://ci.example/x) [![npm][npm-image]][npm-url]\n\n${PROSE}`,
    ],
    ["a picture over two lines", `# Name\n[![Package Manager\nCI](https://x/y.svg)](https://x)\n${PROSE}`],
    ["contents", `# Name\n- [Install](#install)\n  1. [Use](#use)\n${PROSE}`],
    ["plain pictures", `# Name\n![logo](logo.png)\n![](https://x/y.svg)\n\n\n${PROSE}`],
    [
      "html",
      `<h1 align="center">\n  <a href="https://x"><img src="x.svg" alt="logo"></a>\n</h1>\n<p align="center"><picture><source srcset="a"><img src="b"></picture></p>\n\n# Name\n<br/>\n${PROSE}`,
    ],
    [
      "reStructuredText",
      `.. image:: https://x/y.svg\n   :target: https://x\n   :alt: state\n.. |ci| image:: https://x/z.svg\n    :target: https://y\n\n|ci| |docs|\n\n# Name\n\n${PROSE}`,
    ],
    ["AsciiDoc", `image:https://img.shields.io/a.svg[state]\n# Name\n${PROSE}`],
    [
      "comments and definitions",
      `<!-- badges\n![x](y)\n-->\n# Name\n${PROSE}\n\n[npm-image]: https://img.shields.io/npm.svg\n[npm-url]: https://npm.example`,
    ],
    ["Windows line ends", `# Name\r\n\r\n[![a](b)](c)\r\n${PROSE.replace("\n", "\r\n")}`],
    ["rules between badges", `# Name\n[![a](b)](c) | ![d](e) · [![f][g]][h]\n***\n${PROSE}`],
  ])("is without %s", (_, readme) => {
    expect(readmeBeginning(readme, 800)).toBe(`# Name\n${PROSE}`);
  });

  it("keeps links, code and lists", () => {
    const text = "# Name\nSee [the guide](https://x/guide) and `a<T>`.\n- one\n- two\n| a | b |\n| 1 | 2 |";
    expect(readmeBeginning(text, 800)).toBe(text);
  });

  it("is cut at a line's end, and bounded for hostile text", () => {
    expect(readmeBeginning("first line\nsecond line", 15)).toBe("first line");
    expect(readmeBeginning("x".repeat(100), 15)).toHaveLength(15);
    const startedAt = performance.now();
    for (const part of ["[![", "<!--", "<a ", "[", "![](", "<img ", "\n\n", "|a|", "<svg>"])
      readmeBeginning(part.repeat(20_000 / part.length), 800);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});
