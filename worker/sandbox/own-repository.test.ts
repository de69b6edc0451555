/** The platform's repository beside the task's own: whatever becomes of that, the platform's git says the same. */
import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import { type Runner, startRunner } from "../../sandbox/runner/server.ts";
import { workChanges, workPatch } from "../task/work/commands/work-changes.ts";
import { cloneRepository } from "./clone.ts";
import { execIn, runToEnd } from "./collect.ts";
import type { GitContext } from "./git.ts";
import { localSandbox } from "./local.ts";
import { offeredObjects } from "./offered-objects.ts";
import { serveGit } from "./testing/git-http.ts";
import { resetTo } from "./worktree.ts";

const folder = await mkdtemp(join(tmpdir(), "verne-own-"));
// Users of tasks have to get to their folder.
await chmod(folder, 0o755);
const server = await serveGit(join(folder, "served"));
await mkdir(join(folder, "in-container"), { mode: 0o755 });
const runners: Runner[] = [];
afterAll(async () => {
  for (const runner of runners) await runner.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const FILES = { "a.txt": "one\ntwo\n", "b.txt": "b\n", ".gitignore": "ignored/\n" };

async function makeOrigin(): Promise<string> {
  const work = join(folder, "work");
  await mkdir(work);
  await mkdir(join(folder, "served/git"), { recursive: true });
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], {
      cwd: work,
      encoding: "utf8",
    });
  git("init", "--quiet", "-b", "main");
  for (const [path, text] of Object.entries(FILES)) await writeFile(join(work, path), text);
  git("add", "-A");
  git("commit", "--quiet", "-m", "first");
  git("tag", "v1");
  git("commit", "--quiet", "--allow-empty", "-m", "second");
  git("clone", "--quiet", "--bare", work, join(folder, "served/git/own.git"));
  return git("rev-parse", "HEAD").trim();
}

const head = await makeOrigin();

/** What a task's commands do to `.git`, in the checkout; `$P` is the platform's folder. */
const ATTACKS: Record<string, string> = {
  "it is removed": "rm -rf .git",
  "a file that names another takes its place": `
    git init -q ../other; git --git-dir ../other/.git --work-tree . add -A; git --git-dir ../other/.git commit -qm evil
    rm -rf .git; echo "gitdir: $PWD/../other/.git" > .git`,
  "a link to another takes its place": "git init -q ../other; rm -rf .git; ln -s ../other/.git .git",
  "a link to the platform's takes its place":
    'rm -rf .git; ln -s "$P/git" .git; git add -A; git commit -qm evil; rm .git/HEAD',
  "its objects are forged": `
    old=$(git rev-parse HEAD:b.txt); new=$(echo forged | git hash-object -w --stdin)
    at() { echo ".git/objects/$(echo "$1" | cut -c 1-2)/$(echo "$1" | cut -c 3-)"; }
    mkdir -p "$(dirname "$(at "$old")")"; cp -f "$(at "$new")" "$(at "$old")"
    cp -f "$(at "$new")" "$P/git/objects/$(echo "$old" | cut -c 1-2)/"; rm -f "$P"/git/objects/pack/*`,
  "replaced objects, grafts and alternates speak for others": `
    git replace "$(git rev-parse HEAD:b.txt)" "$(echo evil | git hash-object -w --stdin)"
    mkdir -p .git/info; git rev-parse HEAD > .git/info/grafts; echo /nowhere > .git/objects/info/alternates`,
  "its index holds other things, flags and a lock": `
    git update-index --assume-unchanged a.txt; git update-index --skip-worktree b.txt
    git update-index --add --cacheinfo "100644,$(echo evil | git hash-object -w --stdin),evil.txt"
    touch .git/index.lock`,
  "its settings name another work tree, filters, hooks, a monitor": `
    git config extensions.worktreeConfig true; printf '[core]\\n\\tworktree = /tmp\\n' > .git/config.worktree
    git config core.bare true; git config core.autocrlf true; git config filter.e.clean 'touch ../ran; cat'
    mkdir -p .git/hooks .git/info; echo '* filter=e' > .git/info/attributes; echo '*' > .git/info/exclude
    printf '#!/bin/sh\\ntouch ../ran\\n' > .git/hooks/post-checkout; chmod +x .git/hooks/post-checkout
    cp .git/hooks/post-checkout .git/hooks/post-index-change; git config core.fsmonitor ../../hooks/post-checkout`,
  "a repository inside, with a filter of its own, is to be asked for its state": `
    git init -q inner; cd inner; git config filter.e.clean 'touch /tmp/ran "$OLDPWD/../ran"; cat'
    echo '* filter=e' > .git/info/attributes; echo x > x; git add x; git commit -qm x; rm -f /tmp/ran ../../ran; echo y > x`,
  "links lie where the platform keeps notes": `
    rm -rf ../.verne-git ../verne; mkdir ../.verne-git; ln -s "$P/git/config" ../.verne-git/objects
    ln -s "$P" ../verne`,
  "a link to the platform's repository lies there": 'rm -rf ../.verne-git; ln -s "$P/git" ../.verne-git',
  "all of the checkout is a link": "cd ..; mv repo moved; ln -s moved repo",
};

const LOOK = `cat a.txt b.txt; git describe --tags; git status --porcelain; git remote get-url origin
  git fsck --connectivity-only --no-dangling 2>&1; ls ../ran /tmp/ran 2>/dev/null`;

const LEVELS = ["bubblewrap", "uid", "container", "none"] as const;
const inContainer = (name: string) => join(folder, "in-container", name);
/** Where a container's task has its folders, were this machine one. */
const CONTAINER = {
  places: {
    ...{ root: inContainer("workspace"), home: inContainer("home") },
    ...{ tmp: inContainer("tmp"), platform: inContainer("platform") },
  },
  uid: 51_999,
};

for (const isolation of LEVELS) {
  const refusal = await startRunner({
    dataDir: join(folder, isolation),
    isolation,
    workerUrl: server.url,
    ...(isolation === "container" ? { only: CONTAINER } : {}),
  }).then(
    (runner) => void runners.push(runner),
    (error: Error) => error.message,
  );
  const runner = runners.at(-1);
  const isTried = refusal === undefined && (inject("long") || runners.length === 1);

  describe.skipIf(!isTried)(`the platform's repository at ${isolation} ${refusal ?? ""}`.trim(), () => {
    it("says the same whatever becomes of the task's own, which is made anew", async () => {
      if (!runner) throw new Error("there is no runner");
      const sandbox = await localSandbox({ ...runner, taskId: "own" });
      const git: GitContext = { exec: execIn(sandbox), sandbox, repo: `${sandbox.root}/repo` };
      const url = `${sandbox.workerUrl ?? server.url}/git/own.git`;
      const publicUrl = "https://github.com/acme/own.git";
      await cloneRepository(git, {
        url,
        bearer: "x",
        publicUrl,
        branch: "main",
        commit: head,
        timeoutMs: 60_000,
      });
      const sh = async (script: string, cwd = git.repo) => {
        const env = {
          P: sandbox.platform,
          GIT_AUTHOR_NAME: "a",
          GIT_AUTHOR_EMAIL: "a",
          GIT_COMMITTER_NAME: "a",
          GIT_COMMITTER_EMAIL: "a",
        };
        const ran = await runToEnd(sandbox, ["/bin/sh", "-c", script], { cwd, env, timeoutMs: 60_000 });
        return new TextDecoder().decode(ran.stdout);
      };
      const compared = { git, base: head, files: [] };
      const offered = async () => {
        const objects = await offeredObjects(git, [head, `${head}^{tree}`, `${head}:b.txt`], 1_000);
        return objects.map(({ bytes }) => new TextDecoder().decode(bytes));
      };
      const objects = await offered();
      expect(objects).toHaveLength(3);
      expect(objects).toContain("b\n");
      await sh("echo three >> a.txt");
      await workChanges(compared);
      expect(new TextDecoder().decode(await workPatch(compared, ["a.txt"]))).toContain("\n+three\n");
      await resetTo(git, head);
      for (const [name, attack] of Object.entries(ATTACKS)) {
        // Nothing keeps a task from the platform's own folder.
        if (isolation === "none" && attack.includes("$P")) continue;
        await sh(`(${attack}\n)\ncd "$(dirname "$PWD")/repo"; echo three >> a.txt; echo new > new.txt`);
        const changes = (await workChanges(compared)).filter(({ file }) => file !== "other");
        expect(changes, name).toEqual([
          { path: "a.txt", kind: "modified", file: "plain" },
          { path: "new.txt", kind: "added", file: "plain" },
        ]);
        // Once more, now that an index knows what is there.
        if (attack.includes("init -q inner")) await workChanges(compared);
        expect(await offered(), name).toEqual(objects);
        await resetTo(git, head);
        expect(await sh(LOOK), name).toBe(`one\ntwo\nb\nv1-1-g${head.slice(0, 7)}\n${publicUrl}\n`);
      }
    });
  });
}
