import { describe, expect, it } from "vitest";
import {
  assertSafe,
  type Change,
  MAX_FILE_BYTES,
  MAX_FILES,
  MAX_TOTAL_BYTES,
  sensitivePaths,
} from "./change.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const file = (path: string, more: Partial<Change> = {}): Change => ({
  path,
  mode: "100644",
  status: "A",
  bytes: bytes("x"),
  ...more,
});
const link = (path: string, target: string): Change => file(path, { mode: "120000", bytes: bytes(target) });

describe("what a sandbox may publish", () => {
  it("takes ordinary files, links inside, and deletions", () => {
    assertSafe([
      file("src/a.ts"),
      file(".gitignore"),
      file(".github/dependabot.yml"),
      file("docs/Ünï cödé.md", { mode: "100755" }),
      file("git/x..y/...", {}),
      file("gone", { status: "D", bytes: null }),
      link("a/b/link", "../../src/a.ts"),
      link("here", "./src"),
    ]);
  });

  it.each([
    "",
    "/etc/passwd",
    "../x",
    "a/../../x",
    "a//b",
    "a/./b",
    "a\\b",
    ".git/config",
    "sub/.GIT/hooks/pre-commit",
    ".git./config",
    ".git /config",
    "GIT~1/config",
    ".g\u200cit/config",
    ".git::$INDEX_ALLOCATION/config",
    "a\nb",
    "a\u0000b",
    "a\u001b[31mb",
    "bad\ufffdname",
    "lone\ud800",
    "x".repeat(1025),
  ])("refuses the path %j", (path) => {
    expect(() => assertSafe([file(path)])).toThrow(expect.objectContaining({ code: "unsafe_change" }));
  });

  it.each(["/etc/passwd", "..", "../../x", "a/../../../x", "", ".git/config", "..\\..\\x"])(
    "refuses a symlink to %j",
    (target) => {
      const change = () => assertSafe([link("sub/link", target === ".." ? "../.." : target)]);
      expect(change).toThrow("symlink");
      expect(change).toThrow("sub/link");
      expect(change).toThrow(expect.objectContaining({ code: "unsafe_change" }));
    },
  );

  it("refuses submodules, directories, git's own files as links, doubles and half changes", () => {
    // What a hostile report may contain although the type forbids it.
    const mode = "160000" as Change["mode"];
    expect(() => assertSafe([file("sub", { mode })])).toThrow("mode 160000");
    expect(() => assertSafe([link(".gitmodules", "x")])).toThrow("may not be a symlink");
    expect(() => assertSafe([file("a"), file("a")])).toThrow("listed twice");
    expect(() => assertSafe([file("a", { status: "D" })])).toThrow("does not fit");
    expect(() => assertSafe([file("a", { bytes: null })])).toThrow("does not fit");
  });

  it("names the limit that a change is over", () => {
    expect(() => assertSafe([])).toThrow(expect.objectContaining({ code: "no_changes" }));
    const many = Array.from({ length: MAX_FILES + 1 }, (_, index) => file(`f${index}`));
    expect(() => assertSafe(many)).toThrow(`at most ${MAX_FILES}`);
    expect(() => assertSafe([file("big", { bytes: new Uint8Array(MAX_FILE_BYTES + 1) })])).toThrow(
      '"big" has',
    );
    const heavy = Array.from({ length: 5 }, (_, index) =>
      file(`f${index}`, { bytes: new Uint8Array(MAX_FILE_BYTES) }),
    );
    expect(() => assertSafe(heavy)).toThrow(`at most ${MAX_TOTAL_BYTES}`);
  });
});

describe("sensitive paths", () => {
  it("are those that run with the repository's rights or rule its reviews", () => {
    const risky = [
      ".github/workflows/ci.yml",
      ".github/actions/x/action.yml",
      "CODEOWNERS",
      ".github/CODEOWNERS",
      ".gitmodules",
    ];
    expect(sensitivePaths([...risky, "src/workflows/x.ts", "docs/x.md"])).toEqual(risky);
  });
});
