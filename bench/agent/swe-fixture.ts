/** A repository on this disk and a task about it in SWE-bench's form, for tests. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGit } from "../../local/github/git/run.ts";
import { fillRepository } from "../../local/testing/trial-repo.ts";
import type { BenchTask } from "./tasks.ts";

const TEST = 'import { test } from "node:test";\nimport assert from "node:assert/strict";\n';
const IMPORT = 'import { greet } from "../greet.js";\n';
const OLD_TEST = `${TEST}${IMPORT}test("greets", () => assert.match(greet("Ada"), /Ada/));\n`;
const FILES = {
  "package.json": '{ "name": "x", "type": "module", "scripts": { "test": "node --test" } }\n',
  "greet.js": 'export const greet = (name) => "Hello " + name;\n',
  "test/greet.test.js": OLD_TEST,
};
const PATCH = `diff --git a/test/greet.test.js b/test/greet.test.js
--- a/test/greet.test.js
+++ b/test/greet.test.js
@@ -1,4 +1,5 @@
 import { test } from "node:test";
 import assert from "node:assert/strict";
 import { greet } from "../greet.js";
+test("ends with a mark", () => assert.equal(greet("Ada"), "Hello Ada!"));
 test("greets", () => assert.match(greet("Ada"), /Ada/));
`;

/**
 * The task's commit is not the newest one. Its script also rewrites the test, which must not matter: the hidden tests
 * stand on the base's.
 */
export async function writeSweTask(): Promise<{
  file: string;
  script: NonNullable<BenchTask["script"]>;
  remove(): Promise<void>;
}> {
  const dir = await mkdtemp(join(tmpdir(), "verne-bench-swe-"));
  const git = createGit(join(dir, "git"));
  const gitDir = join(dir, "repo.git");
  await mkdir(gitDir);
  await git(["init", "--bare", "--quiet", gitDir]);
  await fillRepository(git, gitDir, {
    commits: [
      { files: FILES, message: "Greet" },
      { files: { "greet.js": "export const greet = () => `Bye`;\n" }, message: "Later" },
    ],
  });
  const base = (await git(["rev-parse", "main~1"], { gitDir })).toString().trim();
  const task = {
    instance_id: "x__greet-1",
    repo: "repo.git",
    base_commit: base,
    problem_statement: "greet() should end with an exclamation mark",
    test_patch: PATCH,
    FAIL_TO_PASS: JSON.stringify(["ends with a mark"]),
    PASS_TO_PASS: JSON.stringify(["greets"]),
  };
  const file = join(dir, "tasks.jsonl");
  await writeFile(file, `${JSON.stringify(task)}\n`);
  return {
    file,
    script: {
      edits: [
        { path: "greet.js", old: '" + name', new: '" + name + "!"' },
        { path: "test/greet.test.js", old: "/Ada/", new: "/Hello Ada!/" },
      ],
      writes: {},
    },
    remove: () => rm(dir, { recursive: true, force: true }),
  };
}
