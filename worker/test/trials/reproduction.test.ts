import { beforeAll, expect, inject, it } from "vitest";
import { githubClient } from "../../github/client.ts";
import { changedPaths, edit, plan, planTrial, publish, read, toldTo, tool } from "../trial.ts";
import { approve, connectGitHub, until, users, view } from "../verne.ts";

beforeAll(connectGitHub);

async function pullBody(repo: string): Promise<string | null> {
  const [owner = "", name = ""] = repo.split("/");
  const { GITHUB_API_URL: apiUrl = "" } = inject("variables");
  const github = githubClient({ apiUrl, token: users().ada.providerToken });
  return (await github.pulls.get({ owner, repo: name, pull_number: 1 })).data.body;
}

const TESTS = `const assert = require("node:assert");
const { test } = require("node:test");
const { mean } = require("../mean.js");
test("of one", () => assert.equal(mean([3]), 3));
test("of none", () => assert.equal(mean([]), 0));
`;

const SHOWS = {
  path: "repro/mean.js",
  content: 'require("node:assert").equal(require("../mean.js").mean([]), 0, "mean of none");\n',
};
/** It shows the fault, and leaves behind what it can. */
const COMMAND = `node repro/mean.js; status=$?
echo "exports.mean = () => 0;" > mean.js; echo left > left.txt; (sleep 600 &) ; rm -rf .git; exit $status`;

/** The failing test alone. */
const NONE = { paths: ["test/mean.test.js"], names: ["of none"] };

it("solves a fault by reproduction, edit, targeted test, repair, finish and the reproduction again", async () => {
  const reproduction = { command: COMMAND, expect: "mean of none", files: [SHOWS] };
  const trial = await planTrial({
    repo: {
      "mean.js": "exports.mean = (all) => all.reduce((a, b) => a + b, 0) / all.length;\n",
      "test/mean.test.js": TESTS,
      "package.json": '{"scripts":{"test":"node --test"}}\n',
    },
    task: { prompt: "Fix the failing test: the mean of nothing is 0." },
    plans: [
      plan(["mean.js"]),
      plan(["mean.js"], { reproduction: { ...reproduction, command: "grep -q none mean.js" } }),
      plan(["mean.js"], { reproduction: { ...reproduction, files: [{ ...SHOWS, path: "mean.js" }] } }),
      plan(["mean.js"], { reproduction }),
    ],
    rounds: [
      [
        read("mean.js"),
        edit("mean.js", "/ all.length", "/ (all.length || Number.NaN)"),
        tool("finish", { summary: "x" }),
      ],
      [
        read("mean.js"),
        tool("run_tests", NONE),
        edit("mean.js", "Number.NaN", "1"),
        tool("run_tests", NONE),
        tool("finish", {
          summary: "Done.",
          claims: [{ text: "The mean of nothing is 0.", by: ["of none"] }],
        }),
      ],
    ],
  });
  const planned = await view(trial.taskId);
  expect(planned.plan_document).toMatchObject({
    reproduction,
    reproduced: {
      verdict: "failed_before",
      reason: expect.stringContaining("mean of none"),
      run: { exit_code: 1, output: expect.stringContaining("repro/mean.js") },
    },
  });
  await approve(trial.taskId);
  await until(trial.taskId, "reviewing");
  const { tests, objections } = await view(trial.taskId);
  expect(tests).toMatchObject({
    verdict: "pass",
    reproduction: { reproduction, before: { verdict: "failed_before" }, after: { verdict: "passes" } },
    claims: [{ supported: true, reason: "The test of none passed on this change." }],
  });
  expect(objections).toEqual([]);
  const { before, after } = await publish(trial);
  expect(changedPaths(before, after)).toEqual(["mean.js"]);
  expect(after.get("mean.js")?.text).toContain("(all.length || 1)");
  const body = await pullBody(trial.repo);
  expect(body).toContain("failed before the change and passes after it");
  expect(body).toContain("The mean of nothing is 0. (The test of none passed on this change.)");
  const [planning, , repair] = await toldTo(trial.model);
  expect(planning?.exchanges.map(({ result }) => result.split(/[.:]/)[0])).toEqual([
    "The task reports a fault, and the plan has no reproduction",
    "The reproduction was run on the present code and does not show the fault (exit status 1)",
    "The reproduction's file mean",
  ]);
  expect(repair?.opening).toContain("# The reproduction after the change");
  const runs = repair?.exchanges.flatMap((one) => (one.tool === "run_tests" ? [one.result] : []));
  expect(runs).toEqual([expect.stringMatching(/\n1 failed/), expect.stringMatching(/\n1 passed/)]);
});
