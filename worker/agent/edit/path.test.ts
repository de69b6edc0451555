import { describe, expect, it } from "vitest";
import { repositoryPath } from "./path.ts";

describe("a path that a tool may touch", () => {
  it.each([
    "docs/می\u200cخواهم.md",
    "docs/family-👨\u200d👩\u200d👧.md",
    "flags/🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}.svg",
    "हिन्\u200dदी.txt",
    "\u0600.txt",
    ' lead and "trail" .txt ',
    "-rf",
    "%41 #?.txt",
    "a..b.txt",
    "U\u0308bersicht.md",
  ])("may be called %j", (path) => expect(repositoryPath(path)).toBe(path));

  it.each([
    "a\u200b.js",
    "a\u202etxt.exe",
    "\u2066a\u2069",
    "\uFEFFa.js",
    "a\u00ad.js",
    "plain\u{E0061}.md",
    "a\n.js",
    "a\u0007",
    "half\ud800",
    ".g\u200cit/hooks/x",
    "sub/.GIT/x",
    ".git./x",
    "GIT~1/config",
  ])("may not be called %j", (path) => expect(repositoryPath(path)).toBeNull());

  it("loses only what says that it is relative", () => expect(repositoryPath("././a/b")).toBe("a/b"));
});
