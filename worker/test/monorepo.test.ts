/** Repositories with more packages than one run covers: docs/evidence.md, "Same set on both sides". */
import { beforeAll, describe, expect, inject, it } from "vitest";
import { changedPaths, edit, publish, read, runTrial, type TrialEntry, variant, write } from "./trial.ts";
import { connectGitHub, view } from "./verne.ts";

beforeAll(connectGitHub);

type Files = Record<string, TrialEntry>;

/** Twelve packages; the changed one is last in every order but by change. */
const NAMES = Array.from({ length: 12 }, (_, index) => `pkgs/${"abcdefghijkz"[index]}`);
const LAST = "pkgs/z";

/**
 * Prints TAP itself, because a real runner starts slowly and eight packages have to run within one command's time
 * limit.
 */
const nodePackage = (dir: string): Files => ({
  [`${dir}/package.json`]: `${JSON.stringify({ name: dir.replace("/", "-"), scripts: { test: "node run.js" } })}\n`,
  [`${dir}/one.js`]: "exports.one = () => 1;\n",
  [`${dir}/run.js`]: `const { one } = require("./one.js");
const checks = [["is one", one() === 1]${dir === LAST ? ', ["is broken already", one() === 2]' : ""}];
console.log("TAP version 13");
for (const [index, [name, ok]] of checks.entries()) console.log(\`\${ok ? "ok" : "not ok"} \${index + 1} - \${name}\`);
console.log(\`1..\${checks.length}\`);
process.exitCode = checks.every(([, ok]) => ok) ? 0 : 1;
`,
});
const pythonPackage = (dir: string): Files => ({
  [`${dir}/pyproject.toml`]: `[project]\nname = "${dir.replace("/", "-")}"\nversion = "1.0.0"\n`,
  [`${dir}/one.py`]: "def one():\n    return 1\n",
  [`${dir}/test_one.py`]: `import unittest
from one import one

class OneTest(unittest.TestCase):
    def test_is_one(self):
        self.assertEqual(one(), 1)

    @unittest.skipIf(${dir !== LAST ? "True" : "False"}, "of the changed package alone")
    def test_is_broken_already(self):
        self.assertEqual(one(), 2)
`,
});
const repository = (make: (dir: string) => Files): Files => Object.assign({}, ...NAMES.map(make));
/** Ranks every package before the changed one. */
const promptFor = (file: string): string =>
  `Look at ${NAMES.filter((name) => name !== LAST)
    .map((name) => `${name}/${file}`)
    .join(", ")}.`;

describe("a package that the tests before the edits did not run", () => {
  const packages = [
    ["of npm", nodePackage, "one.js", ["exports.one = () => 1", "exports.one = () => 2 - 1"]],
    ["of Python", pythonPackage, "one.py", ["return 1", "return 2 - 1"]],
  ] as const;
  it.each(inject("long") ? packages : packages.slice(0, 1))(
    "is run on the base, and judged against that: %s",
    async (_kind, make, file, [from, to]) => {
      const path = `${LAST}/${file}`;
      const trial = await runTrial({
        repo: repository(make),
        files: [path],
        calls: [read(path), edit(path, from, to)],
        task: { prompt: promptFor(file) },
      });
      const { tests, objections } = await view(trial.taskId);
      const before = trial.events.filter(({ type }) => type === "tests");
      expect(before.map(({ message }) => message.split(":")[0])).toEqual([
        "Before the edits",
        `Before the edits, of ${LAST}`,
        "After the edits",
      ]);
      expect(tests).toMatchObject({ verdict: "pass", broken: [], unjudged: [], added: [] });
      expect(tests?.still_failing).toHaveLength(1);
      expect(tests?.baseline?.packages).toContain(LAST);
      // The same set before and after, the changed package first.
      expect(tests?.after.packages?.[0]).toBe(LAST);
      expect(tests?.baseline?.packages).toEqual(expect.arrayContaining(tests?.after.packages ?? ["none"]));
      expect(objections).toEqual([]);
      const { before: base, after } = await publish(trial);
      expect(changedPaths(base, after)).toEqual([path]);
      expect(after.get(path)?.text).toContain(to);
    },
  );

  variant("is sent back for repair where the change breaks it", async () => {
    const path = `${LAST}/one.js`;
    const trial = await runTrial({
      repo: repository(nodePackage),
      files: [path],
      rounds: [
        [read(path), edit(path, "() => 1", "() => 3")],
        [read(path), edit(path, "() => 3", "() => 2 - 1")],
      ],
      task: { prompt: promptFor("one.js") },
    });
    const told = trial.events.filter(({ message }) => message.includes("repair 1 of"));
    expect(told.length).toBeGreaterThan(0);
    // The base is run once, however often the tests run.
    expect(trial.events.filter(({ message }) => message.startsWith("Before the edits, of"))).toHaveLength(1);
    expect((await view(trial.taskId)).tests).toMatchObject({ verdict: "pass" });
  });

  variant("had no test where the change brings it, so that its tests are new ones", async () => {
    const files = nodePackage("pkgs/new");
    const trial = await runTrial({
      repo: repository(nodePackage),
      files: Object.keys(files).map((path) => ({ path, action: "create" as const })),
      calls: Object.entries(files).map(([path, text]) => write(path, String(text))),
      task: { prompt: promptFor("one.js") },
    });
    const { tests } = await view(trial.taskId);
    expect(tests).toMatchObject({ verdict: "pass", unjudged: [] });
    expect(tests?.added).toEqual([expect.stringContaining("pkgs/new::")]);
  });
});
