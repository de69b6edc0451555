import { describe, expect, it } from "vitest";
import { MemoryHost } from "../fakes/memory-host.ts";
import type { CommandOptions, CommandResult } from "../types.ts";
import { auditsFor } from "./audits.ts";
import { runAudit, runScanner } from "./run.ts";

const toolsOf = (...paths: string[]) => auditsFor(paths).map(({ audit, path }) => `${audit.name}: ${path}`);
const VULNERABLE = JSON.stringify({
  vulnerabilities: {
    lodash: {
      via: [
        { source: 1, name: "lodash", title: "Injection", severity: "high", range: "<4.17.21" },
        { source: 1, name: "lodash", title: "Injection", severity: "high", range: "<4.17.21" },
      ],
    },
  },
});

/** A host that answers every command like this, and records the requests. */
function hostThat(answer: Partial<CommandResult>) {
  const asked: { argv: readonly string[]; options: CommandOptions }[] = [];
  const host = new MemoryHost({}, (argv, options) => {
    asked.push({ argv, options });
    return answer;
  });
  return { host, asked };
}

async function audited(path: string, answer: Partial<CommandResult>) {
  const [run] = auditsFor([path]);
  if (!run) throw new Error(`nothing audits ${path}`);
  return runAudit(hostThat(answer).host, run, 60_000);
}

describe("which tool looks at a change", () => {
  it("is none where no dependency is touched", () => {
    expect(toolsOf("src/a.js", "package.json", "docs/requirements.md", "constructor", "lock")).toEqual([]);
  });

  it("is that of each file that names dependencies, once for its folder", () => {
    expect(toolsOf("package-lock.json", "web/npm-shrinkwrap.json", "web/package-lock.json")).toEqual([
      "npm audit: package-lock.json",
      "npm audit: web/package-lock.json",
    ]);
    expect(toolsOf("go.mod", "go.sum", "cmd/go.sum")).toEqual([
      "govulncheck: go.sum",
      "govulncheck: cmd/go.sum",
    ]);
    expect(toolsOf("requirements.txt", "requirements-dev.txt", "test_requirements.txt", "uv.lock")).toEqual([
      "pip-audit: requirements.txt",
      "pip-audit: requirements-dev.txt",
      "pip-audit: test_requirements.txt",
      "pip-audit: uv.lock",
    ]);
    expect(
      toolsOf(
        "pnpm-lock.yaml",
        "a/yarn.lock",
        "b/bun.lock",
        "Cargo.lock",
        "composer.lock",
        "Gemfile.lock",
      ).map((text) => text.replace(/:.*/, "")),
    ).toEqual(["pnpm audit", "yarn audit", "bun audit", "cargo audit", "composer audit", "bundler-audit"]);
  });

  it("runs in the folder of the file, and reaches what it asks and no more", async () => {
    const { host, asked } = hostThat({ stdout: '{"vulnerabilities":{}}' });
    for (const run of auditsFor(["a b/package-lock.json", "Cargo.lock"])) await runAudit(host, run, 5_000);
    expect(asked.map(({ options: { cwd, phase, visible } }) => [cwd, phase, visible])).toEqual([
      ["/work/repo/a b", "install", false],
      ["/work/repo", "set_up", false],
    ]);
    // A file name of the repository is passed as an argument, never as part of the script.
    expect(asked[0]?.argv.slice(3)).toEqual(["sh", "package-lock.json"]);
  });
});

describe("an audit", () => {
  it("gives each known vulnerability once, typed", async () => {
    expect(await audited("web/package-lock.json", { exitCode: 1, stdout: VULNERABLE })).toEqual({
      findings: [
        {
          path: "web/package-lock.json",
          line: null,
          what: "lodash <4.17.21: Injection (1, high)",
          rule: "1",
          severity: "high",
        },
      ],
      failure: null,
    });
  });

  it("says nothing where the tool is not in the sandbox, and says so where it could not be asked", async () => {
    expect(await audited("Cargo.lock", { exitCode: 127 })).toBeNull();
    const offline = { exitCode: 1, stdout: '{"error":{"code":"ENOTFOUND"}}', stderr: "npm error\nENOTFOUND" };
    expect(await audited("package-lock.json", offline)).toEqual({
      findings: [],
      failure: "npm audit ended with exit code 1: npm error ENOTFOUND",
    });
    // A failure without findings is not a clean report.
    expect((await audited("yarn.lock", { exitCode: 1, stdout: "" }))?.failure).toContain("exit code 1");
    expect((await audited("go.sum", { exitCode: null, timedOut: true }))?.failure).toContain("in its time");
    expect((await audited("uv.lock", { truncated: true }))?.failure).toContain("more than 4 MB");
    expect(await audited("yarn.lock", { exitCode: 0, stdout: "" })).toEqual({ findings: [], failure: null });
  });
});

describe("the scanner of a repository", () => {
  it("is taken by what it prints, however it ends", async () => {
    const results = [{ check_id: "eval", path: "a.js", start: { line: 1 }, extra: { message: "m" } }];
    const { host, asked } = hostThat({ exitCode: 1, stdout: JSON.stringify({ results }) });
    expect((await runScanner(host, "semgrep --json", 5_000)).findings).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      argv: ["sh", "-c", "semgrep --json", "sh"],
      options: { phase: "tests" },
    });
  });

  it("has failed where it prints nothing that can be read", async () => {
    const { host } = hostThat({ exitCode: 0, stdout: "all good" });
    expect(await runScanner(host, "true", 5_000)).toEqual({
      findings: [],
      failure:
        "The scanner printed neither SARIF nor a list of results, and ended with exit code 0: all good",
    });
  });
});
