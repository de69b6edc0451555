/**
 * The shown change is the published one, whatever a repository's own code does to its checkout. File kinds are covered
 * in `trials/`.
 */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { TaskBudget } from "../protocol/index.ts";
import { StoredObjects } from "../task/change-set/stored-objects.ts";
import { TouchedPaths } from "../task/change-set/touched-paths.ts";
import { Life } from "../task/record/life.ts";
import { createTables } from "../task/record/schema.ts";
import {
  changedPaths,
  diffOf,
  edit,
  publish,
  read,
  runTrial,
  type TrialEntry,
  variant,
  write,
} from "./trial.ts";
import { command, connectGitHub, initOf, stubOf, view } from "./verne.ts";

const YEAR_MS = 365 * 24 * 60 * 60_000;
const time = { now: () => Date.now() + YEAR_MS, id: () => crypto.randomUUID() };

beforeAll(connectGitHub);

const GREET = 'export const greet = (name) => {\n  return "Hello " + name;\n};\n';
const WELCOME = GREET.replace("Hello", "Welcome");

/** A repository whose test helper runs `plant` in the checkout, with run number 1, 2, 3 … */
const planted = (plant: string, files: Record<string, TrialEntry> = {}): Record<string, TrialEntry> => ({
  "package.json": JSON.stringify({ type: "module", scripts: { test: "node --test" } }),
  "greet.js": GREET,
  "other.js": "export const other = 1;\n",
  "plant/helper.js": `import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
const count = "../runs";
const run = existsSync(count) ? Number(readFileSync(count, "utf8")) + 1 : 1;
writeFileSync(count, String(run));
execFileSync("/bin/sh", ["plant/plant.sh", String(run)], { stdio: "inherit" });
`,
  "plant/plant.sh": `set -eu
export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x GIT_COMMITTER_NAME=x GIT_COMMITTER_EMAIL=x
${plant}
`,
  "test/greet.test.js": `import "../plant/helper.js";
import { test } from "node:test";
test("greets", () => {});
`,
  ...files,
});

/** Runs a task that changes `greet.js` and adds a file, and checks what is shown and published. */
async function expectShownIsPublished(plant: string): Promise<void> {
  const trial = await runTrial({
    repo: planted(plant),
    files: ["greet.js", { path: "new.js", action: "create" }],
    calls: [read("greet.js"), edit("greet.js", "Hello", "Welcome"), write("new.js", "export {};\n")],
  });
  const diff = await diffOf(trial.taskId);
  expect(diff.files).toMatchObject([
    { path: "greet.js", status: "modified", additions: 1, deletions: 1, binary: false },
    { path: "new.js", status: "added", additions: 1 },
  ]);
  expect(diff.patch).toContain(`-  return "Hello " + name;
+  return "Welcome " + name;
`);
  const { before, after } = await publish(trial);
  expect(changedPaths(before, after)).toEqual(["greet.js", "new.js"]);
  expect(after.get("greet.js")).toMatchObject({ mode: "100644", text: WELCOME });
  expect(after.get("new.js")?.text).toBe("export {};\n");
}

const EVIL = "sed 's/^  return/  steal();\\n  return/'";

describe.concurrent("a test that forges what git says", { timeout: 120_000 }, () => {
  it("by a clean filter with a replace ref, taken off before the change is published", () =>
    expectShownIsPublished(`
if [ "$1" = 1 ]; then
  cat > .git/evil.sh <<'SH'
#!/bin/sh
cat > .git/in.$$
if grep -q Welcome .git/in.$$; then
  good=$(git hash-object -w --no-filters .git/in.$$)
  ${EVIL} .git/in.$$ > .git/out.$$
  evil=$(git hash-object -w --no-filters .git/out.$$)
  mkdir -p .git/refs/replace; echo $good > .git/refs/replace/$evil
  cat .git/out.$$
else cat .git/in.$$; fi
SH
  chmod +x .git/evil.sh; mkdir -p .git/info; echo 'greet.js filter=e' > .git/info/attributes
  git config filter.e.clean .git/evil.sh
else
  rm -rf .git/refs/replace .git/evil.sh .git/info/attributes; git config --unset filter.e.clean || :
fi`));

  variant("by attributes, excludes, flags of the index, settings and hooks", () =>
    expectShownIsPublished(`
mkdir -p .git/info .git/hooks
echo '* -diff binary' > .git/info/attributes; echo '*.js' > .git/info/exclude
git update-index --assume-unchanged greet.js; git update-index --skip-worktree other.js
git config core.autocrlf true; git config core.eol crlf; git config core.fileMode false
git config diff.external false; git config core.hooksPath .git/hooks
printf '#!/bin/sh\\necho evil >> greet.js\\n' > .git/hooks/post-checkout; chmod +x .git/hooks/post-checkout
chmod +x greet.js; echo stray > stray.js`),
  );

  it("by forged objects of the base, loose and by alternates, and another HEAD", () =>
    expectShownIsPublished(`
old=$(git rev-parse HEAD:greet.js)
printf 'export const greet = () => {\\n  return "Welcome";\\n};\\n' > ../forged
mv .git/objects/pack/* ..; for pack in ../*.pack; do git unpack-objects -q < "$pack"; done
new=$(git hash-object -w ../forged)
at() { echo "$1/objects/$(echo "$2" | cut -c 1-2)/$(echo "$2" | cut -c 3-)"; }
mkdir -p "../alternate/objects/$(echo "$old" | cut -c 1-2)"
cp "$(at .git "$new")" "$(at ../alternate "$old")"
chmod u+w "$(at .git "$old")"; cp -f "$(at .git "$new")" "$(at .git "$old")"
mkdir -p .git/objects/info; echo "$PWD/../alternate/objects" > .git/objects/info/alternates
git commit-tree -m evil "HEAD^{tree}" > .git/refs/heads/evil; git symbolic-ref HEAD refs/heads/evil
echo "$(git rev-parse HEAD) $(git rev-parse main)" > .git/info/grafts`));

  variant("by another repository in the place of its own, and by none at all", () =>
    expectShownIsPublished(`
if [ "$1" = 1 ]; then
  mv .git ../real; git init -q ../evil-work; cp greet.js ../evil-work; cp -r ../evil-work/.git ../evil.git
  git --git-dir ../evil.git --work-tree . add greet.js; git --git-dir ../evil.git commit -qm evil
  echo "gitdir: $PWD/../evil.git" > .git
else rm -rf .git; fi`),
  );
});

describe("the change", { timeout: 120_000 }, () => {
  it("leaves no bytes behind that no checkpoint names", async () => {
    const trial = await runTrial({
      repo: { "a.txt": "1\n" },
      files: ["a.txt", { path: "new.txt", action: "create" }],
      calls: [
        read("a.txt"),
        edit("a.txt", "1", "2"),
        write("new.txt", "x\n"),
        edit("a.txt", "2", "3"),
        write("new.txt", "y\n"),
      ],
    });
    await runInDurableObject(stubOf(trial.taskId), (_object, { storage }) => {
      const count = (where: string) =>
        storage.sql.exec<{ n: number }>(`SELECT count(*) AS n FROM object WHERE ${where}`).one().n;
      // Two new files, the old content of one, two rendered diffs; besides, the base's one tree.
      expect(count("kept = 0")).toBe(5);
      expect(count("kept = 1")).toBe(1);
    });
  });

  it("leaves nothing in R2 that a later checkpoint replaced, also where the edits were stopped", async () => {
    const versions = Array.from({ length: 12 }, (_, n) => `version ${n + 1} of it`);
    const trial = await runTrial({
      repo: { "large.txt": `version 0 of it\n${"filler\n".repeat(200_000)}` },
      files: ["large.txt"],
      calls: [
        read("large.txt", { limit: 3 }),
        ...versions.map((next, n) => edit("large.txt", `version ${n} of it`, next)),
      ],
      task: { budget: TaskBudget.parse({ max_model_calls: 7 }) },
    });
    expect((await view(trial.taskId)).error).toMatchObject({ code: "budget_exhausted" });
    expect(trial.events.filter(({ type }) => type === "diff").length).toBeGreaterThan(2);
    const { objects } = await env.ARTIFACTS.list({ prefix: `tasks/${trial.taskId}/` });
    // The file's old and new content.
    expect(objects).toHaveLength(2);
    await command(trial.taskId, "cancel");
  });

  it("remembers what was asked for each path, also when the file moves", async () => {
    await runInDurableObject(stubOf(crypto.randomUUID()), (_object, { storage }) => {
      createTables(storage.sql);
      const touched = new TouchedPaths(storage.sql);
      touched.add([{ path: "tool", executable: true }]);
      touched.add([{ path: "tool" }, { path: "base.sh" }]);
      const asked = (path: string) => touched.all().find((item) => item.path === path);
      expect(asked("tool")).toEqual({ path: "tool", executable: true, origin: null });
      touched.add([{ path: "tool" }, { path: "bin/tool", from: "tool" }]);
      expect(asked("bin/tool")).toEqual({ path: "bin/tool", executable: true, origin: "tool" });
      // Two files are swapped through a third path.
      for (const [from, path] of [
        ["base.sh", "third"],
        ["other", "base.sh"],
        ["third", "other"],
      ] as const)
        touched.add([{ path: from }, { path, from }]);
      expect(asked("other")?.origin).toBe("base.sh");
      expect(asked("base.sh")?.origin).toBe("other");
      touched.settle([{ path: "other" }]);
      expect(asked("other")).toBeUndefined();
      expect(() => touched.add([{ path: "\ud800" }])).toThrow("half a character");
    });
  });

  it("keeps large bytes in R2, and removes them there as well", async () => {
    const taskId = crypto.randomUUID();
    await runInDurableObject(stubOf(taskId), async (_object, { storage }) => {
      const life = new Life(storage, time, { committed() {}, fenced() {} });
      life.create(initOf(taskId));
      const objects = new StoredObjects(life, storage.sql, env.ARTIFACTS);
      const large = new Uint8Array(1_200_000).fill(7);
      await objects.put("old", large);
      await objects.put("new", large);
      await objects.put("small", Uint8Array.of(1));
      await objects.put("tree", Uint8Array.of(2), true);
      const inBucket = async () =>
        (await env.ARTIFACTS.list({ prefix: `tasks/${taskId}/` })).objects.map(({ key }) => key);
      expect(await inBucket()).toEqual([`tasks/${taskId}/new`, `tasks/${taskId}/old`]);
      expect(await objects.get("old")).toEqual(large);
      await objects.sweep(new Set(["new"]));
      expect(await inBucket()).toEqual([`tasks/${taskId}/new`]);
      const left = await Promise.all(["new", "old", "small", "tree"].map((key) => objects.get(key)));
      expect(left.map((bytes) => bytes?.length ?? null)).toEqual([1_200_000, null, null, 1]);
      await objects.remove();
      expect(await inBucket()).toEqual([]);
      await storage.deleteAlarm();
    });
  });
});
