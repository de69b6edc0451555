import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { type Runner, startRunner } from "./server.ts";

const folder = await mkdtemp(join(tmpdir(), "verne-server-"));
const running: Runner[] = [];
let counter = 0;

afterEach(async () => {
  for (const runner of running.splice(0)) await runner.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function start(options: Partial<Parameters<typeof startRunner>[0]> = {}): Promise<Runner> {
  counter += 1;
  const runner = await startRunner({
    dataDir: join(folder, `data-${counter}`),
    isolation: "none",
    ...options,
  });
  running.push(runner);
  return runner;
}

type Target = Pick<Runner, "url" | "token">;
const request = (runner: Target, path: string, init: RequestInit = {}) =>
  fetch(runner.url + path, { ...init, headers: { authorization: `Bearer ${runner.token}` } });

async function json(runner: Target, path: string, init: RequestInit = {}) {
  const response = await request(runner, path, init);
  // The fields that these tests look at.
  const body = (await response.json()) as {
    root: string;
    id: string;
    error?: { kind: string; code: string; message: string };
  };
  return { status: response.status, ...body };
}

const post = (runner: Target, path: string, body: unknown) =>
  json(runner, path, { method: "POST", body: JSON.stringify(body) });

async function sh(runner: Target, task: string, script: string, timeoutMs = 20_000) {
  const { root } = await json(runner, `/tasks/${task}`);
  const argv = ["/bin/sh", "-c", script];
  return (await post(runner, `/tasks/${task}/processes`, { argv, cwd: root, timeoutMs })).id;
}

async function log(runner: Target, task: string, id: string): Promise<{ type: string; text: string }[]> {
  const response = await request(runner, `/tasks/${task}/processes/${id}/log`);
  const lines = (await response.text()).trim().split("\n");
  return lines.map((line) => {
    const { type, data, error, code } = JSON.parse(line);
    return {
      type,
      text: data === undefined ? String(error?.code ?? code) : Buffer.from(data, "base64").toString(),
    };
  });
}

const output = async (runner: Target, task: string, script: string) =>
  (await log(runner, task, await sh(runner, task, script)))
    .filter(({ type }) => type === "stdout")
    .map(({ text }) => text)
    .join("");

/** A zombie, which some containers' first process never collects, does not count. */
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
};

describe("the runner", () => {
  it("listens on loopback only", async () => {
    await expect(start({ host: "0.0.0.0" })).rejects.toThrow("not a loopback address");
    expect(new URL((await start()).url).hostname).toBe("127.0.0.1");
  });

  it("says why it does not isolate, or that it does", async () => {
    expect((await start()).warning).toContain("without isolation");
    const auto = await start({ isolation: "auto" });
    expect(auto.warning === null).toBe(auto.isolation === "bubblewrap");
  });

  it("answers nothing without its token", async () => {
    const runner = await start();
    for (const token of ["", "wrong", `${runner.token}x`]) {
      expect(await json({ ...runner, token }, "/health")).toMatchObject({
        status: 401,
        error: { code: "UNAUTHORIZED" },
      });
    }
    expect((await request(runner, "/health")).status).toBe(200);
  });

  it("refuses bad input by the name of the field", async () => {
    const runner = await start();
    const { root } = await json(runner, "/tasks/t");
    const good = { argv: ["true"], cwd: root, timeoutMs: 1000 };
    for (const [field, value] of [
      ["argv", "true"],
      ["argv", []],
      ["argv", ["a\0b"]],
      ["cwd", 3],
      ["cwd", "relative"],
      ["env", { "A B": "x" }],
      ["env", []],
      ["timeoutMs", 0],
      ["timeoutMs", "1"],
      ["keepBytes", -1],
      ["keepBytes", "1"],
      ["key", 7],
    ] as const) {
      const { status, error } = await post(runner, "/tasks/t/processes", { ...good, [field]: value });
      expect([status, error?.kind]).toEqual([400, "permanent"]);
      expect(error?.message).toMatch(field === "cwd" && value !== 3 ? "path" : field);
    }
    const bad = await json(runner, "/tasks/t/processes", { method: "POST", body: "{" });
    expect(bad).toMatchObject({ status: 400, error: { message: "body: must be JSON" } });
    expect(await json(runner, "/tasks/..%2Fescape")).toMatchObject({ status: 400 });
    expect(await json(runner, "/tasks/t/nothing")).toMatchObject({
      status: 404,
      error: { code: "NOT_FOUND" },
    });
    const huge = await json(runner, "/tasks/t/processes", { method: "POST", body: "x".repeat(1_100_000) });
    expect(huge).toMatchObject({ status: 413, error: { code: "BODY_TOO_LARGE" } });
  });

  it("gives tasks its tools and its own node, and nothing of its environment", async () => {
    const tools = join(folder, "tools dir");
    await rm(tools, { recursive: true, force: true });
    await mkdir(tools);
    const source = "#!/usr/bin/env node\nconsole.log('tools', process.version, process.argv[2])";
    await writeFile(join(tools, "verne-tools"), source, { mode: 0o755 });
    process.env.VERNE_TEST_SECRET = "leak";
    for (const isolation of ["none", "auto"] as const) {
      const runner = await start({ toolsDir: tools, isolation });
      expect(await output(runner, "t", "verne-tools 'a b'")).toBe(`tools ${process.version} a b\n`);
      // Without a shell that looks for it: this folder lies below /tmp, which a task has of its own.
      const { root } = await json(runner, "/tasks/t");
      const body = { argv: ["verne-tools", "direct"], cwd: root, timeoutMs: 20_000 };
      const direct = (await post(runner, "/tasks/t/processes", body)).id;
      expect(await log(runner, "t", direct)).toContainEqual(
        expect.objectContaining({ type: "stdout", text: `tools ${process.version} direct\n` }),
      );
      expect(await output(runner, "t", "env; cat /proc/self/environ 2>/dev/null")).not.toContain("leak");
    }
    delete process.env.VERNE_TEST_SECRET;
  });

  it("gives commands streams that scripts can open by name", async () => {
    const runner = await start({ isolation: "auto" });
    const id = await sh(runner, "t", "echo out > /dev/stdout; sleep 0.1; echo err > /dev/stderr");
    expect(await log(runner, "t", id)).toEqual([
      { type: "stdout", text: "out\n" },
      { type: "stderr", text: "err\n" },
      { type: "exit", text: "0" },
    ]);
  });

  it("keeps a task's repository from being taken for part of a checkout around it", async () => {
    const runner = await start({ dataDir: join(import.meta.dirname, "../../.verne/test-runner") });
    expect(await output(runner, "t", "git rev-parse --show-toplevel 2>&1")).toContain("not a git repository");
    await request(runner, "/tasks/t", { method: "DELETE" });
    await runner.close();
    await rm(join(import.meta.dirname, "../../.verne/test-runner"), { recursive: true });
  });

  it("removes what a tool made read-only", async () => {
    const runner = await start();
    const { root } = await json(runner, "/tasks/t");
    await output(runner, "t", "mkdir -p cache/deep && touch cache/deep/f && chmod -R a-w cache");
    expect((await request(runner, "/tasks/t", { method: "DELETE" })).status).toBe(200);
    await expect(stat(join(root, ".."))).rejects.toThrow("ENOENT");
  });

  it("ends every process when it is closed, and calls it lost afterwards", async () => {
    const dataDir = join(folder, "closed");
    const runner = await start({ dataDir });
    const id = await sh(runner, "t", "echo $$ > pid; echo up; sleep 60");
    const reader = (await request(runner, `/tasks/t/processes/${id}/log`)).body?.getReader();
    await reader?.read();
    const { root } = await json(runner, "/tasks/t");
    const pid = Number(await readFile(join(root, "pid"), "utf8"));
    expect(isAlive(pid)).toBe(true);
    await runner.close();
    expect(isAlive(pid)).toBe(false);
    expect(await log(await start({ dataDir }), "t", id)).toEqual([
      { type: "stdout", text: "up\n" },
      { type: "error", text: "PROCESS_GONE" },
    ]);
  });
});

describe("a runner that was killed", () => {
  it("leaves logs that replay, processes that are lost, and no process behind", async () => {
    const dataDir = join(folder, "killed");
    const env = { ...process.env, VERNE_RUNNER_DIR: dataDir, VERNE_RUNNER_ISOLATION: "none" };
    const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts")], {
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = await once(createInterface(child.stdout), "line");
    const first: Target = JSON.parse(String(line));
    const done = await sh(first, "t", "echo finished; exit 4");
    await log(first, "t", done);
    const script = "setsid sh -c 'echo $$ > escaped; echo up; exec sleep 60' & wait";
    const { root } = await json(first, "/tasks/t");
    const body = { argv: ["/bin/sh", "-c", script], cwd: root, timeoutMs: 20_000, key: "asked again" };
    const open = (await post(first, "/tasks/t/processes", body)).id;
    const reader = (await request(first, `/tasks/t/processes/${open}/log`)).body?.getReader();
    await reader?.read();
    const escaped = Number(await readFile(join(root, "escaped"), "utf8"));
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(isAlive(escaped)).toBe(true);

    const second = await start({ dataDir });
    expect(await log(second, "t", done)).toEqual([
      { type: "stdout", text: "finished\n" },
      { type: "exit", text: "4" },
    ]);
    expect(await log(second, "t", open)).toEqual([
      { type: "stdout", text: "up\n" },
      { type: "error", text: "PROCESS_GONE" },
    ]);
    // A client that missed the answer gets the lost process, and does not start it again in a tree that it has changed.
    expect((await post(second, "/tasks/t/processes", body)).id).toBe(open);
    await expect.poll(() => isAlive(escaped)).toBe(false);
  });
});

const probe = await startRunner({ dataDir: join(folder, "probe"), isolation: "auto" });
await probe.close();

describe.skipIf(probe.isolation !== "bubblewrap")("bubblewrap", () => {
  it("shows a task neither the others, nor the home, nor the runner's records", async () => {
    const { HOME } = process.env;
    const home = join(folder, "a home");
    await mkdir(home);
    await writeFile(join(home, "private"), "secret");
    process.env.HOME = home;
    const runner = await start({ isolation: "bubblewrap" });
    process.env.HOME = HOME;
    const other = await json(runner, "/tasks/other");
    await output(runner, "other", "echo secret > file");
    const data = join(folder, `data-${counter}`);
    const script = `cat ${data}/other/work/file '${home}/private' /etc/shadow; ls -A '${home}' ${data} ..; echo done`;
    const seen = (await output(runner, "t", script)).split("\n").filter((line) => line !== "");
    expect(other.root).toBe("/workspace");
    expect(seen).not.toContain("secret");
    expect(seen.join(" ")).not.toMatch(/private|processes|package\.json/);
    expect(seen.at(-1)).toBe("done");
  });

  it("lets a task write only where it may", async () => {
    const runner = await start({ isolation: "bubblewrap" });
    const places =
      "/etc /usr /bin /opt / /run /var /var/tmp /dev /root /home /proc/sys $HOME $TMPDIR /dev/shm .";
    const script = `for d in ${places}; do touch $d/verne-probe 2>/dev/null && echo $d; done; rm -f verne-probe`;
    const lines = (await output(runner, "t", script)).trim().split("\n");
    expect(lines).toEqual(["/home/sandbox", "/tmp", "/dev/shm", "."]);
    await expect(stat("/verne-probe")).rejects.toThrow();
  });

  it("shows a task only its own processes", async () => {
    const runner = await start({ isolation: "bubblewrap" });
    const count = await output(runner, "t", "ls /proc | grep -c '^[0-9]'");
    expect(Number(count)).toBeLessThan(6);
    expect(
      await output(runner, "t", `kill -0 ${process.pid} 2>/dev/null && echo alive || echo unknown`),
    ).toBe("unknown\n");
  });
});
