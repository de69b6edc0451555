import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hostName } from "../network/policy.ts";
import { type Attacker, levelRefusal, TestRunners } from "./attacker.ts";

const refusal = await levelRefusal("bubblewrap");

const ALL = { scope: "agent", label: "agent: all", allow: "all" as const };
const NONE = { scope: "tests", label: "tests: none", allow: [] };

describe.skipIf(refusal !== null)(`a task's network ${refusal ?? ""}`.trim(), () => {
  let field: TestRunners;
  let attacker: Attacker;
  /** Requests that servers of this machine received, from any client. */
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end("host\n");
  });
  let port = 0;
  /** Another one, on no list. */
  const other = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end("other\n");
  });
  let otherPort = 0;

  beforeAll(async () => {
    server.listen(0, "0.0.0.0");
    await once(server, "listening");
    port = (server.address() as AddressInfo).port;
    other.listen(0, "::");
    await once(other, "listening");
    otherPort = (other.address() as AddressInfo).port;
    process.env.npm_config_registry = `http://127.0.0.1:${port}/`;
    field = await TestRunners.make();
    const runner = await field.runner({ isolation: "bubblewrap", workerUrl: `http://127.0.0.1:${port}` });
    delete process.env.npm_config_registry;
    attacker = await field.attacker(runner);
  });
  afterAll(async () => {
    await field.clear();
    server.close();
    other.close();
  });
  beforeEach(() => {
    asked.length = 0;
  });

  /** Asks the proxy in every way that a client can. */
  const PROXY =
    "curl -sS -m 10 -o /dev/null -w '%{http_code} %{http_connect}\\n' --noproxy '' -x http://127.0.0.1:61280";
  const SOCKS = "curl -sS -m 10 -o /dev/null --noproxy '' -x socks5h://127.0.0.1:61280";

  it("has no way to servers of this machine, past the proxy", async () => {
    const own = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .filter(({ family }) => family === "IPv4")
      .map(({ address }) => address);
    const script = ["127.0.0.1", "0.0.0.0", "localhost", ...own]
      .map((host) => `curl -sS -m 5 --noproxy '*' http://${host}:${port}/ && echo reached`)
      .join("; ");
    expect((await attacker.sh(script, { network: ALL })).stdout).toBe("");
    expect(asked).toEqual([]);
  });

  it("does not get to addresses that are not public, in any spelling, whatever the policy", {
    timeout: 120_000,
  }, async () => {
    const own = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .map(({ address, family }) => (family === "IPv6" ? `[${address}]` : address));
    const hosts = [
      ...[
        "127.0.0.1",
        "localhost",
        "127.1",
        "127.0.0.2",
        "0.0.0.0",
        "0",
        "0x7f000001",
        "0x7f.1",
        "2130706433",
      ],
      ...["017700000001", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]"],
      ...["[2002:7f00:1::]", "[fe80::1]", "[fd00::1]", "169.254.169.254", "10.0.0.1", "172.16.0.1"],
      ...["192.168.0.1", "100.64.0.1", "localhost.", "LOCALHOST", ...own],
    ];
    const script = hosts
      .map((host) => `${host}:${otherPort}`)
      .flatMap((to) => [`${PROXY} http://${to}/`, `${PROXY} -p http://${to}/`, `${SOCKS} http://${to}/`])
      .map((command) => `${command} 2>/dev/null || echo refused`)
      .join("; ");
    // Even a list that names them.
    const allow = hosts.map((host) => `${hostName(host)}:${otherPort}`);
    const network = { scope: "agent", label: "agent", allow };
    const { stdout } = await attacker.sh(script, { network, timeoutMs: 120_000 });
    // Nothing was answered by anyone but the proxy, and that never with a connection.
    expect(stdout).not.toMatch(/\b200\b/);
    expect(asked).toEqual([]);
  });

  it("reaches of the Worker nothing but git", async () => {
    const paths = [
      ...["/api/health", "/", "/gitx/a", "/git", "/git/../api/health", "/git/%2e%2e/api/health", "//git/x"],
      ...["/git/..%2fapi/health", "/git/%5c..%5capi", "/cdn-cgi/local/explorer", "/git/./../ws/tasks/1"],
    ];
    const script = paths
      .map((path) => `${PROXY} --path-as-is 'http://verne.internal${path}'`)
      .concat(`${PROXY} -p http://verne.internal:80/git/x`, `${SOCKS} http://verne.internal/git/x`)
      .join("; ");
    await attacker.sh(script, { network: NONE });
    expect(asked).toEqual([]);
    const { stdout } = await attacker.sh("curl -sS http://verne.internal/git/cap/info/refs", {
      network: NONE,
    });
    expect([stdout, asked]).toEqual(["host\n", ["GET /git/cap/info/refs"]]);
  });

  it("lets through what its policy lists, and tells of what it does not", async () => {
    const listed = { scope: "install", label: "installing", allow: [`127.0.0.1:${port}`] };
    // A registry that the operator has configured may lie on this machine.
    const script = (name: string) =>
      `curl -sS -m 10 -x http://127.0.0.1:61280 --noproxy '' http://${name}/package`;
    const allowed = await attacker.sh(script(`127.0.0.1:${port}`), { network: listed });
    expect([allowed.stdout, asked]).toEqual(["host\n", ["GET /package"]]);
    const refused = await attacker.sh(script("example.com"), { network: NONE });
    expect(refused.stdout).toContain("Verne's network policy refused this connection");
    expect(refused.denied).toEqual([
      { host: "example.com", port: 80, rule: "tests: none: example.com is not on the list" },
    ]);
  });

  it("fails closed for clients that know no proxy, by name and by address", async () => {
    const script = `
      for host in example.com 1.1.1.1 '[2606:4700::1111]'; do
        curl -sS -m 5 --noproxy '*' http://$host/ && echo reached
        node -e 'require("net").connect(443, process.argv[1]).on("connect", () => console.log("reached")).on("error", () => {})' "$host"
      done; env -u http_proxy -u HTTP_PROXY git ls-remote http://example.com/x.git && echo reached; echo end`;
    expect((await attacker.sh(script, { network: ALL, timeoutMs: 60_000 })).stdout).toBe("end\n");
  });

  it("is one loopback for all commands of a scope, and another for each other scope", async () => {
    const server = `require("http").createServer((q, a) => a.end("inside")).listen(8787, "127.0.0.1", () => console.log("up"))`;
    const background = await attacker.start(["node", "-e", server], { network: NONE });
    await attacker.firstOutput(background);
    const ask = "curl -sS -m 5 http://127.0.0.1:8787/";
    expect((await attacker.sh(ask, { network: NONE })).stdout).toBe("inside");
    expect((await attacker.sh(ask, { network: ALL })).stdout).toBe("");
    await attacker.kill(background);
  });

  it("is no other task's, and its proxy cannot be taken over", async () => {
    const script = `node -e 'require("net").createServer().listen(61280, "127.0.0.1").on("error", (e) => console.log(e.code))'; ip link set lo down 2>&1; unshare -n true 2>&1; cat /proc/net/tcp | wc -l`;
    const { stdout } = await attacker.sh(script, { network: NONE });
    expect(stdout).toContain("EADDRINUSE");
    expect((await attacker.sh("curl -sS http://verne.internal/git/x", { network: NONE })).stdout).toBe(
      "host\n",
    );
  });
});
