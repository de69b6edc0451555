import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildAll } from "../build.ts";
import { freshPorts } from "../ports.ts";
import { ROOT } from "../root.ts";
import { type SupervisedWorker, superviseWorker } from "./supervisor.ts";

const dir = mkdtempSync(join(tmpdir(), "verne-worker-"));
const said: string[] = [];
const { web: port } = await freshPorts();
const url = `http://127.0.0.1:${port}`;
let worker: SupervisedWorker | null = null;
const pid = () => worker?.pid ?? 0;

const health = async () => {
  const response = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
  await response?.body?.cancel();
  return response?.status ?? 0;
};

beforeAll(async () => {
  await buildAll();
  worker = await superviseWorker({
    worker: {
      port,
      persistDir: dir,
      configFile: join(ROOT, "wrangler.toml"),
      bucketSuffix: "f".repeat(32),
      variables: {
        SUPABASE_URL: "http://127.0.0.1:9",
        SUPABASE_PUBLISHABLE_KEY: "none",
        SUPABASE_SECRET_KEY: "none",
        PUBLIC_URL: url,
        KEY_RING: JSON.stringify({ current: "k1", keys: { k1: Buffer.alloc(32, 7).toString("base64") } }),
        CAPABILITY_SECRET: "0".repeat(43),
        EMBEDDED: "1",
      },
    },
    say: (line) => said.push(line),
    probes: [`${url}/api/health`],
    limits: { silentProbes: 2, maxRestarts: 2, withinMs: 600_000 },
    probeEveryMs: 200,
    probeTimeoutMs: 1_000,
  });
}, 120_000);

afterAll(async () => {
  await worker?.stop();
  rmSync(dir, { recursive: true, force: true });
});

describe("the Worker's process", () => {
  it("opens no debugger on any port that it or its runtime listens on", async () => {
    const ports = listening(familyOf(pid()));
    expect(ports).toContain(port);
    for (const open of ports)
      for (const path of ["/json/list", "/json/version", "/json", "/core:user:verne"]) {
        const answer = await fetch(`http://127.0.0.1:${open}${path}`).catch(() => null);
        const body = (await answer?.text()) ?? "";
        expect(body, `${open}${path}`).not.toMatch(/webSocketDebuggerUrl|devtoolsFrontendUrl|"Browser"/);
      }
  });

  it("has no door to storage or triggers under the paths of Cloudflare's local tools", async () => {
    for (const path of [
      "/cdn-cgi/local/explorer",
      "/cdn-cgi/local/explorer/api/durable-objects/namespaces",
      "/cdn-cgi/local/explorer/api/r2/buckets",
      "/cdn-cgi/local/scheduled",
      "/cdn-cgi/local/email",
      "/cdn-cgi/local/r2/public/verne-artifacts/x",
      "/cdn-cgi/local/r2/s3/verne-artifacts/x",
      "/cdn-cgi/local/platform-proxy",
      "/cdn-cgi/handler/scheduled",
      "/cdn-cgi/mf/scheduled",
      "/cdn-cgi/mf/reload",
      "/cdn-cgi/anything",
      "/__cf_local/stream/x",
      "/__cf_local/imagedelivery/x",
      "/__cf_local/anything",
    ])
      for (const method of ["GET", "POST", "PUT", "DELETE"]) {
        const response = await fetch(url + path, { method });
        await response.body?.cancel();
        expect([400, 401, 404, 405], `${method} ${path}: ${response.status}`).toContain(response.status);
      }
  });

  it("lets nobody work on its bindings without the secret of Miniflare", async () => {
    const headers = { "MF-Op": "GET", "MF-Op-Target": "1", "MF-Op-Key": "ARTIFACTS" };
    for (const secret of [undefined, "", "00", "0".repeat(32)]) {
      const response = await fetch(`${url}/cdn-cgi/local/platform-proxy`, {
        headers: secret === undefined ? headers : { ...headers, "MF-Op-Secret": secret },
      });
      await response.body?.cancel();
      expect(response.status).toBe(401);
    }
  });

  it("has no secret in its arguments or its environment", () => {
    const texts = familyOf(pid()).flatMap((pid) =>
      ["cmdline", "environ"].map((name) => readFileSync(`/proc/${pid}/${name}`, "latin1")),
    );
    // They were read: the Worker is among them.
    expect(texts.join("\n")).toContain("workerd");
    expect(texts.join("\n")).not.toContain("0".repeat(43));
  });

  it("is started again when it hangs, and when it dies; and not for ever", { timeout: 120_000 }, async () => {
    const hung = pid();
    for (const pid of familyOf(hung)) process.kill(pid, "SIGSTOP");
    await expect.poll(() => said.join("\n"), { timeout: 60_000 }).toContain("answers again");
    expect(said[0]).toContain("does not answer any more");
    expect(pid()).not.toBe(hung);
    expect(await health()).toBe(200);

    said.length = 0;
    process.kill(-pid(), "SIGKILL");
    await expect.poll(() => said.join("\n"), { timeout: 60_000 }).toContain("answers again");
    expect(said[0]).toContain("ended unexpectedly");

    process.kill(-pid(), "SIGKILL");
    expect(await worker?.gaveUp).toContain("again and again");
    expect(await health()).toBe(0);
  });
});

/** A process and all its descendants. */
function familyOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return [pid, ...children.split(" ").filter(Boolean).map(Number).flatMap(familyOf)];
}

/** TCP ports on which one of the processes listens. */
function listening(pids: readonly number[]): number[] {
  const inodes = new Set(
    pids.flatMap((pid) =>
      readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
        try {
          return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
        } catch {
          return [];
        }
      }),
    ),
  );
  return ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) =>
    readFileSync(table, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .flatMap((line) => {
        const fields = line.trim().split(/\s+/);
        const [, address = "", , state] = fields;
        if (state !== "0A" || !inodes.has(fields[9] ?? "")) return [];
        return [Number.parseInt(address.split(":")[1] ?? "0", 16)];
      }),
  );
}
