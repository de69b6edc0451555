import { chmod, lstat, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Runner, startRunner } from "../../sandbox/runner/server.ts";
import { packProgram, unpackProgram, wipeProgram } from "../task/work/checkout/packing.ts";
import { runToEnd } from "./collect.ts";
import { type LocalSandbox, localSandbox } from "./local.ts";
import type { Shelf } from "./port.ts";

const dataDir = await mkdtemp(join(tmpdir(), "verne-shelf-"));
// Users of tasks have to get to their folder.
await chmod(dataDir, 0o755);
let runner: Runner;

beforeAll(async () => {
  runner = await startRunner({ dataDir: join(dataDir, "tasks"), isolation: "auto" });
}, 60_000);

afterAll(async () => {
  await runner.close();
  await rm(dataDir, { recursive: true, force: true });
});

const sh = async (sandbox: LocalSandbox, script: string, platform = false) => {
  const options = { cwd: sandbox.root, timeoutMs: 30_000, platform };
  const { exitCode, stdout, stderr } = await runToEnd(sandbox, ["/bin/sh", "-c", script], options);
  expect([exitCode, new TextDecoder().decode(stderr)]).toEqual([0, ""]);
  return new TextDecoder().decode(stdout);
};

const KEY = "0".repeat(64);
let count = 0;
/** A sandbox with a clone, in which git ignores `node_modules`. */
async function cloned(context: { skip(note: string): never }) {
  const { url, token } = runner;
  const taskId = `task-${++count}`;
  const sandbox = await localSandbox({ url, token, taskId });
  const { shelf } = sandbox;
  if (shelf === undefined) context.skip(`nothing is kept at the level ${sandbox.isolation}`);
  await sh(
    sandbox,
    "mkdir repo && git init -q repo && rm -rf /platform/git && cp -r repo/.git /platform/git && echo node_modules > repo/.gitignore",
    true,
  );
  const place = { sandbox, repo: `${sandbox.root}/repo` };
  return { sandbox, shelf: shelf as Shelf, place, taskId };
}

const INSTALL = `cd repo && mkdir -p node_modules/.bin node_modules/a "../verne/deps/venv" &&
  echo one > node_modules/a/index.js && ln -s ../a/index.js node_modules/.bin/a && ln node_modules/a/index.js node_modules/hard &&
  ln -s /etc/passwd node_modules/outside && echo tool > "$HOME/tool" && chmod 700 "$HOME/tool" && echo v > ../verne/deps/venv/v`;

it("carries what an install left from one task to the next, which share no file", async (context) => {
  const from = await cloned(context);
  await sh(from.sandbox, INSTALL);
  const kept = await from.shelf.keep(KEY, packProgram(from.place), 4_000);
  expect(kept).toMatchObject({ took_ms: 4_000 });

  const to = await cloned(context);
  expect(await to.shelf.bring("f".repeat(64), unpackProgram(to.place))).toBeNull();
  expect(await to.shelf.bring(KEY, unpackProgram(to.place))).toMatchObject({
    bytes: kept.bytes,
    took_ms: 4_000,
  });
  expect(
    await sh(
      to.sandbox,
      'cat repo/node_modules/.bin/a "$HOME/tool" verne/deps/venv/v; readlink repo/node_modules/outside',
    ),
  ).toBe("one\ntool\nv\n/etc/passwd\n");

  const file = (task: string) => stat(join(dataDir, "tasks", task, "work/repo/node_modules/a/index.js"));
  expect((await file(to.taskId)).ino).not.toBe((await file(from.taskId)).ino);
  await sh(to.sandbox, "echo changed > repo/node_modules/a/index.js");
  const third = await cloned(context);
  await third.shelf.bring(KEY, unpackProgram(third.place));
  expect(await sh(third.sandbox, "cat repo/node_modules/a/index.js")).toBe("one\n");
  await runToEnd(third.sandbox, wipeProgram(third.place).argv, { ...wipeProgram(third.place) });
  expect(await sh(third.sandbox, 'ls repo; ls verne/deps 2>/dev/null; ls -A "$HOME"')).toBe("");
}, 60_000);

it("lies where no task gets to, and holds no link of the runner's", async (context) => {
  const { sandbox } = await cloned(context);
  const store = join(dataDir, "tasks/.kept");
  expect((await lstat(store)).mode & 0o777).toBe(0o700);
  for (const file of await readdir(store)) expect((await lstat(join(store, file))).mode & 0o777).toBe(0o600);
  expect(await sh(sandbox, `ls ${store} 2>/dev/null; echo none`)).toBe("none\n");
}, 60_000);

it("lets nothing else run in the sandbox meanwhile", async (context) => {
  const { sandbox, shelf, place } = await cloned(context);
  const program = {
    ...packProgram(place),
    argv: ["/bin/sh", "-c", "touch begun; sleep 1; touch packed; tar -cf - packed"] as const,
  };
  const keeping = shelf.keep("1".repeat(64), program, 1);
  await expect
    .poll(() => sandbox.list(place.repo).then((all) => all.map(({ name }) => name)), { timeout: 20_000 })
    .toContain("begun");
  expect(await sh(sandbox, "ls repo/packed")).toBe("repo/packed\n");
  await keeping;
}, 60_000);

it.each([
  ["a set-user-id file", "cp /bin/true node_modules/t && chmod 4755 node_modules/t"],
  ["a pipe", "mkfifo node_modules/p"],
])(
  "does not keep %s",
  async (_, script) => {
    const sandboxes = await cloned({
      skip: (note) => {
        throw new Error(note);
      },
    }).catch(() => null);
    if (sandboxes === null) return;
    const { sandbox, shelf, place } = sandboxes;
    await sh(sandbox, `cd repo && mkdir node_modules && ${script}`);
    await expect(shelf.keep("2".repeat(64), packProgram(place), 1)).rejects.toMatchObject({
      code: "NOT_KEPT",
    });
    expect(await shelf.bring("2".repeat(64), unpackProgram(place))).toBeNull();
  },
  60_000,
);

it("keeps nothing of a program that fails or takes too long, and says when one cannot unpack", async (context) => {
  const { shelf, place } = await cloned(context);
  const pack = packProgram(place);
  const failing = { ...pack, argv: ["/bin/sh", "-c", "tar -cf - .gitignore; exit 3"] as const };
  const endless = {
    ...pack,
    argv: ["/bin/sh", "-c", "tar -cf - .gitignore; exec sleep 600"] as const,
    timeoutMs: 500,
  };
  for (const program of [failing, endless])
    await expect(shelf.keep("3".repeat(64), program, 1)).rejects.toMatchObject({ code: "NOT_KEPT" });
  await shelf.keep("4".repeat(64), pack, 1);
  await expect(
    shelf.bring("4".repeat(64), { ...unpackProgram(place), argv: ["/bin/sh", "-c", "exit 1"] }),
  ).rejects.toMatchObject({ code: "NOT_BROUGHT" });
  await expect(shelf.keep("../x", pack, 1)).rejects.toMatchObject({ code: "INVALID_REQUEST" });
}, 60_000);
