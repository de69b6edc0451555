import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { splitPatch } from "./patch.ts";

/** What git itself prints for names and contents that are hard to tell from its own syntax. */
const PATHS = [
  "plain.txt",
  "with space b/with space.txt",
  "naïve/日本.txt",
  'quote".txt',
  "tab\there.txt",
  "back\\slash.txt",
  "é b/é.txt",
];

let dir: string;
const git = (...args: string[]) => execFileSync("git", args, { cwd: dir, encoding: "utf8" });
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
};

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "verne-patch-"));
  git("init", "-q");
  for (const path of PATHS) write(path, "one\n");
  write("gone.txt", "diff --git a/fake b/fake\n");
  git("add", "-A");
  git("-c", "user.name=t", "-c", "user.email=t@example.test", "commit", "-qm", "start");
  for (const path of PATHS) write(path, "two\ndiff --git a/x b/x\n");
  rmSync(join(dir, "gone.txt"));
  write("new.bin", "\u0000\u0001");
  git("add", "-A");
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it.each(["true", "false"])("finds each file once with core.quotePath=%s", (quotePath) => {
  const patch = git("-c", `core.quotePath=${quotePath}`, "diff", "--no-renames", "--binary", "--cached");
  const pieces = splitPatch(patch);
  expect([...pieces.keys()].sort()).toEqual([...PATHS, "gone.txt", "new.bin"].sort());
  expect([...pieces.values()].join("")).toBe(patch);
  expect(pieces.get("gone.txt")).toContain("-diff --git a/fake b/fake");
});

it("finds nothing in an empty patch", () => {
  expect(splitPatch("").size).toBe(0);
});
