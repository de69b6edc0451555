/** What is shown is what is published, whatever a repository's own code does to the checkout it runs in. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { TaskBudget } from "../protocol/index.ts";
import { StoredObjects } from "../task/change-set/stored-objects.ts";
import { Life } from "../task/life.ts";
import { createTables } from "../task/schema.ts";
import { TouchedPaths } from "../task/touched-paths.ts";
import {
  bytes,
  changedPaths,
  diffOf,
  edit,
  publish,
  read,
  remove,
  runTrial,
  type TrialEntry,
  write,
} from "./trial.ts";
import { call, command, connectGitHub, errorOf, initOf, stubOf, users, view } from "./verne.ts";

const YEAR_MS = 365 * 24 * 60 * 60_000;
const time = { now: () => Date.now() + YEAR_MS, id: () => crypto.randomUUID() };

beforeAll(connectGitHub);

const GREET = 'export const greet = (name) => {\n  return "Hello " + name;\n};\n';
const WELCOME = GREET.replace("Hello", "Welcome");

/** A repository whose test helper runs `plant` in the checkout, the first time as 1, then as 2, 3 … */
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

/** Takes the task through a change of `greet.js` and a new file, and looks at what is shown and what comes out. */
async function expectTruth(plant: string): Promise<void> {
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

describe("a test that forges what git says", { timeout: 120_000 }, () => {
  it("by a clean filter with a replace ref, taken off before the change is published", () =>
    expectTruth(`
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

  it("by attributes, excludes, flags of the index, settings and hooks", () =>
    expectTruth(`
mkdir -p .git/info .git/hooks
echo '* -diff binary' > .git/info/attributes; echo '*.js' > .git/info/exclude
git update-index --assume-unchanged greet.js; git update-index --skip-worktree other.js
git config core.autocrlf true; git config core.eol crlf; git config core.fileMode false
git config diff.external false; git config core.hooksPath .git/hooks
printf '#!/bin/sh\\necho evil >> greet.js\\n' > .git/hooks/post-checkout; chmod +x .git/hooks/post-checkout
chmod +x greet.js; echo stray > stray.js`));

  it("by forged objects of the base, loose and by alternates, and another HEAD", () =>
    expectTruth(`
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

  it("by another repository in the place of its own, and by none at all", () =>
    expectTruth(`
if [ "$1" = 1 ]; then
  mv .git ../real; git init -q ../evil-work; cp greet.js ../evil-work; cp -r ../evil-work/.git ../evil.git
  git --git-dir ../evil.git --work-tree . add greet.js; git --git-dir ../evil.git commit -qm evil
  echo "gitdir: $PWD/../evil.git" > .git
else rm -rf .git; fi`));
});

describe("the change", { timeout: 120_000 }, () => {
  it("is what was written: not what git ignores, renormalises or would filter", async () => {
    const lines = { committed: "a\r\nb\r\n", edited: "one\r\ntwo\r\n" };
    const trial = await runTrial({
      repo: {
        commits: [
          { files: { "old.txt": lines.committed, "edited.txt": lines.edited, "wide.txt": "w\n" } },
          {
            message: "Attributes that came later",
            files: {
              ".gitattributes": "* text=auto\nwide.txt working-tree-encoding=UTF-16\n*.dat filter=x\n",
              ".gitignore": "lib/\nbuild/\n",
              "keep.dat": "kept\n",
            },
          },
        ],
      },
      files: [
        "edited.txt",
        { path: "web/lib/format.js", action: "create" },
        { path: "build/tool.sh", action: "create" },
      ],
      calls: [
        read("edited.txt"),
        edit("edited.txt", "two", "2"),
        write("web/lib/format.js", "export {};\n"),
        write("build/tool.sh", "#!/bin/sh\n"),
      ],
    });
    const { before, after } = await publish(trial);
    expect(changedPaths(before, after)).toEqual(["build/tool.sh", "edited.txt", "web/lib/format.js"]);
    expect(after.get("edited.txt")?.text).toBe("one\r\n2\r\n");
  });

  it("has nothing below a submodule and no LFS pointer, and plan and timeline say why", async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"1".repeat(64)}\nsize 12\n`;
    const trial = await runTrial({
      repo: {
        ".gitattributes": "*.bin filter=lfs diff=lfs merge=lfs -text\n",
        "data.bin": pointer,
        "a.txt": "1\n",
        lib: { gitlink: "1".repeat(40) },
      },
      files: ["a.txt", "data.bin", { path: "lib/new.js", action: "create" }],
      calls: [
        read("a.txt"),
        edit("a.txt", "1", "2"),
        read("data.bin"),
        edit("data.bin", "size 12", "not a pointer"),
        write("lib/new.js", "new\n"),
      ],
    });
    const codes = trial.events.flatMap((event) => (event.type === "warning" ? [event.data.code] : []));
    expect(codes).toEqual(expect.arrayContaining(["submodules", "lfs"]));
    const { plan_document: planned } = await view(trial.taskId);
    expect(planned?.notes).toEqual([
      expect.stringContaining(": lib."),
      expect.stringContaining(": data.bin."),
    ]);
    const { before, after } = await publish(trial);
    expect(changedPaths(before, after)).toEqual(["a.txt"]);
  });

  it("may turn a file into a folder and back, and make a script", async () => {
    const trial = await runTrial({
      repo: { commits: [{ files: { config: "a=1\n", "was/one": "1\n" } }] },
      files: [
        { path: "config", action: "delete" },
        { path: "config/a", action: "create" },
        { path: "was/one", action: "delete" },
        { path: "was", action: "create" },
        { path: "tool.sh", action: "create" },
      ],
      calls: [
        remove("config"),
        write("config/a", "1\n"),
        remove("was/one"),
        write("was", "2\n"),
        write("tool.sh", "#!/bin/sh\n", { executable: true }),
      ],
    });
    const status = (await diffOf(trial.taskId)).files.map((file) => `${file.status} ${file.path}`);
    expect(status).toEqual([
      "deleted config",
      "added config/a",
      "added tool.sh",
      "added was",
      "deleted was/one",
    ]);
    const { before, after } = await publish(trial);
    expect(changedPaths(before, after)).toEqual(["config", "config/a", "tool.sh", "was", "was/one"]);
    expect(after.get("tool.sh")?.mode).toBe("100755");
  });

  it("keeps its status below a long path", async () => {
    const long = `${"deep/".repeat(60)}file.txt`;
    const trial = await runTrial({
      repo: { "a.txt": "1\n" },
      files: [{ path: long, action: "create" }],
      calls: [write(long, "deep\n")],
    });
    expect((await diffOf(trial.taskId)).files).toMatchObject([{ path: long, status: "added" }]);
    const { before, after } = await publish(trial);
    expect(changedPaths(before, after)).toEqual([long]);
  });

  it("has the diff of each file, whatever its lines hold", async () => {
    const odd = "a\rdiff --git a/x b/x\nb\n";
    const latin1 = Uint8Array.of(0x63, 0xe9, 0x0a);
    const trial = await runTrial({
      repo: { "a.txt": odd, "b.txt": "b\n", "latin1.txt": bytes(latin1) },
      files: ["a.txt", "b.txt"],
      calls: [read("a.txt"), edit("a.txt", "x\nb", "x\nc"), read("b.txt"), edit("b.txt", "b", "c")],
    });
    const live = await diffOf(trial.taskId);
    expect(live.patch).toContain(" a\rdiff --git a/x b/x\n");
    expect(live.files.map(({ additions }) => additions)).toEqual([1, 1]);
  });

  it("can be downloaded byte for byte, in whatever encoding", async () => {
    const trial = await runTrial({
      repo: {
        "latin1.txt": bytes(Uint8Array.of(0x63, 0xe9, 0x0a)),
        "zero.bin": bytes(Uint8Array.of(0, 1, 2)),
      },
      files: [
        { path: "latin1.txt", action: "delete" },
        { path: "zero.bin", action: "delete" },
      ],
      calls: [remove("latin1.txt"), remove("zero.bin")],
    });
    const answer = await call("GET", `/api/tasks/${trial.taskId}/patch`);
    expect(answer.headers.get("content-disposition")).toContain(`verne-${trial.taskId.slice(0, 8)}.patch`);
    const patch = new TextDecoder("latin1").decode(await answer.arrayBuffer());
    expect(patch).toContain("deleted file mode 100644");
    expect(patch).toContain("-c\u00e9\n");
    expect(patch).toMatch(/Binary files a\/zero\.bin and \/dev\/null differ\n$/);
    const { accessToken: stranger } = users().grace;
    const refused = await errorOf(call("GET", `/api/tasks/${trial.taskId}/patch`, { token: stranger }));
    expect(refused).toMatchObject({ status: 404, code: "not_found" });
  });

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
      // Two new files, what one of them was, and two rendered diffs; beside them the base's one tree.
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
    // What the file was, and what it is now.
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
      // Two files change places over a third.
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
