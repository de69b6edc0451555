import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { readGuidance, readSetupFiles } from "./guidance.ts";
import { findManifests, readManifests } from "./manifests.ts";

const root = mkdtempSync(join(tmpdir(), "verne-guidance-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(files: Record<string, string>): string[] {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return Object.keys(files).sort();
}

it("reads guidance at the root and above the files of the task, the same text once", () => {
  const paths = write({
    "AGENTS.md": "Root.",
    "CLAUDE.md": "Root.\n",
    ".github/copilot-instructions.md": "Copilot.",
    "docs/CONTRIBUTING.md": "Later.",
    "CONTRIBUTING.md": "Contribute.",
    "api/AGENTS.md": "Api.",
    "api/deep/AGENTS.md": "Deep.",
    "web/AGENTS.md": "Web.",
    "empty/AGENTS.md": " \n",
  });
  const read = (near: string[]) =>
    readGuidance(root, paths, near).map(({ scope, text }) => `${scope}:${text}`);
  expect(read([])).toEqual([":Copilot.", ":Root.", ":Contribute."]);
  expect(read(["api/deep/a.js", "empty/b.js"])).toEqual([
    ":Copilot.",
    ":Root.",
    "api:Api.",
    "api/deep:Deep.",
    ":Contribute.",
  ]);
});

it("follows links that stay in the checkout, and takes one file once", () => {
  write({
    ".ai/rules.md": "Rules.",
    "linked/api/a.js": "a",
    "linked/api/notes/CLAUDE.md": "Notes.",
    ".git/AGENTS.md": "Not this.",
  });
  const outside = mkdtempSync(join(tmpdir(), "verne-outside-"));
  writeFileSync(join(outside, "AGENTS.md"), "From elsewhere.");
  const links = {
    "linked/AGENTS.md": "../.ai/rules.md",
    "linked/CLAUDE.md": "AGENTS.md",
    "linked/api/AGENTS.md": "notes/CLAUDE.md",
    "loop/AGENTS.md": "CLAUDE.md",
    "loop/CLAUDE.md": "AGENTS.md",
    "out/AGENTS.md": join(outside, "AGENTS.md"),
    "up/AGENTS.md": `../../${basename(outside)}/AGENTS.md`,
    "gone/AGENTS.md": "nowhere.md",
    "git/AGENTS.md": "../.git/AGENTS.md",
    "folder/AGENTS.md": "../linked",
  };
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(target, join(root, path));
  }
  const near = [...Object.keys(links).map((path) => `${dirname(path)}/a.js`)];
  const found = Object.keys(links).flatMap((path) => readGuidance(root, [path], near));
  expect(found.map(({ path, text }) => [path, text])).toEqual([
    ["linked/AGENTS.md", "Rules."],
    ["linked/CLAUDE.md", "Rules."],
    ["linked/api/AGENTS.md", "Notes."],
  ]);
  const together = readGuidance(root, [...Object.keys(links), "linked/api/notes/CLAUDE.md"], near);
  expect(together.map(({ scope, text }) => [scope, text])).toEqual([
    ["linked", "Rules."],
    ["linked/api", "Notes."],
  ]);
  rmSync(outside, { recursive: true });
});

it("cuts long guidance and says so", () => {
  const paths = write({ "AGENTS.md": "x".repeat(20_000) });
  const [found] = readGuidance(root, paths, []);
  expect(found).toMatchObject({ path: "AGENTS.md", text: "x".repeat(12 * 1024), truncated: true });
});

it("reads the files that set a project up, and nothing else", () => {
  const paths = write({
    ".verne/setup.sh": "a",
    ".github/workflows/ci.yml": "b",
    ".devcontainer/devcontainer.json": "{}",
    ".devcontainer/other/devcontainer.json": "{}",
    "src/setup.sh": "c",
  });
  expect(readSetupFiles(root, paths).map(({ path }) => path)).toEqual([
    ".devcontainer/devcontainer.json",
    ".verne/setup.sh",
    ".github/workflows/ci.yml",
  ]);
});

it("finds manifests and lock files with the id that git gives their content", () => {
  const paths = write({
    "packages/a/package.json": "{}",
    "package.json": "{}",
    "package-lock.json": "{}\n",
    "node_modules/x/package.json": "{}",
    "a/b/c/d/e/f/package.json": "{}",
  });
  const manifests = findManifests(root, paths);
  expect(manifests).toEqual([
    { path: "package-lock.json", object: "0967ef424bce6791893e9a57bb952f80fd536e93" },
    { path: "package.json", object: "9e26dfeeb6e641a33dae4961196235bdb965b21b" },
    { path: "packages/a/package.json", object: "9e26dfeeb6e641a33dae4961196235bdb965b21b" },
  ]);
  expect(Object.keys(readManifests(root, manifests, []))).toEqual([
    "package.json",
    "packages/a/package.json",
  ]);
});
