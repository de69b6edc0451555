import { beforeAll, expect, it } from "vitest";
import { runTrial, type TrialEntry, variant, write } from "./trial.ts";
import { approve, command, connectGitHub, createTask, until, view } from "./verne.ts";

beforeAll(connectGitHub);

it("a repository's own set-up is shown in the plan, and runs only once that is approved", async () => {
  const { task_id } = await createTask({ repo_full_name: "tests/needs-setup", prompt: "Anything" });
  const planning = await until(task_id, "awaiting_approval");
  const ran = (text: string) => (event: (typeof planning)[number]) =>
    event.type === "command_started" && event.data.command.includes(text);
  expect(planning.filter(ran("setup.sh"))).toEqual([]);
  const { plan_document } = await view(task_id);
  expect(plan_document?.commands.setup).toEqual([
    { command: expect.stringContaining(".verne/setup.sh"), source: ".verne/setup.sh" },
  ]);
  await approve(task_id);
  const events = await until(task_id, "reviewing");
  expect(events.filter(ran("setup.sh"))).toHaveLength(1);
  const { tests, diff_stat } = await view(task_id);
  expect(tests).toMatchObject({ verdict: "pass", unchanged_passing: 1, baseline: { outcome: "passed" } });
  // The demo model's note is the whole change: files of the set-up are not in it.
  expect(diff_stat?.files).toBe(1);
  await command(task_id, "cancel");
});

/** Its only dependency is a file that is not there, and its test needs none. */
const CI: Record<string, TrialEntry> = {
  "package.json": JSON.stringify({
    name: "ci",
    type: "module",
    scripts: { test: "node --test", build: "node build.js" },
    dependencies: { gone: "file:gone.tgz" },
  }),
  "build.js":
    'import { writeFileSync } from "node:fs";\nwriteFileSync("built.js", "export const ready = true;");\n',
  "a.test.js": 'import { test } from "node:test";\ntest("a", () => {});\n',
  ".gitignore": "built.js\n",
  ".github/workflows/ci.yml":
    "jobs:\n  test:\n    steps:\n      - run: npm install\n      - run: npm run build\n      - run: npm test\n",
};
const plan = {
  files: [{ path: "new.js", action: "create" as const }],
  calls: [write("new.js", "export {};\n")],
};
const commandsIn = ({ events }: Awaited<ReturnType<typeof runTrial>>) =>
  events.flatMap((event) => (event.type === "command_started" ? [event.data.command] : []));

it("what CI does is left out where the tests run without it, and an install that fails runs once", async () => {
  const trial = await runTrial({ repo: CI, ...plan });
  const ran = commandsIn(trial);
  expect(ran.filter((text) => /npm (?:install|ci)\b/.test(text))).toHaveLength(1);
  expect(ran.filter((text) => text.includes("npm run build"))).toEqual([]);
  const { tests, plan_document } = await view(trial.taskId);
  expect(plan_document?.commands.setup.map((one) => one.command)).toEqual(["npm install", "npm run build"]);
  expect(tests).toMatchObject({ verdict: "pass", unchanged_passing: 1 });
  await command(trial.taskId, "cancel");
});

variant("what CI does runs where the tests need it, without the install that it repeats", async () => {
  const trial = await runTrial({
    repo: {
      ...CI,
      "package.json": JSON.stringify({
        name: "ci",
        type: "module",
        scripts: { test: "node built.js && node --test", build: "node build.js" },
        dependencies: { near: "file:near" },
      }),
      "near/package.json": JSON.stringify({ name: "near", version: "1.0.0" }),
    },
    ...plan,
  });
  const ran = commandsIn(trial);
  expect(ran.filter((text) => /npm (?:install|ci)\b/.test(text))).toHaveLength(1);
  expect(ran.filter((text) => text.includes("npm run build"))).toHaveLength(1);
  const { tests } = await view(trial.taskId);
  expect(tests).toMatchObject({ verdict: "pass", unchanged_passing: 1, baseline: { outcome: "passed" } });
  await command(trial.taskId, "cancel");
});
