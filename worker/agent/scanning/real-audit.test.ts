/** Runs npm's own audit against a test registry on loopback, and checks the syntax of every other script. */
import { execFileSync } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { folderHost, removeScratch } from "../fakes/folder-fixture.ts";
import { auditsFor } from "./audits.ts";
import { runAudit } from "./run.ts";

let registry: Server;
let origin: string;
let answers = true;
beforeAll(async () => {
  registry = createServer((request, response) => {
    request.resume();
    const bulk = request.url?.endsWith("/security/advisories/bulk");
    const left = { name: "left", version: "1.0.0", dist: { tarball: `${origin}/left.tgz` } };
    const advisory = {
      id: 7,
      url: "https://github.com/advisories/GHSA-aaaa-bbbb-cccc",
      title: "Pads too much",
      severity: "high",
      vulnerable_versions: "<2.0.0",
    };
    response.statusCode = answers ? 200 : 503;
    response.setHeader("content-type", "application/json");
    const known = { name: "left", "dist-tags": { latest: "1.0.0" }, versions: { "1.0.0": left } };
    response.end(JSON.stringify(bulk ? { left: [advisory] } : known));
  });
  await new Promise<void>((resolve) => registry.listen(0, "127.0.0.1", resolve));
  // It listens on TCP, so the address is not a string.
  origin = `http://127.0.0.1:${(registry.address() as AddressInfo).port}`;
});
afterAll(async () => {
  removeScratch();
  await new Promise((resolve) => registry.close(resolve));
});

it("npm names what is vulnerable in the lock file, without anything installed, and says when nothing answers", async () => {
  const dependencies = { left: "^1.0.0" };
  const lock = {
    name: "app",
    version: "1.0.0",
    lockfileVersion: 3,
    packages: {
      "": { name: "app", version: "1.0.0", dependencies },
      "node_modules/left": { version: "1.0.0" },
    },
  };
  const host = folderHost("audited", {
    "package.json": JSON.stringify({ name: "app", version: "1.0.0", dependencies }),
    "package-lock.json": JSON.stringify(lock),
    ".npmrc": `registry=${origin}\n`,
  });
  const [run] = auditsFor(["package-lock.json"]);
  if (!run) throw new Error("nothing audits a lock file of npm");
  expect(await runAudit(host, run, 60_000)).toEqual({
    findings: [
      {
        path: "package-lock.json",
        line: null,
        what: "left <2.0.0: Pads too much (GHSA-aaaa-bbbb-cccc, high)",
        rule: "GHSA-aaaa-bbbb-cccc",
        severity: "high",
      },
    ],
    failure: null,
  });
  answers = false;
  const refused = await runAudit(host, run, 60_000);
  expect(refused?.findings).toEqual([]);
  expect(refused?.failure).toMatch(/^npm audit ended with exit code 1: /);
});

it("every script is one that a shell can read", () => {
  const files = [
    "package-lock.json",
    "pnpm-lock.yaml",
    "yarn.lock",
    "bun.lock",
    "uv.lock",
    "poetry.lock",
    "Pipfile.lock",
  ];
  const more = [
    "pyproject.toml",
    "requirements.txt",
    "Cargo.lock",
    "go.mod",
    "composer.lock",
    "Gemfile.lock",
  ];
  const scripts = auditsFor([...files, ...more, "packages.lock.json"]).map(({ audit }) => audit.script);
  expect(scripts).toHaveLength(14);
  for (const script of scripts) execFileSync("sh", ["-n", "-c", script]);
});
