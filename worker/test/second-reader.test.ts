import { beforeAll, expect, it } from "vitest";
import { DEFAULT_REPO_SETTINGS } from "../protocol/index.ts";
import { edit, makeRepository, publish, read, runTrial, toldTo } from "./trial.ts";
import { call, connectGitHub, ok, view } from "./verne.ts";

const CODE = "export const mean = (list) => list.reduce((sum, n) => sum + n, 0) / list.length;\n";
const FINDING = {
  kind: "missing_case",
  severity: "high",
  path: "mean.js",
  line: 1,
  message: "An empty list divides by zero.",
  suggestion: "Return 0.",
};

beforeAll(connectGitHub);

it("reads the change once, gives its findings to the agent once, and holds nothing up", async () => {
  const repo = await makeRepository({ commits: [{ files: { "mean.js": CODE } }] });
  const settings = { ...DEFAULT_REPO_SETTINGS, second_reader: "always" };
  await ok(call("PUT", `/api/repo-settings?repo=${repo}`, { body: settings }));
  const trial = await runTrial({
    repo,
    files: ["mean.js"],
    rounds: [
      [read("mean.js"), edit("mean.js", "mean =", "average =")],
      [read("mean.js"), edit("mean.js", "/ list.length", "/ (list.length || 1)")],
    ],
    readings: [[FINDING, { ...FINDING, severity: "low", path: "other.js" }], [FINDING]],
  });
  const readings = trial.events.filter((event) => event.type === "second_reading");
  expect(readings.map(({ data }) => data.reading)).toEqual([
    {
      tree: expect.stringMatching(/^[0-9a-f]{40}$/),
      provider: "demo",
      model: trial.model,
      other_model: false,
      findings: [FINDING, { ...FINDING, severity: "low", path: null, line: null }],
      sent_back: true,
      cost_usd: 0,
    },
  ]);
  const runs = await toldTo(trial.model);
  expect(runs.map(({ phase }) => phase)).toEqual(["planning", "applying", "reading", "applying"]);
  const [, , reader, answer] = runs;
  expect(reader?.opening).toContain("+export const average");
  expect(reader?.opening).not.toContain("mean.js (lines");
  expect(answer?.opening).toContain("An empty list divides by zero.");
  expect(answer?.opening).not.toContain("other.js");
  const { state, objections, usage } = await view(trial.taskId);
  expect(state).toBe("reviewing");
  expect(objections.map(({ kind }) => kind)).toEqual(["no_evidence"]);
  expect(usage.cost_usd).toBe(0);
  const { after } = await publish(trial);
  expect(after.get("mean.js")?.text).toContain("(list.length || 1)");
});
