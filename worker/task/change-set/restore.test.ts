import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { createGit } from "../../../local/github/git/run.ts";
import { fillRepository } from "../../../local/testing/trial-repo.ts";
import { startRunner } from "../../../sandbox/runner/server.ts";
import { cloneRepository } from "../../sandbox/clone.ts";
import { execIn, runToEnd } from "../../sandbox/collect.ts";
import { localSandbox } from "../../sandbox/local.ts";
import { serveGit } from "../../sandbox/testing/git-http.ts";
import type { ChangedFile, FileMode } from "./change-set.ts";
import { restoreChange } from "./restore.ts";

const folder = await mkdtemp(path.join(tmpdir(), "verne-restore-"));
const server = await serveGit(path.join(folder, "served"));
const runner = await startRunner({
  dataDir: path.join(folder, "runner"),
  isolation: "auto",
  workerUrl: server.url,
});
const host = createGit(folder);
const gitDir = path.join(folder, "served/git/base.git");
await host(["init", "--bare", "--quiet", "--initial-branch=main", gitDir]);
const files = {
  ".gitignore": "node_modules/\nlib/\n",
  "a.txt": "base\n",
  "gone.txt": "gone\n",
  "run.sh": { text: "#!/bin/sh\n", executable: true },
  folder: "a file\n",
  "was/one": "1\n",
  link: { link: "a.txt" },
};
await fillRepository(host, gitDir, { commits: [{ files }] });
const commit = (await host(["rev-parse", "main"], { gitDir })).toString().trim();
afterAll(async () => {
  await runner.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const changed = (name: string, mode: FileMode | null, base: FileMode | null): ChangedFile => ({
  path: name,
  status: mode === null ? "D" : base === null ? "A" : "M",
  file: mode && { mode, oid: "", size: 0 },
  base: base && { mode: base, oid: "" },
});

it("makes base and change of whatever a task has left, and keeps what was installed", async () => {
  const sandbox = await localSandbox({ ...runner, taskId: "restore" });
  const git = { exec: execIn(sandbox), sandbox, repo: `${sandbox.root}/repo` };
  const url = `${sandbox.workerUrl ?? server.url}/git/base.git`;
  await cloneRepository(git, {
    url,
    bearer: "none",
    publicUrl: url,
    branch: "main",
    commit,
    timeoutMs: 20_000,
  });
  const sh = async (script: string) => {
    const call = { cwd: git.repo, timeoutMs: 20_000 };
    return new TextDecoder().decode((await runToEnd(sandbox, ["/bin/sh", "-ec", script], call)).stdout);
  };
  const change: [ChangedFile, string | null][] = [
    [changed("a.txt", "100755", "100644"), "changed\n"],
    [changed("gone.txt", null, "100644"), null],
    [changed("run.sh", "100644", "100755"), "plain\n"],
    [changed("folder", null, "100644"), null],
    [changed("folder/inside", "100644", null), "inside\n"],
    [changed("was", "100644", null), "a file\n"],
    [changed("was/one", null, "100644"), null],
    [changed("link", "100644", "120000"), "no link\n"],
    [changed("new/link", "120000", null), "../a.txt"],
    [changed("lib/kept.js", "100755", null), "ignored, and part of the change\n"],
  ];
  const bytes = new Map(change.map(([file, text]) => [file, text]));
  const restored = () =>
    restoreChange(
      git,
      { base: commit, files: change.map(([file]) => file), keep: [] },
      ["lib/stale.js", "a.txt"],
      async (file) => {
        const text = bytes.get(file);
        return text === null || text === undefined ? null : new TextEncoder().encode(text);
      },
    );
  const seen = () =>
    sh(`find . -path ./.git -prune -o \\( -type f -o -type l \\) -printf '%y %m %p\\n' | sort -k3
    cat a.txt run.sh folder/inside was link new/link lib/kept.js`);
  await sh("mkdir -p node_modules lib; echo dep > node_modules/dep; echo old > lib/stale.js");
  await restored();
  const first = await seen();
  expect(first.split("\n").filter((line) => /^[fl] /.test(line))).toEqual([
    "f 644 ./.gitignore",
    "f 755 ./a.txt",
    "f 644 ./folder/inside",
    "f 755 ./lib/kept.js",
    "f 644 ./link",
    "l 777 ./new/link",
    "f 644 ./node_modules/dep",
    "f 644 ./run.sh",
    "f 644 ./was",
  ]);
  expect(first).toContain(
    "changed\nplain\ninside\na file\nno link\nchanged\nignored, and part of the change\n",
  );
  // What a command may leave: entries of another kind, links in place of parent folders, stray files.
  await sh(`rm -rf folder was lib new; ln -s /tmp lib; echo x > new; mkdir was; echo x > was/one; echo x > folder
    echo stray > stray.txt; rm a.txt; mkdir a.txt; chmod 600 run.sh`);
  await restored();
  expect(await seen()).toBe(first);
});
