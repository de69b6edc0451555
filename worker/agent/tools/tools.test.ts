import { describe, expect, it } from "vitest";
import { MemoryHost } from "../fakes/memory-host.ts";
import { planFor } from "../fakes/requests.ts";
import { isInScope, isTestPath } from "./scope.ts";
import { callTool, editingTools, planningTools } from "./toolbox.ts";
import { WorkTree } from "./work-tree.ts";

const PLAN = planFor([
  { path: "a.txt", action: "modify" },
  { path: "link", action: "modify" },
  { path: "bin.dat", action: "modify" },
  { path: "a.txt/b", action: "create" },
  { path: "dir/new.txt", action: "create" },
  { path: "dir/new.js", action: "create" },
]);

function rig(
  files: Record<string, string | Uint8Array>,
  respond?: ConstructorParameters<typeof MemoryHost>[1],
) {
  const host = new MemoryHost(files, respond);
  const context = { host, workTree: new WorkTree(host), plan: PLAN };
  let id = 0;
  const use = (name: string, args: unknown) =>
    callTool(
      editingTools({ provider: "demo" }),
      { id: `c${id++}`, name, arguments: JSON.stringify(args) },
      context,
    );
  return { host, use };
}

describe("read", () => {
  it("numbers lines and says which slice it is", async () => {
    const { use } = rig({ "a.txt": "one\ntwo\nthree\n" });
    expect((await use("read", { path: "a.txt", start_line: 2, end_line: 2 })).content).toBe(
      "a.txt (lines 2-2 of 3)\n    2| two\n[more: read again with start_line 3]",
    );
    expect((await use("read", { path: "./a.txt", end_line: null })).content).toBe(
      "a.txt (lines 1-3 of 3)\n    1| one\n    2| two\n    3| three",
    );
  });

  it("shows that the last line has no end, and a file is written as the model sent it", async () => {
    const { use, host } = rig({ "a.txt": "one\ntwo" });
    expect((await use("read", { path: "a.txt" })).content).toBe(
      "a.txt (lines 1-2 of 2; no newline after the last line)\n    1| one\n    2| two",
    );
    await use("write", { path: "dir/new.txt", content: "```\nend\n```" });
    await use("write", { path: "a.txt", content: "one\n" });
    await use("edit", { path: "a.txt", edits: [{ old: "one\n", new: "1" }] });
    expect(host.text("dir/new.txt")).toBe("```\nend\n```");
    expect(host.text("a.txt")).toBe("1");
  });

  it("names the encoding of what is not UTF-8, and an edit keeps it", async () => {
    const { use, host } = rig({ "a.txt": Uint8Array.of(0x63, 0x61, 0x66, 0xe9, 0x0a, 0x78, 0x0a) });
    expect((await use("read", { path: "a.txt" })).content).toBe(
      "a.txt (lines 1-2 of 2; encoding ISO-8859-1, as far as its bytes tell)\n    1| café\n    2| x",
    );
    const refused = await use("edit", { path: "a.txt", edits: [{ old: "x", new: "5 €" }] });
    expect(refused).toMatchObject({
      ok: false,
      content: expect.stringContaining("ISO-8859-1, which does not have"),
    });
    await use("edit", { path: "a.txt", edits: [{ old: "x", new: "thé" }] });
    expect(host.files.get("/work/repo/a.txt")).toEqual(
      Uint8Array.of(0x63, 0x61, 0x66, 0xe9, 0x0a, 0x74, 0x68, 0xe9, 0x0a),
    );
  });

  it("cuts long files and long lines", async () => {
    const { use } = rig({ "a.txt": "x\n".repeat(5_000), "b.txt": "y".repeat(10_000) });
    expect((await use("read", { path: "a.txt" })).content).toContain(
      "[more: read again with start_line 601]",
    );
    const wide = (await use("read", { path: "b.txt" })).content;
    expect(wide.length).toBeLessThan(600);
    expect(wide).toContain("[line 1 goes on: read with start_line 1 and column 401]");
  });

  it("reads a long line on by column, without a gap, to its end", async () => {
    const line = Array.from({ length: 2_000 }, (_, n) => `<${n}>`).join("");
    const { use } = rig({ "b.txt": `x\n${line}\n` });
    let [whole, column] = ["", 1];
    for (let calls = 0; column > 0 && calls < 9; calls += 1) {
      const { content } = await use("read", { path: "b.txt", start_line: 2, column });
      const shown = /\n {4}2\| …?(.*?)…? \[line cut: columns (\d+)-(\d+) of \d+\]/.exec(content);
      expect(shown).not.toBeNull();
      whole = whole.slice(0, Number(shown?.[2]) - 1) + shown?.[1];
      column = Number(/and column (\d+)\]/.exec(content)?.[1] ?? 0);
    }
    expect(whole).toBe(line);
  });

  it.each([
    ["link", "symbolic link"],
    ["bin.dat", "not a text file"],
    ["dir", "is a folder"],
    ["nope", "does not exist"],
    ["/etc/passwd", "inside the repository"],
    [".git/config", "inside the repository"],
    ["linked/x", "symbolic link"],
  ])("refuses %s", async (path, reason) => {
    const { use } = rig({
      link: "-> /etc/passwd",
      linked: "-> /",
      "bin.dat": new Uint8Array([0, 1]),
      "dir/x": "x",
      ".git/config": "secret",
    });
    const outcome = await use("read", { path });
    expect(outcome.ok).toBe(false);
    expect(outcome.content).toContain(reason);
  });
});

describe("edit", () => {
  const change = { path: "a.txt", edits: [{ old: "one", new: "ONE" }] };

  it("shows the changed lines and keeps CRLF", async () => {
    const { use, host } = rig({ "a.txt": "zero\r\none\r\ntwo\r\n" });
    await use("read", { path: "a.txt" });
    const outcome = await use("edit", change);
    expect(outcome.content).toBe("Edited a.txt (+1 -1). Now:\n    1| zero\n    2| ONE\n    3| two");
    expect(host.text("a.txt")).toBe("zero\r\nONE\r\ntwo\r\n");
  });

  it("shows a window for each changed place, and counts the replacements", async () => {
    const text = Array.from({ length: 60 }, (_, n) => (n % 20 === 9 ? "old\n" : `line ${n}\n`)).join("");
    const { use } = rig({ "a.txt": text });
    await use("read", { path: "a.txt" });
    const outcome = await use("edit", {
      path: "a.txt",
      edits: [{ old: "old", new: "new", replace_all: true }],
    });
    expect(outcome.content).toMatch(/^Edited a\.txt \(\+3 -3\), 3 replacements\. Now:\n {4}7\| line 6\n/);
    expect(outcome.content.split("\n[…]\n").map((window) => window.match(/\d+(?=\| new)/g))).toEqual([
      ["10"],
      ["30"],
      ["50"],
    ]);
    const removed = await use("edit", { path: "a.txt", edits: [{ old: "line 58\nline 59\n", new: "" }] });
    expect(removed.content).toBe(
      "Edited a.txt (+0 -2). Now:\n   56| line 55\n   57| line 56\n   58| line 57",
    );
  });

  it("bounds the windows of many places, and counts what a long file really changed", async () => {
    const text = Array.from({ length: 3_000 }, (_, n) => (n % 10 === 0 ? `old ${n}\n` : `line ${n}\n`)).join(
      "",
    );
    const { use } = rig({ "a.txt": text });
    await use("read", { path: "a.txt" });
    const { content } = await use("edit", {
      path: "a.txt",
      edits: [{ old: "old", new: "new", replace_all: true }],
    });
    expect(content).toContain("(+300 -300), 300 replacements");
    expect(content.split("\n").length).toBeLessThan(170);
    expect(content).toMatch(/\[28\d more changed places\]$/);
  });

  it("refuses a file that changed since it was read, shows it, and then goes on", async () => {
    const { use, host } = rig({ "a.txt": "one\n" });
    await use("read", { path: "a.txt" });
    host.files.set("/work/repo/a.txt", "one more\n");
    const refused = await use("edit", change);
    expect(refused.content).toContain("changed since you read it");
    expect(refused.content).toContain("    1| one more");
    expect((await use("edit", change)).ok).toBe(true);
    expect(host.text("a.txt")).toBe("ONE more\n");
  });

  it("puts a failed edit into the log", async () => {
    const { use, host } = rig({ "a.txt": "one\n" });
    await use("read", { path: "a.txt" });
    await use("edit", { path: "a.txt", edits: [{ old: "three", new: "x" }] });
    expect(host.ofType("tool").at(-1)?.data).toMatchObject({ tool: "edit", target: "a.txt", ok: false });
    expect(host.ofType("edit")).toEqual([]);
  });

  it.each(["link", "bin.dat"])("refuses %s", async (path) => {
    const { use, host } = rig({ link: "-> a.txt", "bin.dat": new Uint8Array([0]), "a.txt": "one" });
    expect((await use("edit", { ...change, path })).ok).toBe(false);
    expect(host.text("a.txt")).toBe("one");
  });
});

describe("write", () => {
  it("creates with folders, and replaces only what was read", async () => {
    const { use, host } = rig({ "a.txt": "\uFEFFone\r\n" });
    expect((await use("write", { path: "dir/new.txt", content: "n" })).content).toBe(
      "Created dir/new.txt (+1 -0).",
    );
    const refused = await use("write", { path: "a.txt", content: "two" });
    expect(refused.content).toContain("You have not read this file yet; here it is: a.txt");
    await use("write", { path: "a.txt", content: "two\n" });
    expect(host.text("a.txt")).toBe("\uFEFFtwo\r\n".replace("\uFEFF", "")); // TextDecoder drops the BOM it reads
    expect(host.files.get("/work/repo/a.txt")?.[0]).toBe(0xef);
  });

  it("refuses what is too large", async () => {
    const { use } = rig({});
    const outcome = await use("write", { path: "dir/new.txt", content: "x".repeat(5 * 1024 * 1024 + 1) });
    expect(outcome).toMatchObject({ ok: false, content: expect.stringContaining("larger than 5 MiB") });
  });

  it.each([
    [{ path: "a.txt/b", content: "x" }, "a.txt is a file, not a folder"],
    [{ path: "dir/new.js", content: "// ... rest of code ...\n" }, "leaves out code"],
    [{ path: "dir/new.txt", content: "a\0b" }, "must be text"],
    [{ path: "link", content: "x" }, "symbolic link"],
  ])("refuses %j", async (args, reason) => {
    const { use } = rig({ "a.txt": "one", link: "-> a.txt" });
    const outcome = await use("write", args);
    expect(outcome).toMatchObject({ ok: false });
    expect(outcome.content).toContain(reason);
  });
});

describe("what a task writes", () => {
  it("is named before it is written", async () => {
    const { host, use } = rig({ "a.txt": "one\n" });
    await use("read", { path: "a.txt" });
    await use("edit", { path: "a.txt", edits: [{ old: "one", new: "two" }] });
    await use("write", { path: "dir/new.txt", content: "new\n" });
    await use("delete", { path: "a.txt" });
    expect(host.touches).toEqual([
      { path: "a.txt", before: "one\n" },
      { path: "dir/new.txt", executable: false, before: null },
      { path: "a.txt", before: "two\n" },
    ]);
  });

  it("is not named when the edit is refused", async () => {
    const { host, use } = rig({ "a.txt": "one\n" });
    const absent = { path: "a.txt", edits: [{ old: "absent", new: "two" }] };
    expect(await use("edit", absent)).toMatchObject({ ok: false });
    expect(await use("write", { path: "outside.txt", content: "new\n" })).toMatchObject({ ok: false });
    expect(host.touches).toEqual([]);
    expect([host.text("a.txt"), host.text("outside.txt")]).toEqual(["one\n", null]);
  });
});

/** Output of git grep for short lines; there are no long ones. */
const matching = (stdout: string) => (argv: readonly string[]) =>
  argv.includes("-l") ? { exitCode: 1 } : argv[0] === "git" ? { stdout } : undefined;

describe("grep and glob", () => {
  it("asks git, and shows matches as path:line: text", async () => {
    const { use, host } = rig(
      { "src/a.js": "" },
      matching("b c.js\x003\x00x\nsrc/a.js\x0012\x00  const x = 1;\n"),
    );
    const outcome = await use("grep", { pattern: "-x", path: "src/", ignore_case: true });
    expect(outcome.content).toBe("b c.js:3: x\nsrc/a.js:12:   const x = 1;");
    expect(host.commands.find((argv) => argv.includes("grep"))?.slice(-12)).toEqual([
      "-P",
      "-i",
      "(",
      "-e",
      "-x",
      ")",
      "--and",
      "--not",
      "-e",
      ".{401}",
      "--",
      ":(literal)src",
    ]);
  });

  it("says so when there is no match, the pattern is broken, or git has no PCRE", async () => {
    expect((await rig({}, () => ({ exitCode: 1 })).use("grep", { pattern: "x" })).content).toBe("No match.");
    const broken = await rig({}, () => ({ exitCode: 128, stderr: "fatal: missing )" })).use("grep", {
      pattern: "(",
    });
    expect(broken).toMatchObject({ ok: false, content: "missing )" });
    const old = rig({}, (argv) =>
      argv.includes("-P")
        ? { exitCode: 128, stderr: "cannot use Perl-compatible regexes when not compiled with USE_LIBPCRE" }
        : { stdout: "a\x001\x00x\n" },
    );
    expect((await old.use("grep", { pattern: "x" })).content).toBe("a:1: x");
  });

  it("caps the matches", async () => {
    const many = Array.from({ length: 500 }, (_, index) => `a\0${index + 1}\0x`).join("\n");
    const outcome = await rig({}, matching(many)).use("grep", { pattern: "x" });
    expect(outcome.content.split("\n")).toHaveLength(101);
    expect(outcome.content).toContain("[more matches");
  });

  it("leaves deleted files out of glob", async () => {
    const outcome = await rig({}, () => ({ stdout: "H a.js\0R a.js\0? new.js\0H b.js\0" })).use("glob", {
      pattern: "*.js",
    });
    expect(outcome.content).toBe("b.js\nnew.js");
  });
});

describe("scope", () => {
  it.each([
    ["a.txt", true],
    ["b.txt", false],
    ["tests/test_b.py", true],
    ["src/__tests__/b.js", true],
    ["src/b.spec.ts", true],
    ["pkg/b_test.go", true],
    ["package-lock.json", true],
    ["web/yarn.lock", true],
    ["latest/b.js", false],
    ["contest.py", false],
    [".github/workflows/ci.test.yml", false],
  ])("%s: %s", (path, allowed) => {
    expect(isInScope(PLAN, path)).toBe(allowed);
  });

  it("knows tests by folder and by name", () => {
    expect(isTestPath("spec/models/user_spec.rb")).toBe(true);
    expect(isTestPath("src/UserTest.java")).toBe(true);
    expect(isTestPath("src/testing.ts")).toBe(false);
  });
});

it("describes every tool with a JSON schema of an object", () => {
  const tools = [...planningTools(new WorkTree(new MemoryHost())), ...editingTools({ provider: "demo" })];
  for (const { spec } of tools) {
    expect(spec.parameters).toMatchObject({ type: "object" });
    expect(spec.parameters).not.toHaveProperty("$schema");
    expect(spec.description.length).toBeGreaterThan(20);
  }
});
