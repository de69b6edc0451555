import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createGit, type Git } from "../../../local/github/git/run.ts";
import { fillRepository, type TrialRepo } from "../../../local/testing/trial-repo.ts";
import { BaseTree } from "./base-tree.ts";
import { compose, type WrittenFile } from "./compose.ts";
import { binaryPatch, filePatch } from "./file-patch.ts";
import { encodeTree, objectId, parseTree } from "./objects.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const base64 = (data: Uint8Array) => Buffer.from(data).toString("base64");
const NOISE = Uint8Array.from({ length: 70_000 }, (_, n) => (n * 7919 + (n >> 3)) % 256);
const LATIN1 = Uint8Array.from([0x63, 0x61, 0x66, 0xe9, 0x0a, 0x0d, 0x78, 0x0a]);

/** A base commit made with git, so that what Verne computes is compared with git's own result. */
interface GitBase {
  git: Git;
  gitDir: string;
  /** Temporary folder of this test. */
  dir: string;
  commit: string;
  base: BaseTree;
  blob(oid: string): Promise<Uint8Array>;
  remove(): Promise<void>;
}

async function gitBase(files: TrialRepo["commits"][number]["files"]): Promise<GitBase> {
  const dir = await mkdtemp(path.join(tmpdir(), "verne-change-set-"));
  const git = createGit(dir);
  const gitDir = path.join(dir, "base.git");
  await git(["init", "--bare", "--quiet", "--initial-branch=main", gitDir]);
  await fillRepository(git, gitDir, { commits: [{ files }] });
  const said = async (...args: string[]) => (await git(args, { gitDir })).toString().trim();
  const raw = async (type: string, oid: string) =>
    new Uint8Array(await git(["cat-file", type, oid], { gitDir }));
  return {
    git,
    gitDir,
    dir,
    commit: await said("rev-parse", "main"),
    base: new BaseTree(await said("rev-parse", "main^{tree}"), (oid) => raw("tree", oid)),
    blob: (oid) => raw("blob", oid),
    remove: () => rm(dir, { recursive: true, force: true }),
  };
}

let repo: GitBase;
afterEach(() => repo.remove());

type Content = string | Uint8Array | { link: string } | null;
interface Wish {
  content: Content;
  executable?: boolean;
  from?: string;
}

/** The result of `compose` for these writes, with the bytes before and after. */
async function changed(wishes: Record<string, Content | Wish>) {
  const known = new Map<string, Uint8Array>();
  const written: WrittenFile[] = [];
  for (const [name, value] of Object.entries(wishes)) {
    const wish: Wish =
      value !== null && typeof value === "object" && "content" in value ? value : { content: value };
    const { content } = wish;
    const link = content !== null && typeof content === "object" && "link" in content;
    const data =
      content === null
        ? null
        : link
          ? bytes(content.link)
          : typeof content === "string"
            ? bytes(content)
            : content;
    const oid = data && (await objectId("blob", data));
    if (data && oid) known.set(oid, data);
    written.push({
      path: name,
      executable: wish.executable ?? null,
      origin: wish.from ?? null,
      content: data && oid ? { kind: link ? "link" : "file", oid, size: data.length } : null,
    });
  }
  const { files, leftOut } = await compose([], written, repo.base);
  const sides = async (file: (typeof files)[number]) => ({
    before: file.base && (await repo.blob(file.base.oid)),
    after: file.file && (known.get(file.file.oid) ?? null),
  });
  return { files, leftOut, sides, tree: await repo.base.withChange(files) };
}

/** The tree that git computes for the base commit and this patch, applied in a clean checkout. */
async function treeAfter(patch: Uint8Array): Promise<string> {
  const work = path.join(repo.dir, "work");
  await mkdir(work, { recursive: true });
  const index = { GIT_INDEX_FILE: path.join(repo.dir, "index") };
  const git = (...args: string[]) =>
    repo.git(["-c", "core.quotePath=false", ...args], { gitDir: repo.gitDir, env: index });
  await git("read-tree", repo.commit);
  const file = path.join(repo.dir, "change.patch");
  await writeFile(file, patch);
  await git("apply", "--cached", "--binary", "--whitespace=nowarn", file);
  return (await git("write-tree")).toString().trim();
}

async function wholePatch(made: Awaited<ReturnType<typeof changed>>): Promise<Uint8Array> {
  const parts = [];
  for (const file of made.files) {
    const sides = await made.sides(file);
    const { binary, patch } = filePatch(file, sides);
    parts.push(binary ? await binaryPatch(file, sides.after) : patch);
  }
  return new Uint8Array(Buffer.concat(parts));
}

const BASE = {
  "src/a.txt": "one\ntwo\nthree\n",
  "src/crlf.txt": "a\r\nb\r\n",
  "src/deep/er/x.js": "x\n",
  "run.sh": { text: "#!/bin/sh\n", executable: true },
  "latin1.txt": { base64: base64(LATIN1) },
  "data.bin": { base64: base64(NOISE) },
  "old link": { link: "src/a.txt" },
  lib: { gitlink: "0123456789".repeat(4) },
  folder: "was a file\n",
  "was/folder/one": "1\n",
  "was/folder/two": "2\n",
  "src.txt": "sorts before src/\n",
  'q"uo\\te\tß.txt': "quoted\n",
} as const;

describe("git's objects", () => {
  it("are read and written as git does, order and odd names included", async () => {
    repo = await gitBase({ ...BASE, "src-a": "-\n", src0: "0\n" });
    const raw = await repo.git(["cat-file", "tree", repo.base.root], { gitDir: repo.gitDir });
    const entries = parseTree(new Uint8Array(raw));
    expect(await objectId("tree", encodeTree(entries.toReversed()))).toBe(repo.base.root);
    expect(() => parseTree(bytes("100644 a"))).toThrow("not a tree");
  });
});

describe("a change", () => {
  const CASES: Record<string, Record<string, Content | Wish>> = {
    "of a text": { "src/a.txt": "one\n2\nthree\nfour" },
    "of lines that end in CR LF": { "src/crlf.txt": "a\r\nB\r\n" },
    "of bytes that are no UTF-8, with a lone CR": { "latin1.txt": Uint8Array.from([...LATIN1, 0xfc, 0x0a]) },
    "of a binary file": { "data.bin": NOISE.toReversed() },
    "that adds binary files, an empty one and a link": {
      "new/data.bin": NOISE.subarray(1, 5_000),
      "new/tiny.bin": Uint8Array.of(0),
      "new/empty": "",
      "new/link": { link: "../src/a.txt" },
    },
    "that adds a script and makes another a plain file": {
      "bin/tool": { content: "#!/bin/sh\necho\n", executable: true },
      "run.sh": { content: "#!/bin/sh\n", executable: false },
    },
    "of mode and text at once": { "src/a.txt": { content: "1\n", executable: true } },
    "that deletes a text, a binary file, a link and a folder's last file": {
      "src/a.txt": null,
      "data.bin": null,
      "old link": null,
      "src/deep/er/x.js": null,
    },
    "that moves a script": { "run.sh": null, "bin/run.sh": { content: "#!/bin/sh\n", from: "run.sh" } },
    "of a file into a folder": { folder: null, "folder/inside.txt": "inside\n" },
    "of a folder into a file": { "was/folder": "a file now\n" },
    "of a file into a link and of a link into a file": {
      "src/a.txt": { link: "crlf.txt" },
      "old link": "a file\n",
    },
    "of names with quotes, tabs, other letters and 338 characters": {
      'q"uo\\te\tß.txt': "changed\n",
      [`${"päth/".repeat(60)}${"n".repeat(38)}`]: "deep\n",
      "sp ace/na me.txt": "blank\n",
    },
    "of everything to nothing": Object.fromEntries(
      Object.keys(BASE)
        .filter((name) => name !== "lib")
        .map((name) => [name, null]),
    ),
  };

  it.each(Object.keys(CASES))("%s has git's tree, and its patch applies", async (name) => {
    repo = await gitBase(BASE);
    const made = await changed(CASES[name] ?? {});
    expect(made.leftOut).toEqual([]);
    expect(await treeAfter(await wholePatch(made))).toBe(made.tree);
  });

  it("does not hold what equals the base again, nor noise of the disk's modes", async () => {
    repo = await gitBase(BASE);
    const made = await changed({
      "src/a.txt": BASE["src/a.txt"],
      "run.sh": "#!/bin/sh\n",
      "never/was": null,
    });
    expect(made.files).toEqual([]);
    expect(made.tree).toBe(repo.base.root);
  });

  it("says what a folder's files were when a file takes its place", async () => {
    repo = await gitBase(BASE);
    const { files } = await changed({ "was/folder": "a file now\n" });
    expect(files.map(({ status, path: name }) => `${status} ${name}`)).toEqual([
      "A was/folder",
      "D was/folder/one",
      "D was/folder/two",
    ]);
  });

  it("goes on from what was stored: a new script stays one, an undone edit is gone", async () => {
    repo = await gitBase(BASE);
    const first = await changed({
      "bin/tool": { content: "1\n", executable: true },
      "src/a.txt": "changed\n",
    });
    const again = async (name: string, text: string): Promise<WrittenFile> => ({
      path: name,
      executable: null,
      origin: null,
      content: { kind: "file", oid: await objectId("blob", bytes(text)), size: text.length },
    });
    const written = [await again("bin/tool", "2\n"), await again("src/a.txt", BASE["src/a.txt"])];
    const { files } = await compose(first.files, written, repo.base);
    expect(files.map(({ path: name, file }) => [name, file?.mode])).toEqual([["bin/tool", "100755"]]);
  });

  it("leaves out what lies in a submodule, and says so", async () => {
    repo = await gitBase(BASE);
    const { files, leftOut } = await changed({ "lib/in/side.js": "x\n", lib: "a file\n", "lib/gone": null });
    expect(files).toEqual([]);
    expect(leftOut.map((item) => item.path)).toEqual(["lib/in/side.js", "lib"]);
    expect(leftOut[0]?.reason).toContain("submodule lib");
  });
});

describe("a shown patch", () => {
  const shown = async (wishes: Record<string, Content | Wish>) => {
    const made = await changed(wishes);
    const patches = [];
    for (const file of made.files) patches.push(filePatch(file, await made.sides(file)));
    return patches.map((item) => ({ ...item, patch: new TextDecoder().decode(item.patch) }));
  };

  it("is what git prints", async () => {
    repo = await gitBase(BASE);
    const made = await changed({ "src/a.txt": "one\n2\nthree\nfour", "sp ace": "new\n", "run.sh": null });
    const printed = await repo.git(
      [
        "-c",
        "core.quotePath=false",
        "diff-tree",
        "-p",
        "-r",
        "--full-index",
        "--no-renames",
        repo.base.root,
        await stored(made),
      ],
      { gitDir: repo.gitDir },
    );
    let patch = "";
    for (const file of made.files)
      patch += new TextDecoder().decode(filePatch(file, await made.sides(file)).patch);
    expect(patch).toBe(printed.toString());
  });

  /** Writes the tree to git and returns its id. */
  async function stored(made: Awaited<ReturnType<typeof changed>>): Promise<string> {
    const tree = await treeAfter(await wholePatch(made));
    expect(tree).toBe(made.tree);
    return tree;
  }

  it("counts lines by LF alone, and keeps a header-like line after a lone CR or U+2028", async () => {
    repo = await gitBase(BASE);
    const text = "a\rdiff --git a/x b/x\n\u2028diff --git a/y b/y\n";
    const [patch] = await shown({ "lone.txt": text });
    expect(patch).toMatchObject({ additions: 2, deletions: 0, binary: false });
    expect(patch?.patch.split("\n").slice(-3)).toEqual([
      "+a\rdiff --git a/x b/x",
      "+\u2028diff --git a/y b/y",
      "",
    ]);
  });

  it("calls binary what holds a zero byte, however late, and nothing else", async () => {
    repo = await gitBase({ ...BASE, ".gitattributes": "* -diff\n*.txt binary\n" });
    const late = `${"x\n".repeat(20_000)}\0`;
    const [a, b] = await shown({ "src/a.txt": "1\n", "z.js": late });
    expect([a?.binary, b?.binary]).toEqual([false, true]);
    expect(b?.patch).toMatch(/\nBinary files \/dev\/null and b\/z\.js differ\n$/);
  });

  it("of two long texts that have nothing in common comes soon, as one block", async () => {
    repo = await gitBase({
      "a.txt": "a\n".repeat(1) + Array.from({ length: 60_000 }, (_, n) => `old ${n}\n`).join(""),
    });
    const text = Array.from({ length: 60_000 }, (_, n) => `new ${n}\n`).join("");
    const began = performance.now();
    const [patch] = await shown({ "a.txt": `a\n${text}` });
    expect(patch).toMatchObject({ additions: 60_000, deletions: 60_000 });
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
