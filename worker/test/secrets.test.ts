/** Secrets that would get into a pull request, through the real stack. */
import { beforeAll, describe, expect, it } from "vitest";
import { edit, read, runTrial, treeOf } from "./trial.ts";
import { call, command, connectGitHub, errorOf, follow, ok, until, view } from "./verne.ts";

beforeAll(connectGitHub);

const TOKEN = `ghp_${"aB3dE5gH7j".repeat(4).slice(0, 36)}`;
const PACKAGE = `${JSON.stringify({ name: "trial", version: "1.0.0", scripts: { test: "node --test" } })}\n`;
const FILES = {
  "package.json": PACKAGE,
  "one.js": "exports.one = () => 1;\n",
  "one.test.js":
    'require("node:test")("one", () => require("node:assert").equal(require("./one.js").one(), 1));\n',
};

const apply = (taskId: string, body: unknown) =>
  call("POST", `/api/tasks/${taskId}/apply`, { body, headers: { "idempotency-key": crypto.randomUUID() } });

describe("a secret", () => {
  it("in the change waits for nobody's acceptance, and is published once it is out", async () => {
    const trial = await runTrial({
      repo: FILES,
      files: ["one.js"],
      rounds: [
        [read("one.js"), edit("one.js", "exports.one", `const token = "${TOKEN}";\nexports.one`)],
        [read("one.js"), edit("one.js", `"${TOKEN}"`, "process.env.TOKEN")],
      ],
      task: { auto_pr: true },
    });
    const { objections, tree, pr_url, head_seq } = await view(trial.taskId);
    expect(pr_url).toBeNull();
    expect(objections).toMatchObject([
      { kind: "secrets", blocking: true, findings: [{ path: "one.js", line: 1 }] },
    ]);
    expect(JSON.stringify(objections)).not.toContain(TOKEN);
    const refusal = await errorOf(apply(trial.taskId, { tree, accepted: objections.map(({ id }) => id) }));
    expect(refusal).toMatchObject({ status: 409, code: "objections_open" });
    expect(refusal.message).toContain("nobody can accept this");
    expect(JSON.stringify(refusal)).not.toContain(TOKEN);

    await command(trial.taskId, "messages", { text: "Take the token out." });
    const ends = ["complete", "reviewing"];
    await follow(trial.taskId, (event) => event.type === "state" && ends.includes(event.data.to), head_seq);
    expect(await view(trial.taskId)).toMatchObject({ state: "complete", objections: [] });
  });

  it("in the prompt is told before, and masked in commit and pull request", async () => {
    const trial = await runTrial({
      repo: FILES,
      files: ["one.js"],
      calls: [read("one.js"), edit("one.js", "exports.one", "// One.\nexports.one")],
      task: { prompt: `Use ${TOKEN} for it\n\nand nothing else.`, auto_pr: true },
    });
    const { objections, tree, head_seq } = await view(trial.taskId);
    expect(objections.map(({ kind }) => kind)).toEqual(["secrets_in_text"]);
    await ok(apply(trial.taskId, { tree, accepted: objections.map(({ id }) => id) }));
    await until(trial.taskId, "complete", head_seq);
    const { pr_url, head_branch } = await view(trial.taskId);
    if (pr_url === null || head_branch === null) throw new Error("there is no pull request");
    const page = await (await fetch(pr_url)).text();
    expect(page).not.toContain(TOKEN);
    expect(page).toContain("•".repeat(40));
    expect((await treeOf(trial.repo, `refs/heads/${head_branch}`)).get("one.js")?.text).toContain("// One.");
  });
});
