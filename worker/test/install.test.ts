import { runInDurableObject } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import {
  edit,
  planTrial,
  publish,
  read,
  remove,
  runTrial,
  type Trial,
  type TrialEntry,
  toldTo,
  variant,
  write,
} from "./trial.ts";
import { approve, command, connectGitHub, follow, partsOf, stubOf, until, view } from "./verne.ts";

beforeAll(connectGitHub);

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const manifest = (dependencies: Record<string, string>) =>
  json({ name: "app", version: "1.0.0", type: "module", scripts: { test: "node --test" }, dependencies });
const A = { a: "file:vendor/a" };

/** Depends on a local package by path, as npm locks it, with another one available: nothing is downloaded. */
const APP: Record<string, TrialEntry> = {
  "package.json": manifest(A),
  "package-lock.json": json({
    name: "app",
    version: "1.0.0",
    lockfileVersion: 3,
    requires: true,
    packages: {
      "": { name: "app", version: "1.0.0", dependencies: A },
      "node_modules/a": { resolved: "vendor/a", link: true },
      "vendor/a": { version: "1.0.0" },
    },
  }),
  ...Object.fromEntries(
    ["a", "b"].flatMap((name) => [
      [`vendor/${name}/package.json`, json({ name, version: "1.0.0", type: "module", main: "index.js" })],
      [`vendor/${name}/index.js`, `export const name = "${name}";\n`],
    ]),
  ),
  "test/a.test.js": `import assert from "node:assert";
import { test } from "node:test";
import { name } from "a";
test("has a", () => assert.equal(name, "a"));
`,
};
const USES_B = `import assert from "node:assert";
import { test } from "node:test";
import { name } from "b";
test("has b", () => assert.equal(name, "b"));
`;
const dependOn = (from: string, to: string) => edit("package.json", from, to);
const ADD = `"a": "file:vendor/a",\n    "b": "file:vendor/b"`;
const commandsOf = ({ events }: Pick<Trial, "events">) =>
  events.flatMap((event) => (event.type === "command_started" ? [event.data.command] : []));
const npmOf = (ran: Pick<Trial, "events">) =>
  commandsOf(ran).flatMap((text) => /\bnpm (ci|install|test)\b/.exec(text)?.[1] ?? []);

describe("a second task on the same commit", () => {
  /** What a task did up to the end of its tests before the edits. */
  async function untilBaseline(repo: Record<string, TrialEntry> | string) {
    const started = await planTrial({ repo });
    const isReport = ({ type }: { type: string }) => type === "tests";
    const events = await follow(started.taskId, isReport);
    await command(started.taskId, "cancel");
    await until(started.taskId, "cancelled");
    const report = events.find((event) => event.type === "tests");
    return { ...started, events, counts: report?.data.report?.counts };
  }

  it("begins with what the first one installed, where every task has the same paths", async () => {
    const first = await untilBaseline(APP);
    expect(npmOf(first)).toContain("ci");
    const second = await untilBaseline(first.repo);
    const { isolation } = (await view(second.taskId)).sandbox;
    const told = second.events.filter(({ message }) => message.startsWith("Dependencies were brought"));
    expect(npmOf(second)).toEqual(isolation === "bubblewrap" ? ["test"] : ["ci", "test"]);
    expect(told).toHaveLength(isolation === "bubblewrap" ? 1 : 0);
    expect(second.counts).toEqual(first.counts);
    expect(second.counts?.passed).toBe(1);
  });
});

describe.concurrent("a change of the manifest", () => {
  it("is installed before the tests, the lock file with it, and taken back with it", async () => {
    const started = await planTrial({
      repo: APP,
      files: [
        "package.json",
        { path: "README.md", action: "create" },
        { path: "test/b.test.js", action: "create" },
      ],
      ...rounds(),
    });
    await approve(started.taskId);
    const events = await until(started.taskId, "reviewing");
    const trial = { ...started, events };
    // After the install the new test file alone, then all.
    expect(npmOf(trial)).toEqual(["ci", "test", "ci", "install", "test", "test"]);
    const reviewed = await view(trial.taskId);
    expect(reviewed.tests).toMatchObject({ verdict: "pass", unchanged_passing: 1 });
    expect(reviewed.objections.map(({ kind }) => kind)).toEqual([]);
    await command(trial.taskId, "messages", { text: "Take it back." });
    const last = events.at(-1)?.seq;
    const back = { events: await until(trial.taskId, "reviewing", last) };
    // The previous round's lock file has entries that the manifest no longer requires.
    expect(npmOf(back)).toEqual(["ci", "install", "test"]);
    const { after } = await publish(trial);
    expect(after.get("package.json")?.text).toBe(APP["package.json"]);
    expect(after.get("package-lock.json")?.text).not.toContain("vendor/b");
    expect(after.get("README.md")?.text).toBe("Uses a alone.\n");
  });

  variant("that cannot be installed goes back to the agent with what the package manager said", async () => {
    const trial = await runTrial({
      repo: APP,
      files: ["package.json"],
      rounds: [
        [read("package.json"), dependOn('"a": "file:vendor/a"', ADD.replace("vendor/b", "vendor/b.tgz"))],
        [read("package.json"), dependOn("vendor/b.tgz", "vendor/b")],
      ],
    });
    const { tests } = await view(trial.taskId);
    expect(tests?.verdict).toBe("pass");
    expect(trial.events.filter(({ type }) => type === "warning").map(({ data }) => data)).toContainEqual(
      expect.objectContaining({ code: "install_failed" }),
    );
    const repair = (await toldTo(trial.model)).at(-1);
    expect(repair?.opening).toContain("# Installing the dependencies after the change");
    expect(repair?.opening).toContain("vendor/b.tgz");
    await command(trial.taskId, "cancel");
  });

  variant(
    "whose packages cannot be reached is no one's repair: no test runs on old modules, and it is told",
    async () => {
      const trial = await runTrial({
        repo: { ...APP, ".npmrc": "registry=http://127.0.0.1:9/\nfetch-retries=0\n" },
        files: ["package.json"],
        calls: [
          read("package.json"),
          dependOn('"a": "file:vendor/a"', '"a": "file:vendor/a",\n    "left": "1.0.0"'),
        ],
        task: { auto_pr: true },
      });
      const { tests, objections } = await view(trial.taskId);
      expect(tests).toMatchObject({ verdict: "errored", after: { cases: [] } });
      expect(tests?.after.note).toContain("could not be reached");
      expect(objections.map(({ kind }) => kind)).toEqual(["install_failed", "tests_errored"]);
      expect(await toldTo(trial.model)).toHaveLength(2);
      await command(trial.taskId, "cancel");
    },
  );
});

describe.concurrent("a sandbox that is built again", () => {
  it("is installed and set up as it was for the baseline, before any test", async () => {
    const repo: Record<string, TrialEntry> = {
      ...APP,
      ".gitignore": "generated.js\nnode_modules\n",
      ".verne/setup.sh": "echo 'export const ready = true;' > generated.js\n",
      "test/ready.test.js":
        'import { test } from "node:test";\nimport { ready } from "../generated.js";\ntest("is set up", () => { if (!ready) throw new Error("no"); });\n',
    };
    const started = await planTrial({
      repo,
      files: [{ path: "new.js", action: "create" }],
      rounds: [[write("new.js", "export {};\n")], [write("new.js", "export const more = 1;\n")]],
    });
    const { taskId } = started;
    await approve(taskId);
    const events = await until(taskId, "reviewing");
    expect((await view(taskId)).tests).toMatchObject({ verdict: "pass", unchanged_passing: 2 });
    await runInDurableObject(stubOf(taskId), async (object) => {
      // The effect of the `sandbox_idle` deadline.
      await partsOf(object).sandbox.release();
    });
    await command(taskId, "messages", { text: "More." });
    const again = await until(taskId, "reviewing", events.at(-1)?.seq);
    const ran = commandsOf({ events: again });
    expect(
      ran
        .filter((text) => /setup\.sh|npm ci|--test|npm test/.test(text))
        .map((text) => text.split(" ").slice(0, 2).join(" ")),
    ).toEqual([expect.stringContaining("sh"), "npm ci", expect.stringContaining("sh"), "npm test"]);
    expect((await view(taskId)).tests).toMatchObject({ verdict: "pass", unchanged_passing: 2 });
    await command(taskId, "cancel");
  });
});

function rounds() {
  return {
    rounds: [
      [read("package.json"), dependOn('"a": "file:vendor/a"', ADD), write("test/b.test.js", USES_B)],
      [
        read("package.json"),
        dependOn(ADD, '"a": "file:vendor/a"'),
        remove("test/b.test.js"),
        write("README.md", "Uses a alone.\n"),
      ],
    ],
  };
}
