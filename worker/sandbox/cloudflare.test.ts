import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, it } from "vitest";
import { sandboxConformance } from "./conformance.ts";
import { localSandbox } from "./local.ts";

/**
 * Runs on real containers, so only when asked: `npm run test:containers` on a machine with a container engine.
 * The first run builds the image, which takes minutes.
 */
if (process.env.VERNE_TEST_CONTAINERS) onContainers();
else {
  describe("the Cloudflare adapter", () =>
    it.skip("is not tried: it needs a container engine, see `npm run test:containers`"));
}

function onContainers(): void {
  let wrangler: ChildProcess;
  let state: string;
  let url: string;

  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), "verne-containers-"));
    const config = join(import.meta.dirname, "testing/wrangler.toml");
    const args = ["dev", "--config", config, "--ip", "127.0.0.1", "--port", "0", "--inspector-port", "0"];
    args.push("--persist-to", state, "--show-interactive-dev-session=false");
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

  sandboxConformance("the Cloudflare adapter", {
    open: (taskId) => localSandbox({ url, token: "none", taskId }),
    slowMs: 10_000,
  });
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
