import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, inject, it } from "vitest";
import { startRunner } from "../../sandbox/runner/server.ts";
import { CloneFailure, type CloneOptions, cloneRepository } from "./clone.ts";
import { execIn, runToEnd } from "./collect.ts";
import { type GitContext, GitFailure, runGit } from "./git.ts";
import { localSandbox } from "./local.ts";
import { offeredObjects } from "./offered-objects.ts";
import type { Sandbox } from "./port.ts";
import { serveGit } from "./testing/git-http.ts";
import { clearPaths, resetTo, setExecutable, writeLink } from "./worktree.ts";

const folder = await mkdtemp(join(tmpdir(), "verne-git-"));
const server = await serveGit(join(folder, "served"));
const runner = await startRunner({
  dataDir: join(folder, "runner"),
  isolation: "auto",
  workerUrl: server.url,
});
/** Where a task finds the server: as the Worker's git, the one thing of this machine that it reaches. */
const served = () => `${sandbox.workerUrl ?? server.url}/git`;

const ENV = {
  PATH: process.env.PATH,
  HOME: folder,
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "A",
  GIT_AUTHOR_EMAIL: "a@example.com",
  GIT_COMMITTER_NAME: "A",
  GIT_COMMITTER_EMAIL: "a@example.com",
};
const host = (cwd: string, ...args: string[]) =>
  execFileSync("git", args, { cwd, env: ENV, encoding: "utf8" }).trim();

/** A bare repository with three commits on `main` and one on `feature/x`; another one without commits. */
async function makeOrigin(): Promise<string> {
  const work = join(folder, "origin");
  await mkdir(join(work, "src"), { recursive: true });
  host(folder, "init", "--quiet", "-b", "main", work);
  await writeFile(join(work, "src/a.txt"), "one\ntwo\nthree\n");
  await writeFile(join(work, "crlf.txt"), "dos\r\nlines\r\n");
  await writeFile(join(work, "old.bin"), Uint8Array.from([0, 1, 2, 255]));
  await writeFile(join(work, ".gitignore"), "ignored/\n*.log\n");
  for (const message of ["first", "second", "third"]) {
    await writeFile(join(work, "README.md"), `${message}\n`);
    host(work, "add", "-A");
    host(work, "commit", "--quiet", "-m", message);
  }
  host(work, "branch", "feature/x");
  await mkdir(join(folder, "served/git"), { recursive: true });
  host(folder, "clone", "--quiet", "--bare", work, join(folder, "served/git/origin.git"));
  host(folder, "init", "--quiet", "--bare", "-b", "main", join(folder, "served/git/empty.git"));
  return host(work, "rev-parse", "HEAD");
}

const head = await makeOrigin();
const BEARER = "the-permission.to-clone";
const PUBLIC = "https://github.com/acme/origin.git";
let sandbox: Sandbox;
let git: GitContext;
let taskNumber = 0;

const options = (change: Partial<CloneOptions> = {}): CloneOptions => ({
  url: `${served()}/origin.git`,
  bearer: BEARER,
  publicUrl: PUBLIC,
  branch: "main",
  commit: head,
  timeoutMs: 20_000,
  ...change,
});
const text = (data: Uint8Array | null | undefined) => new TextDecoder().decode(data ?? undefined);
const bytes = (content: string) => new TextEncoder().encode(content);
const sh = async (script: string) =>
  text((await runToEnd(sandbox, ["/bin/sh", "-ec", script], { cwd: git.repo, timeoutMs: 20_000 })).stdout);
/** As a program of the platform: what a task may do where nothing keeps it from the platform's folder. */
const shAsPlatform = (script: string) =>
  runGit(git, ["/bin/sh", "-ec", script], { operation: "plant", timeoutMs: 20_000 });
const refused = async (change: Parameters<typeof options>[0]) => {
  const error = await cloneRepository(git, options(change)).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(CloneFailure);
  // Checked by the line above.
  return error as CloneFailure;
};

beforeEach(async () => {
  taskNumber += 1;
  sandbox = await localSandbox({ ...runner, taskId: `git-${taskNumber}` });
  git = { exec: execIn(sandbox), sandbox, repo: `${sandbox.root}/repo` };
});
afterAll(async () => {
  await runner.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

describe("cloneRepository", () => {
  it("leaves one branch, as deep as asked, whose origin is the public address", async () => {
    await cloneRepository(git, options({ depth: 2 }));
    expect(
      await sh("git rev-list --count HEAD; git remote get-url origin; git branch -a --format='%(refname)'"),
    ).toBe(`2\n${PUBLIC}\nrefs/heads/main\nrefs/remotes/origin/HEAD\nrefs/remotes/origin/main\n`);
    expect(await sh("git rev-parse HEAD; git status --porcelain")).toBe(`${head}\n`);
    expect(await sh("grep -rF 127.0.0.1 .git || :")).toBe("");
    expect(await sh("ls .git/hooks 2>/dev/null | wc -l")).toMatch(/^\s*0\n$/);
  });

  it("shows its permission to the server alone: in no argument, address or file", async () => {
    host(folder, "clone", "--quiet", "--bare", join(folder, "origin"), join(folder, "served/git/ahead.git"));
    const started: string[] = [];
    const { exec } = git;
    const noting = {
      ...git,
      exec: (...[argv, call]: Parameters<GitContext["exec"]>) => {
        started.push(argv.join(" "));
        return exec(argv, call);
      },
    };
    server.authorizations.length = 0;
    const url = `${served()}/ahead.git`;
    // A branch that is not there, and a commit that has to be fetched by its id.
    await cloneRepository(noting, options({ url, branch: "no/such" })).catch(() => {});
    const first = host(join(folder, "origin"), "rev-parse", "HEAD~2");
    await cloneRepository(noting, options({ url, depth: 1, commit: first }));
    expect(started.filter((command) => /^git (clone|ls-remote|fetch)/.test(command))).toHaveLength(5);
    expect(started.join("\n")).not.toContain(BEARER);
    expect(new Set(server.authorizations)).toEqual(new Set([`Bearer ${BEARER}`]));
    expect(await sh(`grep -rF ${BEARER} .. || :`)).toBe("");
  });

  it("replaces what an interrupted or earlier clone left", async () => {
    await runGit({ ...git, repo: sandbox.root }, ["mkdir", "-p", "repo.tmp/x", "repo/y"], {
      operation: "prepare",
      timeoutMs: 5000,
    });
    await cloneRepository(git, options({ branch: "feature/x", depth: null }));
    const there = await sh("ls -a; ls ..");
    expect(there).toMatch(/^\.git$/m);
    expect(there).toMatch(/^repo$/m);
    expect(there).not.toMatch(/\by\b|repo\.tmp/);
  });

  it("tells a wrong branch, an empty repository and a missing one apart", async () => {
    expect(await refused({ branch: "no/such" })).toMatchObject({
      code: "branch_not_found",
      retryable: false,
    });
    expect(await refused({ url: `${served()}/empty.git` })).toMatchObject({ code: "repository_empty" });
    expect(await refused({ url: `${served()}/absent.git` })).toMatchObject({ code: "github_access_lost" });
  });

  it("tells lost access from trouble on the way, without the capability in the message", async () => {
    for (const [status, code, retryable] of [
      [401, "github_access_lost", false],
      [403, "github_access_lost", false],
      [502, "clone_failed", true],
    ] as const) {
      server.answerWith(status);
      const failure = await refused({});
      server.answerWith(null);
      expect(failure).toMatchObject({ code, retryable });
      expect(failure.message).not.toContain(served());
    }
    expect(await refused({ url: "http://127.0.0.1:9/x.git" })).toMatchObject({
      code: "clone_failed",
      retryable: true,
    });
  });

  it("takes no other transport than HTTP", async () => {
    for (const url of [
      `file://${folder}/served/git/origin.git`,
      `${folder}/served/git/origin.git`,
      "ext::sh -c true",
      "ssh://x@127.0.0.1/y",
    ]) {
      expect((await refused({ url })).message).toMatch(/not allowed|does not exist/);
    }
  });
});

describe("a checkout", () => {
  /** A bare repository of one commit, made by a shell script in an empty work tree. */
  const serve = async (name: string, script: string) => {
    const work = join(folder, `work-${name}`);
    host(folder, "init", "--quiet", "-b", "main", work);
    execFileSync("/bin/sh", ["-ec", script], { cwd: work, env: ENV });
    host(work, "clone", "--quiet", "--bare", work, join(folder, `served/git/${name}.git`));
    return { url: `${served()}/${name}.git`, commit: host(work, "rev-parse", "HEAD"), work };
  };

  it("is the repository's bytes, whatever its attributes ask for", async () => {
    // Committed as they are, before the attributes came that would change them on the way out.
    const { work, ...where } = await serve(
      "attributes",
      `printf 'a\\r\\nb\\r\\n' > crlf.txt; printf 'a\\nb\\n' > lf.bat; printf '$Id$\\n' > ident.c
       printf 'h\\303\\274\\n' > wide.txt; printf 'secret\\n' > filtered.dat; printf 'A\\n' > Case.txt; printf 'b\\n' > case.txt
       git add -A; git commit -qm one
       printf '* text=auto\\n*.bat eol=crlf\\n*.c ident\\nwide.txt working-tree-encoding=UTF-16LE-BOM\\n*.dat filter=x\\n' > .gitattributes
       git add .gitattributes; git commit -qm two`,
    );
    await cloneRepository(git, options(where));
    const oids = host(work, "ls-tree", "-r", "--format=%(objectname) %(path)", "HEAD");
    const onDisk = await sh(
      'for f in $(git ls-files); do echo "$(git hash-object --no-filters "$f") $f"; done',
    );
    expect(onDisk.trim()).toBe(oids);
    expect(await sh("git status --porcelain")).toBe("");
  });

  it("tells submodules, filters, and tags that lie deeper than its history", async () => {
    const where = await serve(
      "facts",
      `printf '*.bin filter=lfs diff=lfs merge=lfs -text\\n' > .gitattributes; mkdir -p deep
       printf '*.key filter=git-crypt\\n' > deep/.gitattributes
       echo x > a.bin; echo x > deep/b.key; echo x > c.txt
       git -c filter.lfs.clean=cat -c filter.git-crypt.clean=cat add -A
       git update-index --add --cacheinfo 160000,${"1".repeat(40)},vendor/lib
       git commit -qm one; git tag v1
       for n in 1 2 3; do git commit -q --allow-empty -m "$n"; done`,
    );
    const facts = await cloneRepository(git, options({ ...where, depth: 2 }));
    expect(facts).toEqual({
      submodules: ["vendor/lib"],
      filtered: [
        { path: "a.bin", filter: "lfs" },
        { path: "deep/b.key", filter: "git-crypt" },
      ],
      tagsMissing: true,
    });
    expect(await cloneRepository(git, options(where))).toMatchObject({ tagsMissing: false });
    expect(await sh("git describe --tags; cat a.bin")).toMatch(/^v1-3-g\w+\nx\n$/);
  });

  it("is of the commit that was asked for, also when the branch has moved on or is not known", async () => {
    const where = await serve("moved", "echo 1 > a; git add a; git commit -qm one");
    host(where.work, "commit", "--quiet", "--allow-empty", "-m", "two");
    host(where.work, "push", "--quiet", join(folder, "served/git/moved.git"), "main");
    for (const branch of ["main", null]) {
      await cloneRepository(git, options({ ...where, branch, depth: 1 }));
      expect(await sh("git rev-parse HEAD")).toBe(`${where.commit}\n`);
    }
  });
});

describe("the working tree", () => {
  beforeEach(() => cloneRepository(git, options()));

  it("is reset with ignored files kept and a stale lock removed", async () => {
    await sh(`echo changed > src/a.txt; rm old.bin; chmod +x README.md; echo new > new.txt
      mkdir ignored; echo x > ignored/x; echo y > y.log
      touch .git/index.lock; git init -q nested; git add -A 2>/dev/null || :`);
    await shAsPlatform('touch "$GIT_INDEX_FILE.lock"');
    await resetTo(git, head);
    expect(await sh("git status --porcelain --ignored; cat src/a.txt; ls -l README.md | cut -c 1-10")).toBe(
      "!! ignored/\n!! y.log\none\ntwo\nthree\n-rw-r--r--\n",
    );
  });

  // What a task may do to the platform's repository where nothing keeps it from that. One of each kind stands first.
  const tricks: [string, string][] = [
    ["a file is taken for unchanged", "git update-index --assume-unchanged src/a.txt"],
    [
      "attributes ask for a filter",
      `git config filter.e.smudge 'sed s/one/evil/'; echo '* filter=e' > "$GIT_DIR/info/attributes"`,
    ],
    [
      "a replace ref stands in",
      "git replace $(git rev-parse HEAD:src/a.txt) $(echo evil | git hash-object -w --stdin)",
    ],
    [
      "hooks and monitors lie ready",
      `printf '#!/bin/sh\necho evil > src/a.txt\n' > ../evil; chmod +x ../evil; mkdir -p "$GIT_DIR/hooks"
       cp ../evil "$GIT_DIR/hooks/post-checkout"; cp ../evil "$GIT_DIR/hooks/post-index-change"
       git config core.hooksPath "$GIT_DIR/hooks"; git config core.fsmonitor ../evil`,
    ],
    ["a file is taken for absent", "git update-index --skip-worktree src/a.txt"],
    [
      "attributes are a link",
      `rm -rf "$GIT_DIR/info"; mkdir ../elsewhere; ln -s "$PWD/../elsewhere" "$GIT_DIR/info"
       echo '*.txt text eol=crlf' > "$GIT_DIR/info/attributes"`,
    ],
    ["the work tree is elsewhere", "mkdir ../elsewhere; git config core.worktree ../../elsewhere"],
    ["the repository calls itself bare", "git config core.bare true"],
    [
      "only a part is checked out",
      'git config core.sparseCheckout true; echo /README.md > "$GIT_DIR/info/sparse-checkout"',
    ],
    [
      "times are not looked at",
      "git config core.trustctime false; git config core.checkStat minimal; touch -r src/a.txt ../t",
    ],
  ];
  it.each(inject("long") ? tricks : tricks.slice(0, 4))("is reset although %s", async (_name, plant) => {
    await shAsPlatform(
      `${plant}\nprintf 'six\ntwo\nthree\n' > src/a.txt; [ ! -e ../t ] || touch -r ../t src/a.txt`,
    );
    await resetTo(git, head);
    expect(await sh("cat src/a.txt")).toBe("one\ntwo\nthree\n");
  });

  it("keeps what the commit's rules and the given ones ignore, and nothing that hides by later rules", async () => {
    await sh(`mkdir -p ignored helpers kept/deep node_modules/a .git/info src/deep
      echo '*.js' > .git/info/exclude; echo x > hidden.js
      echo '*' > helpers/.gitignore; echo x > helpers/help.js
      echo '!.gitignore' > src/deep/.gitignore; echo 'b.*' >> src/deep/.gitignore; echo x > src/deep/b.txt
      echo x > ignored/x; echo '*' > kept/.gitignore; echo x > kept/deep/x; echo x > node_modules/a/x; echo y > y.log`);
    await resetTo(git, head, ["kept/", "node_modules/"]);
    const files = await sh("find . -path ./.git -prune -o -type f -print | sed 's|^./||' | LC_ALL=C sort");
    expect(files.trim().split("\n")).toEqual([
      ".gitignore",
      "README.md",
      "crlf.txt",
      "ignored/x",
      "kept/.gitignore",
      "kept/deep/x",
      "node_modules/a/x",
      "old.bin",
      "src/a.txt",
      "y.log",
    ]);
    expect(await sh("cat .git/info/exclude")).toBe("kept/\nnode_modules/\n");
  });

  it("says so when there is no repository to reset from", async () => {
    await shAsPlatform('rm -rf "$GIT_DIR"');
    await expect(resetTo(git, head)).rejects.toThrow(GitFailure);
    await expect(resetTo(git, head)).rejects.toThrow("reset the working tree failed");
  });

  it("is cleared at a path whatever stands there or above, and never through a link", async () => {
    await sh(`mkdir -p ../out full/of; echo keep > ../out/file; echo x > full/of/x
      ln -s ../out linked; ln -s ../../out/file src/link; ln -s nowhere dangling; echo f > flat`);
    await clearPaths(git, ["linked/file", "src/link", "dangling", "flat/below", "full", "-x y/z", "gone"]);
    expect(await sh("cat ../out/file; ls; ls src")).toBe("keep\nREADME.md\ncrlf.txt\nold.bin\nsrc\na.txt\n");
  });

  it("takes modes and links", async () => {
    await setExecutable(git, ["README.md", "src/a.txt"], true);
    await setExecutable(git, ["src/a.txt"], false);
    await writeLink(git, "deep/er/-link", bytes("../../README.md"));
    expect(await sh("git diff --name-only; cat deep/er/-link")).toBe("README.md\nthird\n");
  });
});

describe("objects of the sandbox", () => {
  beforeEach(() => cloneRepository(git, options()));

  it("come by name in one process, without blobs that are too large", async () => {
    const names = [
      "HEAD",
      "HEAD^{tree}",
      "HEAD:src",
      "HEAD:src/a.txt",
      "HEAD:old.bin",
      "HEAD:README.md",
      "HEAD:none",
    ];
    const objects = await offeredObjects(git, names, 10);
    expect(objects.map(({ type }) => type).sort()).toEqual(["blob", "blob", "commit", "tree", "tree"]);
    expect(objects.map((object) => text(object.bytes))).toContain("third\n");
    expect(objects.map((object) => text(object.bytes))).not.toContain("one\ntwo\nthree\n");
  });

  it("are fewer, and no failure, where the repository is broken", async () => {
    expect(await offeredObjects(git, ["nothing"], 1_000)).toEqual([]);
    await shAsPlatform('rm -rf "$GIT_DIR"');
    expect(await offeredObjects(git, ["HEAD"], 1_000)).toEqual([]);
  });
});
