import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildRunner } from "../../../sandbox/runner/build.ts";
import { buildTools } from "../../../sandbox/tools/build.ts";
import { egressPolicy } from "../../protocol/index.ts";
import type { NetworkPolicy } from "../../protocol/runner.ts";
import { runToEnd } from "../collect.ts";
import { sandboxConformance } from "../conformance.ts";
import { type LocalSandbox, localSandbox } from "../local.ts";
import { GIT_HOST, TRUST } from "./egress.ts";
import { PinnedContainer } from "./pinned.ts";

/**
 * Runs on real containers, so only when asked: `npm run test:containers` on a machine with a container engine.
 * The first run builds the image, which takes minutes.
 */
const missing = process.env.VERNE_TEST_CONTAINERS ? engineMissing() : "not asked for";
if (missing === null) onContainers();
else {
  if (process.env.VERNE_TEST_CONTAINERS)
    console.error(
      `\n!!! NO CONTAINER WAS TRIED: ${missing}\n!!! The suite for real containers is skipped.\n`,
    );
  describe("containers", () => it.skip(`are not tried (${missing}): npm run test:containers`));
}

function engineMissing(): string | null {
  try {
    execFileSync(process.env.WRANGLER_DOCKER_BIN ?? "docker", ["info"], { stdio: "ignore" });
    return null;
  } catch {
    return "no container engine answers `docker info`";
  }
}

/** `open` where the engine's sidecar is a stand-in that cannot intercept. */
const intercepts = process.env.VERNE_TEST_EGRESS !== "open";

function onContainers(): void {
  let wrangler: ChildProcess;
  let state: string;
  let url: string;
  const open = async (taskId: string): Promise<LocalSandbox> => {
    const pinned = new PinnedContainer((input, init) =>
      fetch(input.replace("http://sandbox", `${url}/${taskId}`), init),
    );
    const { fetch: send } = pinned;
    return localSandbox({
      url: "http://sandbox",
      token: "",
      taskId,
      fetch: send,
      ready: () => pinned.ready(),
    });
  };

  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), "verne-containers-"));
    await buildTools();
    await buildRunner();
    const config = join(import.meta.dirname, "../testing/wrangler.toml");
    const args = ["dev", "--config", config, "--ip", "127.0.0.1", "--port", "0", "--inspector-port", "0"];
    args.push("--persist-to", state, "--show-interactive-dev-session=false");
    args.push("--var", `SANDBOX_EGRESS:${intercepts ? "policy" : "open"}`);
    wrangler = spawn("wrangler", args, { detached: true, stdio: ["ignore", "pipe", "inherit"] });
    url = await ready(wrangler);
  }, 900_000);
  afterAll(async () => {
    if (wrangler?.pid === undefined) return;
    const ended = once(wrangler, "exit");
    process.kill(-wrangler.pid, "SIGTERM");
    await ended;
    await rm(state, { recursive: true, force: true });
  }, 60_000);

  sandboxConformance("a container", { open, slowMs: 10_000 });
  describe("a container", { timeout: 120_000 }, () => {
    // A name that no other container of this machine has among its processes.
    const runningIn = (mark: string) =>
      execFileSync("sh", ["-c", `pgrep -f -- "${mark}"`], { encoding: "utf8" })
        .trim()
        .split("\n")
        .map(Number);

    it("is not started with an image that the installation does not have", async () => {
      for (const image of ["evil", "__proto__", "registry.example/x:1", "../x"]) {
        const pinned = new PinnedContainer(
          (input, init) => fetch(input.replace("http://sandbox", `${url}/container-image`), init),
          () => image,
        );
        await expect(pinned.ready()).rejects.toMatchObject({
          kind: "permanent",
          code: "UNKNOWN_IMAGE",
          message: `.verne/sandbox.toml: image: this installation has no image ${image}; it has sandbox`,
        });
      }
    });

    interception(open, () => url);

    it("runs commands as a user who is not the runner's, and hides the runner's token from them", async () => {
      const sandbox = await open("container-users");
      const script =
        "id -u; cat /proc/1/environ /proc/*/environ 2>/dev/null | tr '\\0' '\\n' | grep -c VERNE_RUNNER";
      const { stdout } = await runToEnd(sandbox, ["/bin/sh", "-c", script], {
        cwd: sandbox.root,
        timeoutMs: 20_000,
      });
      expect(new TextDecoder().decode(stdout)).toBe("1000\n0\n");
      await sandbox.destroy();
    });

    it("outlives a restart of its object, as by a deployment: files, processes and the way out are as they were", async () => {
      const name = "container-restarted";
      const sandbox = await open(name);
      await sandbox.write(`${sandbox.root}/file`, new TextEncoder().encode("kept"));
      const script = "echo before; while [ ! -e go ]; do sleep 0.1; done; echo after";
      const id = await sandbox.start(["/bin/sh", "-c", script], { cwd: sandbox.root, timeoutMs: 60_000 });
      const first = await sandbox.follow(id).next();
      const cursor = first.value && "cursor" in first.value ? first.value.cursor : undefined;
      await fetch(`${url}/${name}/restart`, { method: "POST" });
      await expect
        .poll(() => sandbox.write(`${sandbox.root}/go`, new Uint8Array()).then(() => true))
        .toBe(true);
      const rest: string[] = [];
      for await (const event of sandbox.follow(id, cursor))
        rest.push("data" in event ? new TextDecoder().decode(event.data) : event.type);
      expect(rest).toEqual(["after\n", "exit"]);
      expect(new TextDecoder().decode(await sandbox.read(`${sandbox.root}/file`, 9))).toBe("kept");
      if (intercepts) {
        const argv = ["curl", "-sS", "-m", "20", "http://example.com/"] as const;
        const { stdout } = await runToEnd(sandbox, argv, { cwd: sandbox.root, timeoutMs: 30_000 });
        expect(new TextDecoder().decode(stdout)).toContain("refused this connection (no network");
      }
      await sandbox.destroy();
    });

    it("that is killed is lost, with the reason, for whoever worked in it; and is new for who asks again", async () => {
      const sandbox = await open("container-killed");
      await sandbox.write(`${sandbox.root}/file`, new TextEncoder().encode("x"));
      const mark = `sleep ${86_000 + Math.floor(Math.random() * 1_000)}`;
      const id = await sandbox.start(["/bin/sh", "-c", `echo up; exec ${mark}`], {
        cwd: sandbox.root,
        timeoutMs: 60_000,
      });
      const events = sandbox.follow(id);
      await events.next();
      const [pid = 0] = runningIn(mark);
      killContainerOf(pid);
      await expect(events.next()).rejects.toMatchObject({ kind: "transient" });
      const lost = { kind: "lost", code: "CONTAINER_ENDED", message: expect.stringContaining("(137)") };
      await expect(sandbox.read(`${sandbox.root}/file`, 10)).rejects.toMatchObject(lost);
      const again = await open("container-killed").catch(() => open("container-killed"));
      expect(await again.list(again.root)).toEqual([]);
      await expect(sandbox.list(again.root)).rejects.toMatchObject(lost);
      await again.destroy();
    });
  });
}

/** What leaves a container, in the words of `testing/container-worker.ts`. */
function interception(open: (taskId: string) => Promise<LocalSandbox>, url: () => string): void {
  if (!intercepts) {
    console.error("\n!!! NOTHING THAT LEAVES A CONTAINER WAS TRIED: VERNE_TEST_EGRESS=open\n");
    it.skip("whose way out is judged is not tried: VERNE_TEST_EGRESS=open");
    return;
  }
  it("reaches what its policies allow, is told why where they do not, and reaches no address", async () => {
    const name = "container-egress";
    const sandbox = await open(name);
    const curl = async (...args: string[]) => curlWith(TRUST, ...args);
    const curlWith = async (env: Record<string, string>, ...args: string[]) => {
      const { stdout, stderr } = await runToEnd(sandbox, ["curl", "-sS", "-m", "20", ...args], {
        ...{ cwd: sandbox.root, timeoutMs: 30_000, env },
      });
      return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    };
    const allow = (policies: NetworkPolicy[]) =>
      fetch(`${url()}/${name}/policies`, { method: "PUT", body: JSON.stringify(policies) });
    expect(await curl("http://registry.npmjs.org/left-pad")).toContain("refused this connection (no network");
    await allow([egressPolicy("install")]);
    expect(await curl("https://registry.npmjs.org/left-pad")).toBe(
      "out to https://registry.npmjs.org/left-pad\n",
    );
    expect(await curl("https://example.com/")).toContain("refused this connection (install");
    expect(await curl("http://169.254.169.254/latest/meta-data")).toContain("(addresses: only names)");
    expect(await curl(`http://${GIT_HOST}/git/acme/app/info/refs`)).toBe(
      `git of ${name}: GET /git/acme/app/info/refs\n`,
    );
    // Another port is none that anybody judges.
    expect(await curl("-m", "4", "https://registry.npmjs.org:8443/")).toMatch(/curl: \(\d+\)/);
    const denials = await fetch(`${url()}/${name}/denials`).then((answer) => answer.json());
    expect(denials).toEqual([
      { scope: null, host: "registry.npmjs.org", port: 80, rule: expect.stringContaining("no network") },
      { scope: "install", host: "example.com", port: 443, rule: expect.stringContaining("not on the list") },
      { scope: null, host: "169.254.169.254", port: 80, rule: "addresses: only names" },
    ]);
    // A program that reads no variable trusts the platform too, a moment after the start.
    await expect
      .poll(() => curlWith({}, "https://registry.npmjs.org/left-pad"))
      .toBe("out to https://registry.npmjs.org/left-pad\n");
    await sandbox.destroy();
  });
}

/** Ends the container that has this process, as an engine does that is out of memory. */
function killContainerOf(pid: number): void {
  const docker = process.env.WRANGLER_DOCKER_BIN ?? "docker";
  const ids = execFileSync(docker, ["ps", "-q", "--no-trunc"], { encoding: "utf8" }).trim().split("\n");
  const cgroup = execFileSync("cat", [`/proc/${pid}/cgroup`], { encoding: "utf8" });
  const id = ids.find((one) => cgroup.includes(one));
  if (id === undefined) throw new Error(`no container has process ${pid}`);
  execFileSync(docker, ["kill", id], { stdio: "ignore" });
}

async function ready(wrangler: ChildProcess): Promise<string> {
  if (!wrangler.stdout) throw new Error("wrangler was started with a pipe");
  const said: string[] = [];
  for await (const line of createInterface(wrangler.stdout)) {
    said.push(line);
    const address = /Ready on (http:\/\/\S+)/.exec(line)?.[1];
    if (address) {
      wrangler.stdout.resume();
      return address;
    }
  }
  throw new Error(`wrangler dev did not start:\n${said.slice(-20).join("\n")}`);
}
