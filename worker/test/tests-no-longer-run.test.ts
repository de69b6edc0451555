/** Tests that ran before the edits but not after, without naming a failure: docs/evidence.md. */
import { beforeAll, describe, expect, it } from "vitest";
import { edit, read, runTrial, type Trial, type TrialEntry, toldTo, variant } from "./trial.ts";
import { connectGitHub, view } from "./verne.ts";

beforeAll(connectGitHub);

const ONE = { "one.js": "exports.one = () => 1;\n" };
const pkg = (test: string) => `${JSON.stringify({ name: "trial", version: "1.0.0", scripts: { test } })}\n`;

describe("a command that succeeded and fails now", () => {
  const breaking = (files: Record<string, TrialEntry>) =>
    runTrial({
      repo: { ...ONE, ...files },
      files: ["one.js"],
      rounds: [
        [read("one.js"), edit("one.js", "() => 1", "() => { throw new Error('broken by the edit'); }")],
        [read("one.js"), edit("one.js", "{ throw new Error('broken by the edit'); }", "2 - 1")],
      ],
    });
  const repairs = (trial: Trial) =>
    trial.events.filter(({ type, message }) => type === "state" && message.includes("repair 1 of"));

  it("is broken, and repaired, though it names no test", async () => {
    const trial = await breaking({
      Makefile: "test:\n\t@node -e 'require(\"./one.js\").one()' && echo fine\n",
    });
    expect(repairs(trial)).toHaveLength(1);
    const [, second] = await toldTo(trial.model).then((runs) => runs.slice(-2));
    expect(JSON.stringify(second)).toContain("broken by the edit");
    expect((await view(trial.taskId)).tests).toMatchObject({ verdict: "exit_status", broken: [] });
  });

  variant("is repaired where its tests do not run any more", async () => {
    const run = 'require("./one.js").one();\nconsole.log("TAP version 13\\nok 1 - first\\n1..1");\n';
    const trial = await breaking({ "package.json": pkg("node run.js"), "run.js": run });
    expect(repairs(trial)).toHaveLength(1);
    expect((await view(trial.taskId)).tests).toMatchObject({ verdict: "pass", unchanged_passing: 1 });
  });
});

describe("a file that only the sandbox has", () => {
  it("is not there for the tests after the edits, though rules of the sandbox hide it", async () => {
    // The baseline tests leave helper files, each ignored by a rule outside the repository.
    const plant = `const test = require("node:test"); const fs = require("node:fs");
test("plants", () => {
  if (fs.readFileSync("one.js", "utf8").includes("helper")) return;
  fs.mkdirSync(".git/info", { recursive: true });
  fs.appendFileSync(".git/info/exclude", "\\nhelper.js\\n");
  fs.writeFileSync("helper.js", "exports.help = 1;\\n");
  fs.mkdirSync("lib", { recursive: true });
  fs.writeFileSync("lib/.gitignore", "*\\n");
  fs.writeFileSync("lib/helper.js", "exports.help = 1;\\n");
});
test("loads", () => { require("./one.js"); });
`;
    const needs = 'require("./helper.js"); require("./lib/helper.js");\nexports.one';
    const trial = await runTrial({
      repo: { ...ONE, "package.json": pkg("node --test"), "a.test.js": plant },
      files: ["one.js"],
      rounds: [
        [read("one.js"), edit("one.js", "exports.one", needs)],
        ...Array.from({ length: 3 }, () => [read("one.js")]),
      ],
    });
    expect((await view(trial.taskId)).tests).toMatchObject({
      verdict: "broken",
      broken: [expect.stringContaining("loads")],
    });
  });
});
