/** What the model runs: where, with what it finds there, and what is left of it. */
import { beforeAll, expect, it } from "vitest";
import {
  changedPaths,
  diffOf,
  edit,
  plan,
  planTrial,
  publish,
  read,
  runTrial,
  toldTo,
  tool,
} from "../trial.ts";
import { approve, connectGitHub, until, view } from "../verne.ts";

beforeAll(connectGitHub);

const run = (command: string, more: Record<string, unknown> = {}) =>
  tool("run", { command, purpose: "to find out", ...more });
const process = (id: string, action: string) => tool("process", { id, action });

/** The repository's own test notes that it ran, so that one sees in which tree. */
const REPO = {
  "package.json": JSON.stringify({ scripts: { test: "node --test" } }),
  "sum.js": "exports.sum = (a, b) => a - b;\n",
  "sum.test.js":
    'const { test } = require("node:test");\nconst assert = require("node:assert");\nrequire("node:fs").appendFileSync("ran.log", "ran\\n");\ntest("is clean", () => assert.ok(!require("node:fs").existsSync("build/spoilt")));\ntest("adds", () => assert.equal(require("./sum.js").sum(1, 2), 3));\n',
  ".gitignore": "*.log\nbuild/\n",
  "other.js": "1;\n",
};

it("runs commands in a tree of the agent's own, and keeps of their changes what the plan covers", async () => {
  const trial = await runTrial({
    repo: REPO,
    plans: [
      run(
        "node --test sum.test.js; echo scratch > other.js; echo new > note.txt; mkdir -p build; echo 1 > build/out",
      ),
      run("cat other.js; ls note.txt build/out; git status --porcelain"),
      plan(["sum.js"]),
    ],
    calls: [
      run("node --test sum.test.js"),
      read("sum.js"),
      edit("sum.js", "a - b", "a + b"),
      run(
        "node --test sum.test.js && sed -i 's/exports.sum/exports.add = exports.sum/' sum.js && echo 2 > other.js",
      ),
      run("cat other.js sum.js; echo $CI; cat ran.log | wc -l; pwd; touch build/spoilt"),
      run("sleep 60", { background: true }),
      run("sleep 61", { timeout_s: 1 }),
      process("c7", "interrupt"),
      process("c6", "kill"),
      run("curl -sS -m 5 https://example.com/; exit 3", { cwd: "." }),
      tool("finish", {
        summary: "It adds now.",
        claims: [
          { text: "Numbers are added.", by: ["adds", "c5"] },
          { text: "It was run before.", by: ["c4"] },
          { text: "All is well.", by: ["c99"] },
        ],
      }),
    ],
  });
  const [planned, applied] = await toldTo(trial.model);
  const results = (exchanges: { tool: string; result: string }[] = []) =>
    exchanges.map(({ result }) => result);
  const [red, clean] = results(planned?.exchanges);
  expect(red).toContain("AssertionError");
  expect(red).not.toContain("EINVAL");
  expect(red).toContain("Taken back: A note.txt, M other.js");
  expect(clean).toContain("1;\n");
  expect(clean).toContain("build/out");
  expect(clean).toContain("No such file");
  const told = results(applied?.exchanges);
  expect(told[0]).toContain("exit code 1");
  expect(told[3]).toMatch(/exit code 0 .*\nFiles changed: M sum.js\..*\nTaken back: M other.js/);
  expect(told[4]).toContain("1;\nexports.add = exports.sum");
  expect(told[4]).toContain("true\n");
  expect(told[5]).toContain("[c6] still runs");
  expect(told[6]).toContain("[c7] still runs");
  expect(told[7]).toMatch(/\[c7\] exit code 130|\[c7\] exit code/);
  expect(told[8]).toContain("[c6] exit code 137");
  expect(told[9]).toContain("exit code 3");
  // What git ignores stays in the agent's tree: the tests that count have not seen it.
  const { tests } = await view(trial.taskId);
  expect(tests).toMatchObject({ verdict: "pass", fixed: [expect.stringContaining("adds")], broken: [] });
  expect(
    tests?.claims?.map(({ supported, reason }) => [supported, reason.replace(/\(.*\)/s, "(…)")]),
  ).toEqual([
    [true, "The test adds passed on this change. c5 (…) succeeded on this change."],
    [false, "c4 (…) succeeded before the last change, and was not run again on it."],
    [false, "No command c99 is on record."],
  ]);
  expect((await diffOf(trial.taskId)).files.map(({ path }) => path)).toEqual(["sum.js"]);
  const { before, after } = await publish(trial);
  expect(changedPaths(before, after)).toEqual(["sum.js"]);
  expect(after.get("sum.js")?.text).toBe("exports.add = exports.sum = (a, b) => a + b;\n");
  const started = trial.events.flatMap((event) =>
    event.type === "command_started" && event.data.purpose !== undefined ? [event.data] : [],
  );
  expect(started).toHaveLength(8);
  expect(started[0]).toMatchObject({ purpose: "to find out", stoppable: true });
  const ended = await view(trial.taskId);
  expect(ended).toMatchObject({ state: "complete", usage: { commands: started.length } });
  expect(ended.usage.command_ms).toBeGreaterThan(0);
}, 240_000);

it("applies what a command changed outside the plan, as it was, once the user agrees", async () => {
  const finish = tool("finish", { summary: "It adds now." });
  const trial = await planTrial({
    repo: REPO,
    files: ["sum.js"],
    rounds: [
      [
        run("sed -i 's/a - b/a + b/' sum.js && printf '2;\\n' > other.js"),
        tool("request_files", { kept: "k1", reason: "The other file goes with it." }),
        finish,
      ],
      [run("cat other.js"), finish],
    ],
  });
  const { head_seq } = await view(trial.taskId);
  await approve(trial.taskId);
  const asked = await until(trial.taskId, "awaiting_approval", head_seq);
  expect(
    asked.some((event) => event.type === "scope_exceeded" && event.data.paths.includes("other.js")),
  ).toBe(true);
  await approve(trial.taskId);
  await until(trial.taskId, "reviewing", asked.at(-1)?.seq);
  const told = await toldTo(trial.model);
  expect(JSON.stringify(told)).toContain("Taken back: M other.js");
  expect(told.at(-1)?.exchanges[0]?.result).toContain("2;");
  const { before, after } = await publish(trial);
  expect(changedPaths(before, after)).toEqual(["other.js", "sum.js"]);
  expect(after.get("other.js")?.text).toBe("2;\n");
}, 240_000);
