import { describe, expect, it } from "vitest";
import { MemoryHost } from "../fakes/memory-host.ts";
import type { DetectedCommands, InstallCommand } from "../types.ts";
import { installDependencies } from "./install.ts";

const NPM: InstallCommand = {
  argv: ["npm", "ci"],
  display: "npm ci",
  update: ["npm", "install"],
  locks: ["package-lock.json"],
};
const commands: DetectedCommands = { install: NPM, test: null, reason: "given" };
const changed = { timeoutMs: 60_000, changed: true };
const ran = (host: MemoryHost) => host.commands.map((argv) => argv.join(" "));

describe("installing after a manifest has changed", () => {
  it("installs what is locked where the lock file fits", async () => {
    const host = new MemoryHost({}, () => ({}));
    const outcome = await installDependencies(host, commands, changed);
    expect(ran(host)).toEqual(["npm ci"]);
    expect(outcome).toEqual({ failure: null, locks: ["package-lock.json"] });
  });

  it("brings the lock file up to date where it does not", async () => {
    const host = new MemoryHost({}, (argv) => ({ exitCode: argv[1] === "ci" ? 1 : 0 }));
    expect((await installDependencies(host, commands, changed))?.failure).toBeNull();
    expect(ran(host)).toEqual(["npm ci", "npm install"]);
  });

  it("never does so on the base's own manifests", async () => {
    const host = new MemoryHost({}, () => ({ exitCode: 1, stderr: "out of sync" }));
    const outcome = await installDependencies(host, commands, { timeoutMs: 60_000 });
    expect(ran(host)).toEqual(["npm ci"]);
    expect(outcome).toEqual({
      failure: { command: "npm ci", cause: "failed", output: "out of sync" },
      locks: [],
    });
  });

  it("asks strictly where the usual form would not mind an old lock file", async () => {
    const host = new MemoryHost({}, () => ({}));
    const strict: InstallCommand = { ...NPM, strict: ["uv", "sync", "--locked"] };
    await installDependencies(host, { ...commands, install: strict }, changed);
    expect(ran(host)).toEqual(["uv sync --locked"]);
  });

  it.each([
    "npm error code ENOTFOUND\nnpm error network request to https://registry.example/a failed",
    "npm ERR! code ECONNREFUSED",
    "error: Failed to fetch: dns error: failed to lookup address information",
    "go: example.test/a@v1: dial tcp: lookup proxy.example on 1.1.1.1:53: no such host",
    "WARNING: Retrying after connection broken by 'NewConnectionError(...)': Failed to establish a new connection: [Errno 111] Connection refused",
    "curl error 6 while downloading https://repo.example/packages.json: Could not resolve host",
    "error: failed to get `a` as a dependency\n[6] Could not resolve hostname (Could not resolve host: index.example)",
    "Could not transfer artifact a:b:pom:1: repo.example: Temporary failure in name resolution",
    "error NU1301: Unable to load the service index for source",
    "** (Mix) httpc request failed with: {:failed_connect, [{:inet, [:inet], :nxdomain}]}",
  ])("tells a place that cannot be reached from a package that does not exist (%#)", async (stderr) => {
    const host = new MemoryHost({}, () => ({ exitCode: 1, stderr }));
    expect((await installDependencies(host, commands, changed))?.failure?.cause).toBe("offline");
    expect(ran(host)).toEqual(["npm ci"]);
  });

  it.each([
    "npm error code E404\nnpm error 404 Not Found - GET https://registry.example/no-such-package",
    "ERROR: No matching distribution found for nothing==1",
    "go: example.test/a@v9: invalid version: unknown revision v9",
    "error: no matching package named `nothing` found",
  ])("takes what does not exist for a failure of the change (%#)", async (stderr) => {
    const host = new MemoryHost({}, () => ({ exitCode: 1, stderr }));
    const outcome = await installDependencies(host, commands, changed);
    expect(outcome?.failure?.cause).toBe("failed");
    expect(outcome).toEqual({
      failure: { command: "npm ci", cause: "failed", output: stderr },
      locks: ["package-lock.json"],
    });
    expect(ran(host)).toEqual(["npm ci", "npm install"]);
  });

  it("installs every package though one fails, and names the lock files of each", async () => {
    const host = new MemoryHost({}, (_argv, { cwd }) => ({ exitCode: cwd?.endsWith("/a") ? 1 : 0 }));
    const test = { argv: ["t"] as [string], display: "t", parser: "none" as const, resultFile: null };
    const packages = ["a", "b"].map((dir) => ({ dir, install: { ...NPM, dir }, test, reason: "" }));
    const outcome = await installDependencies(host, { ...commands, install: null, packages }, changed);
    expect(ran(host)).toEqual(["npm ci", "npm install", "npm ci"]);
    expect(outcome?.failure?.cause).toBe("failed");
    expect(outcome?.locks).toEqual(["a/package-lock.json", "b/package-lock.json"]);
  });
});
