import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Runner, startRunner } from "../../sandbox/runner/server.ts";
import { runToEnd } from "./collect.ts";
import { type LocalSandbox, localSandbox } from "./local.ts";

const dataDir = await mkdtemp(join(tmpdir(), "verne-input-"));
// Users of tasks have to get to their folder.
await chmod(dataDir, 0o755);
let runner: Runner;
let from: LocalSandbox;
let to: LocalSandbox;

beforeAll(async () => {
  runner = await startRunner({ dataDir: join(dataDir, "tasks"), isolation: "auto" });
  const { url, token } = runner;
  from = await localSandbox({ url, token, taskId: "from" });
  to = await localSandbox({ url, token, taskId: "to" });
}, 60_000);

afterAll(async () => {
  await runner.close();
  await rm(dataDir, { recursive: true, force: true });
});

const sh = (script: string) => ["/bin/sh", "-c", script] as const;
const options = () => ({ cwd: to.root, timeoutMs: 20_000 });
const input = (script: string) => ({ task: "from", argv: sh(script), cwd: from.root });
const run = async (script: string, source: string) => {
  const { exitCode, stdout } = await runToEnd(to, sh(script), { ...options(), input: input(source) });
  return { exitCode, stdout: new TextDecoder().decode(stdout) };
};

it("is what a program in another sandbox prints, to its end", async () => {
  const bytes = 3_000_000;
  expect(await run("wc -c", `head -c ${bytes} /dev/zero`)).toEqual({ exitCode: 0, stdout: `${bytes}\n` });
});

it("carries files from one sandbox to the other, with their modes and links", async () => {
  await runToEnd(from, sh("mkdir -p d && echo a > d/a && chmod 700 d/a && ln -s a d/link"), {
    ...options(),
    cwd: from.root,
  });
  const listed = await run("tar -xf - && stat -c '%A %N' d/a d/link && cat d/link", "tar -cf - d");
  expect(listed).toEqual({ exitCode: 0, stdout: "-rwx------ 'd/a'\nlrwxrwxrwx 'd/link' -> 'a'\na\n" });
});

it("is empty without a source, and ends where the source fails", async () => {
  expect((await runToEnd(to, sh("cat; echo end"), options())).exitCode).toBe(0);
  expect(await run("cat; echo end", "echo begun; exit 3")).toEqual({ exitCode: 0, stdout: "begun\nend\n" });
});

it("does not hold up a reader that ends early", async () => {
  expect(await run("head -c 4", "yes")).toEqual({ exitCode: 0, stdout: "y\ny\n" });
});

it("leaves nothing running when the source is no program", async () => {
  const nothing = { task: "from", argv: ["/no/such/program"] as const, cwd: from.root };
  await expect(runToEnd(to, sh("cat"), { ...options(), input: nothing })).rejects.toMatchObject({
    code: "PROCESS_SPAWN_FAILED",
  });
});

it("comes from a program that is confined to its own sandbox", async (context) => {
  if (from.isolation !== "bubblewrap") context.skip("needs bubblewrap");
  await to.write(`${to.root}/mine`, new TextEncoder().encode("mine"));
  expect(
    await run("cat", `cat ${to.root}/mine ${join(dataDir, "tasks/to/work/mine")} 2>/dev/null; echo none`),
  ).toEqual({ exitCode: 0, stdout: "none\n" });
});
