/** File names, kinds and locations as in real repositories. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openCheckouts } from "../fakes/checkout-fixture.ts";

let checkouts: Awaited<ReturnType<typeof openCheckouts>>;
beforeAll(async () => {
  checkouts = await openCheckouts();
});
afterAll(() => checkouts.close());

const nfd = (text: string) => text.normalize("NFD");
const edit = (path: string, old: string, next: string) => ({ path, edits: [{ old, new: next }] });
const names = (listing: string) => listing.trim().split("\n").sort();
const SUBMODULE = { gitlink: "c9a4ebcc9a0c457e8e792d6ba3fc59592cd6d419" };
const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${"4d".repeat(32)}\nsize 12345\n`;

describe("names in another form of letters", () => {
  const onDisk = nfd("docs/Übersicht/Café.md");
  const typed = "docs/Übersicht/Café.md";

  it("are one file to every tool, in the form that is on disk", async () => {
    const { use, host, sh } = await checkouts.open({ [onDisk]: "Status: alt\n" }, { planned: [typed] });
    expect((await use("read", { path: typed })).content).toContain(`${onDisk} (lines 1-1 of 1)`);
    expect((await use("glob", { pattern: "docs/Übersicht/*.md" })).content).toBe(onDisk);
    expect((await use("glob", { pattern: typed })).content).toBe(onDisk);
    expect((await use("grep", { pattern: "Status", path: typed })).content).toBe(`${onDisk}:1: Status: alt`);
    expect(await use("request_files", { paths: [typed], reason: "" })).toMatchObject({
      content: expect.stringContaining("may be changed already"),
    });
    expect(await use("edit", edit(typed, "alt", "neu"))).toMatchObject({ ok: true });
    expect(await use("write", { path: typed, content: "Status: ganz neu\n" })).toMatchObject({ ok: true });
    const patch = `*** Begin Patch\n*** Update File: ${typed}\n-Status: ganz neu\n+Status: fertig\n*** End Patch`;
    expect(await use("apply_patch", { patch })).toMatchObject({ ok: true });
    expect(await sh("find docs -type f")).toBe(`${onDisk}\n`);
    expect(new Set(host.touches.map(({ path }) => path))).toEqual(new Set([onDisk]));
    expect(await use("delete", { path: typed })).toMatchObject({ ok: true });
    expect(await sh("find docs -type f")).toBe("");
  });

  it("never make a twin: a new file goes into the folder that is there, and is made once", async () => {
    const { use, sh } = await checkouts.open(
      { [nfd("Ordner-ä/a.txt")]: "a\n" },
      { planned: ["Ordner-ä/neu-ö.txt", nfd("Ordner-ä/zwei-ü.txt")] },
    );
    await use("write", { path: "Ordner-ä/neu-ö.txt", content: "1\n" });
    expect(await use("write", { path: nfd("Ordner-ä/neu-ö.txt"), content: "2\n" })).toMatchObject({
      ok: true,
    });
    const twice = ["zwei-ü.txt", nfd("zwei-ü.txt")].map((name) => `*** Add File: Ordner-ä/${name}\n+x`);
    await use("apply_patch", { patch: `*** Begin Patch\n${twice.join("\n")}\n*** End Patch` });
    const listed = names(await sh("find . -name '*.txt'"));
    expect(listed.every((path) => path.startsWith(`./${nfd("Ordner-ä")}/`))).toBe(true);
    expect(listed.map((path) => path.normalize("NFC"))).toHaveLength(
      new Set(listed.map((path) => path.normalize("NFC"))).size,
    );
  });

  it("are told apart where the repository has both, and refused where neither is meant", async () => {
    const both = { ["é-ä.md".normalize("NFC")]: "composed\n", [nfd("é-ä.md")]: "apart\n" };
    const { use } = await checkouts.open(both);
    expect((await use("read", { path: nfd("é-ä.md") })).content).toContain("| apart");
    expect((await use("read", { path: "é-ä.md" })).content).toContain("| composed");
    const mixed = `${nfd("é")}-ä.md`;
    expect(await use("read", { path: mixed })).toMatchObject({
      ok: false,
      content: expect.stringContaining("2 files that look like"),
    });
  });

  it("are planned in the form on disk", async () => {
    const { planning } = await checkouts.open({ [onDisk]: "x\n" });
    const submitted = await planning("submit_plan", {
      goal: "g",
      steps: [{ title: "t", intent: "i", acceptance: "a", files: [{ path: typed, action: "modify" }] }],
    });
    expect(submitted).toMatchObject({
      ending: { draft: { steps: [{ files: [{ path: onDisk, action: "modify" }] }] } },
    });
  });
});

describe("names with what is not seen", () => {
  const [persian, family] = ["docs/می\u200cخواهم.md", "docs/family-👨\u200d👩\u200d👧.md"];

  it("can be read and changed, also when a model drops the joiners", async () => {
    const { use, text, sh } = await checkouts.open(
      { [persian]: "salam\n", [family]: "family\n", "docs/heart-❤\ufe0f.md": "x\n" },
      { planned: [persian, family] },
    );
    expect(await use("read", { path: persian })).toMatchObject({ ok: true });
    expect(await use("edit", edit(persian, "salam", "salam!"))).toMatchObject({ ok: true });
    expect(await use("read", { path: family.replaceAll("\u200d", "") })).toMatchObject({ ok: true });
    expect(await use("edit", edit(family.replaceAll("\u200d", ""), "family", "all"))).toMatchObject({
      ok: true,
    });
    expect(await use("read", { path: "docs/heart-❤.md" })).toMatchObject({ ok: true });
    expect([await text(persian), await text(family)]).toEqual(["salam!\n", "all\n"]);
    expect(names(await sh("ls docs"))).toHaveLength(3);
  });
});

describe("names that differ in capitals", () => {
  it("are not made where a disk would hold only one", async () => {
    const { use, host } = await checkouts.open({ "src/a_test.go": "x\n", "Docs/a.md": "x\n" });
    const twin = await use("write", { path: "src/A_test.go", content: "y\n" });
    expect(twin).toMatchObject({ ok: false, content: expect.stringContaining("Use src/a_test.go.") });
    const folder = await use("write", { path: "docs/tests/b.md", content: "y\n" });
    expect(folder).toMatchObject({ ok: false, content: expect.stringContaining("Use Docs.") });
    expect(host.touches).toEqual([]);
    expect((await use("read", { path: "docs/a.md" })).content).toBe(
      "docs/a.md does not exist. There is Docs.",
    );
  });

  it("are made by a rename that the plan names, in either order", async () => {
    for (const order of [
      ["write", "delete"],
      ["delete", "write"],
    ]) {
      const { use, sh } = await checkouts.open(
        { "Src/Util.js": "u\n" },
        {
          planned: [
            { path: "Src/Util.js", action: "delete" },
            { path: "Src/util.js", action: "create" },
          ],
        },
      );
      for (const name of order) {
        const args = name === "write" ? { path: "Src/util.js", content: "u\n" } : { path: "Src/Util.js" };
        expect(await use(name, args)).toMatchObject({ ok: true });
      }
      expect(await sh("ls Src")).toBe("util.js\n");
    }
  });
});

describe("links", () => {
  it("name their target when they are refused", async () => {
    const { use, host } = await checkouts.open(
      {
        ".ai/rules.md": "r\n",
        "AGENTS.md": { link: ".ai/rules.md" },
        "again.md": { link: "AGENTS.md" },
        "lib/a.js": "a\n",
        "deep/er/lib": { link: "../../lib" },
        "out.md": { link: "/etc/passwd" },
        "up.md": { link: "../../x" },
        "loop.md": { link: "loop.md" },
        "gone.md": { link: "nowhere/at/all.md" },
        "git.md": { link: ".git/config" },
      },
      {
        planned: [
          "AGENTS.md",
          "again.md",
          "deep/er/lib/a.js",
          "out.md",
          "up.md",
          "loop.md",
          "gone.md",
          "git.md",
        ],
      },
    );
    const told = async (path: string) => (await use("write", { path, content: "x\n" })).content;
    expect(await told("AGENTS.md")).toMatch(
      /^AGENTS\.md is a symbolic link to \.ai\/rules\.md; use \.ai\/rules\.md instead\./,
    );
    expect(await told("again.md")).toContain("use .ai/rules.md instead");
    expect(await told("deep/er/lib/a.js")).toContain(
      "deep/er/lib is a symbolic link to lib; use lib/a.js instead",
    );
    expect(await told("out.md")).toContain("leads out of the repository");
    expect(await told("up.md")).toMatch(/leads (?:out of the repository|nowhere)/);
    expect(await told("loop.md")).toContain("leads nowhere");
    expect(await told("gone.md")).toContain("leads nowhere");
    expect(await told("git.md")).toContain("link into .git");
    expect((await use("delete", { path: "AGENTS.md" })).content).toContain("use .ai/rules.md instead");
    expect((await use("read", { path: "again.md" })).content).toContain("use .ai/rules.md instead");
    expect(host.touches).toEqual([]);
  });
});

describe("what is not part of the repository", () => {
  const repo = {
    ".gitattributes": "*.bin filter=lfs diff=lfs merge=lfs -text\n",
    "model.bin": POINTER,
    "data.csv": POINTER,
    "vendor/lib": SUBMODULE,
    "a.js": "a\n",
  };
  const planned = ["model.bin", "data.csv", "vendor/lib/x.js", "vendor/lib", "new.bin", "vendor/other.js"];

  it("is refused for writing, with the reason", async () => {
    const { use, host, sh } = await checkouts.open(repo, { planned });
    const told = async (name: string, args: unknown) => (await use(name, args)).content;
    expect(await told("write", { path: "vendor/lib/x.js", content: "x\n" })).toContain(
      "lies in the submodule vendor/lib",
    );
    expect(await told("write", { path: "vendor/lib", content: "x\n" })).toContain("is a submodule");
    await sh("rmdir vendor/lib");
    expect(await told("write", { path: "vendor/lib/x.js", content: "x\n" })).toContain(
      "lies in the submodule",
    );
    expect(await told("write", { path: "vendor/lib", content: "x\n" })).toContain("is a submodule");
    expect(await told("read", { path: "data.csv" })).toContain(
      "a pointer of Git LFS, its content is not here",
    );
    expect(await told("write", { path: "data.csv", content: "id\n" })).toContain("kept in Git LFS");
    expect(await told("edit", edit("data.csv", "size 12345", "size 1"))).toContain("kept in Git LFS");
    expect(await told("write", { path: "new.bin", content: "x\n" })).toContain("belongs into Git LFS");
    expect(host.touches).toEqual([]);
    expect(await use("write", { path: "vendor/other.js", content: "x\n" })).toMatchObject({ ok: true });
    expect(await use("delete", { path: "model.bin" })).toMatchObject({ ok: true });
  });

  it("is not written by a populated submodule either", async () => {
    const { use, sh } = await checkouts.open(repo, { planned });
    await sh("mkdir -p vendor/lib && cd vendor/lib && git init -q . && echo x > x.js");
    expect(await use("read", { path: "vendor/lib/x.js" })).toMatchObject({ ok: true });
    const refused = await use("edit", edit("vendor/lib/x.js", "x", "y"));
    expect(refused).toMatchObject({ ok: false, content: expect.stringContaining("lies in the submodule") });
  });

  it("is noted when it is planned, once to the model and then to the user", async () => {
    const { planning } = await checkouts.open(repo);
    const plan = {
      goal: "g",
      steps: [
        {
          title: "t",
          files: [
            { path: "vendor/lib/x.js", action: "create" },
            { path: "data.csv", action: "modify" },
            { path: "a.js", action: "modify" },
          ],
        },
      ],
    };
    const first = await planning("submit_plan", plan);
    expect(first).toMatchObject({ ok: false });
    expect(first.content).toContain("lies in the submodule vendor/lib");
    expect(first.content).toContain("data.csv is kept in Git LFS");
    const second = await planning("submit_plan", plan);
    expect(second).toMatchObject({
      ending: {
        draft: { steps: [{ risk: "medium", risk_note: expect.stringContaining("submodule vendor/lib") }] },
      },
    });
  });
});

describe("what git ignores", () => {
  const repo = {
    ".gitignore": "# build\nlib/\n*.log\n!keep.log\n",
    "web/.gitignore": "tmp_test.py\n",
    "lib/kept.js": "k\n",
    "a.js": "a\n",
  };

  it("is written where the plan names it, and refused with the rule where it does not", async () => {
    const { use, sh } = await checkouts.open(repo, { planned: ["web/lib/format.js", "lib/kept.js"] });
    await sh("echo 'test/build/' >> .git/info/exclude");
    expect(await use("write", { path: "web/lib/format.js", content: "f\n" })).toMatchObject({ ok: true });
    expect((await use("write", { path: "lib/x.test.js", content: "x\n" })).content).toContain(
      "lib/x.test.js is ignored by git (.gitignore:2: lib/)",
    );
    expect((await use("write", { path: "web/tmp_test.py", content: "x\n" })).content).toContain(
      "(web/.gitignore:1: tmp_test.py)",
    );
    // Tracked, so ignore rules do not apply.
    await use("read", { path: "lib/kept.js" });
    expect(await use("edit", edit("lib/kept.js", "k", "kk"))).toMatchObject({ ok: true });
    // Verne's own exclude list excludes nothing from a change.
    expect(await use("write", { path: "test/build/x.js", content: "x\n" })).toMatchObject({ ok: true });
    expect(await use("write", { path: "test/keep.log", content: "x\n" })).toMatchObject({ ok: true });
  });

  it("is noted when it is planned", async () => {
    const { planning } = await checkouts.open(repo);
    const files = ["web/lib/format.js", "keep.log", "lib/kept.js"].map((path) => ({
      path,
      action: "create",
    }));
    const plan = { goal: "g", steps: [{ title: "t", files }] };
    const { content } = await planning("submit_plan", plan);
    expect(content).toContain("web/lib/format.js is ignored by git (.gitignore:2: lib/)");
    expect(content).not.toContain("keep.log");
    expect(content).not.toContain("kept.js");
    expect(await planning("submit_plan", plan)).toMatchObject({
      ending: { draft: { steps: [{ risk_note: expect.stringContaining(".gitignore:2") }] } },
    });
  });
});

describe("modes", () => {
  const mode = (sh: (script: string) => Promise<string>, path: string) =>
    sh(`stat -c %a ${path}`).then(Number);

  it("are set for new scripts by their first line or by request, kept by edits, and changed alone", async () => {
    const { use, sh, host } = await checkouts.open(
      { "old.sh": { text: "#!/bin/sh\necho old\n", executable: true }, "plain.txt": "p\n" },
      { planned: ["run.sh", "tool", "lib.sh", "old.sh", "plain.txt", "patched.py"] },
    );
    expect((await use("write", { path: "run.sh", content: "#!/bin/sh\necho run\n" })).content).toBe(
      "Created run.sh (+2 -0), executable.",
    );
    await use("write", { path: "tool", content: "binary-ish\n", executable: true });
    await use("write", { path: "lib.sh", content: "#!/bin/sh\n# sourced\n", executable: false });
    const patch = "*** Begin Patch\n*** Add File: patched.py\n+#!/usr/bin/env python3\n*** End Patch";
    await use("apply_patch", { patch });
    await use("read", { path: "old.sh" });
    await use("edit", edit("old.sh", "old", "new"));
    await use("read", { path: "plain.txt" });
    expect((await use("edit", { path: "plain.txt", executable: true })).content).toBe(
      "Made plain.txt executable.",
    );
    expect(
      await Promise.all(
        ["run.sh", "tool", "lib.sh", "patched.py", "old.sh", "plain.txt"].map((path) => mode(sh, path)),
      ),
    ).toEqual([755, 755, 644, 755, 755, 755]);
    expect(host.touches).toEqual([
      { path: "run.sh", executable: true },
      { path: "tool", executable: true },
      { path: "lib.sh", executable: false },
      { path: "patched.py", executable: true },
      { path: "old.sh" },
      { path: "plain.txt", executable: true },
    ]);
    const back = await use("edit", { path: "plain.txt", executable: false });
    expect(back.content).toBe("Made plain.txt not executable.");
    expect(await mode(sh, "plain.txt")).toBe(644);
    expect(await use("edit", { path: "plain.txt" })).toMatchObject({ ok: false });
  });
});

describe("a file and a folder of one name", () => {
  const repo = { config: "one\n", "lib/a.txt": "a\n", "lib/sub/b.txt": "b\n" };
  const files = [
    { path: "config", action: "delete" as const },
    { path: "config/default.txt", action: "create" as const },
    { path: "lib/a.txt", action: "delete" as const },
    { path: "lib/sub/b.txt", action: "delete" as const },
    { path: "lib", action: "create" as const },
  ];

  it("take each other's place, call by call", async () => {
    const { use, sh } = await checkouts.open(repo, { planned: files });
    expect((await use("write", { path: "config/default.txt", content: "1\n" })).content).toContain(
      "config is a file",
    );
    expect((await use("write", { path: "lib", content: "flat\n" })).content).toContain(
      "lib is a folder that holds lib/a.txt, lib/sub/b.txt",
    );
    for (const path of ["config", "lib/a.txt", "lib/sub/b.txt"]) await use("delete", { path });
    await use("write", { path: "config/default.txt", content: "1\n" });
    expect(await use("write", { path: "lib", content: "flat\n" })).toMatchObject({ ok: true });
    expect(await sh("cat config/default.txt lib")).toBe("1\nflat\n");
    // And back again.
    await use("delete", { path: "lib" });
    expect(await sh("test ! -e lib && echo gone")).toBe("gone\n");
  });

  it("also in one patch, whatever its order", async () => {
    const { use, sh } = await checkouts.open(repo, { planned: files });
    const patch = [
      "*** Begin Patch",
      "*** Delete File: config",
      "*** Delete File: lib/a.txt",
      "*** Delete File: lib/sub/b.txt",
      "*** Add File: config/default.txt",
      "+1",
      "*** Add File: lib",
      "+flat",
      "*** End Patch",
    ].join("\n");
    expect(await use("apply_patch", { patch })).toMatchObject({ ok: true });
    expect(await sh("cat config/default.txt lib")).toBe("1\nflat\n");
  });

  it("can be planned, and not where something stays in the folder", async () => {
    const { planning } = await checkouts.open(repo);
    const plan = (planned: typeof files) => ({
      goal: "g",
      steps: [{ title: "t", intent: "i", acceptance: "a", files: planned }],
    });
    expect(await planning("submit_plan", plan(files))).toMatchObject({
      ending: { draft: { steps: [{ files }] } },
    });
    const half = await planning("submit_plan", plan(files.filter(({ path }) => path !== "lib/a.txt")));
    expect(half).toMatchObject({ ok: false, content: expect.stringContaining("lib is a folder.") });
  });
});
