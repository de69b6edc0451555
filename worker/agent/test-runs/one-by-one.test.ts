import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MemoryHost } from "../fakes/memory-host.ts";
import { installDependencies } from "./install.ts";
import { notInstalled, oneByOne, PIP_ONE_BY_ONE, singlyArgv } from "./one-by-one.ts";

let dir = "";
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "verne-singly-"));
  // Stands in for a package manager: it fails as a whole where one package is broken.
  for (const name of ["apt-get", "pip", "npm"]) {
    writeFileSync(
      join(dir, name),
      `#!/bin/sh\ncase "$*" in *broken*) exit 1;; esac\necho "$*" >> "${dir}/log"\n`,
    );
    chmodSync(join(dir, name), 0o755);
  }
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const sh = (script: string) => {
  rmSync(join(dir, "log"), { force: true });
  const env = { PATH: `${dir}:/usr/bin:/bin` };
  const { status, stdout } = spawnSync("bash", ["-eo", "pipefail", "-c", script], { env, encoding: "utf8" });
  const log = existsSync(join(dir, "log")) ? readFileSync(join(dir, "log"), "utf8").trim().split("\n") : [];
  return { status, missing: notInstalled(stdout), log };
};

describe("a list of packages on a command line", () => {
  it.each([
    ["apt-get install -y git broken curl", ["install -y git", "install -y curl"], ["broken"]],
    ["apt-get update && apt-get install -yq broken git", ["update", "install -yq git"], ["broken"]],
    ["pip install 'six>=1' broken", ["install six>=1"], ["broken"]],
    ["pip install -r dev.txt -r broken.txt six", ["install -r dev.txt", "install six"], ["-r broken.txt"]],
    ["npm install -g typescript broken@1", ["install -g typescript"], ["broken@1"]],
  ])("of which one is broken: %s", (command, log, missing) => {
    expect(sh(command).status).not.toBe(0);
    expect(sh(oneByOne(command) ?? "")).toEqual({ status: 0, missing, log });
  });

  it("fails where none of them is there", () => {
    const script = oneByOne("pip install broken broken2 && echo on") ?? "";
    expect(sh(script)).toMatchObject({ missing: ["broken", "broken2"], log: [] });
    expect(sh(script).status).not.toBe(0);
  });

  it.each([
    "pip install six",
    "npm ci",
    "npm install",
    "pip install -t out six more",
    "apt-get install -y $PACKAGES more",
    "make deps more",
    "for p in a b; do pip install $p; done",
    "pip install a b > log",
  ])("is not: %s", (command) => expect(oneByOne(command)).toBeNull());

  it("stays in the shell that the command has", () => {
    const command = (argv: [string, ...string[]]) => singlyArgv({ argv, display: "pip install a b" });
    expect(command(["sh", "-c", "PATH=x\npip install a b"])?.slice(0, 2)).toEqual(["sh", "-c"]);
    expect(command(["sh", "-c", "PATH=x\npip install a b"])?.[2]).toMatch(/^PATH=x\n\{ ok=;/);
    expect(command(["pip", "install", "a", "b"])?.[0]).toBe("sh");
    expect(command(["python3", "other.py"])).toBeNull();
  });
});

describe("an install that fails", () => {
  const install = { argv: ["pip"] as [string], display: "pip install -r r.txt", singly: ["one"] as [string] };
  const commands = { install, test: null, reason: "given" };
  const options = { timeoutMs: 60_000 };

  it("goes on one by one, and names what is missing", async () => {
    const host = new MemoryHost({}, ([program]) =>
      program === "pip" ? { exitCode: 1, stderr: "no gone" } : { stdout: "ok\nnot installed: gone==9\n" },
    );
    const failure = (await installDependencies(host, commands, options))?.failure;
    expect(failure).toMatchObject({ cause: "failed", packages: ["gone==9"] });
    expect(failure?.output).toContain("Not installed: gone==9. The others are.");
  });

  it("does not where the network is away", async () => {
    const host = new MemoryHost({}, () => ({ exitCode: 1, stderr: "getaddrinfo ENOTFOUND" }));
    expect((await installDependencies(host, commands, options))?.failure).toMatchObject({ cause: "offline" });
    expect(host.commands).toEqual([["pip"]]);
  });
});

const hasPython = spawnSync("python3", ["--version"]).status === 0;

it.runIf(hasPython)("pip's requirements are halved until the broken ones are alone", () => {
  const files = {
    "requirements.txt": "--pre\n-r more/dev.txt\na==1  # one\nbroken==1 \\\n  --hash=sha256:0\nb\n",
    "more/dev.txt": "-c bounds.txt\nc\nbroken2\nd\n",
    "pip/__init__.py": "",
    "pip/__main__.py":
      "import sys\nlines = open(sys.argv[-1]).read().split('\\n')\nsys.exit(1) if any('broken' in one for one in lines) else print('\\n'.join('got ' + one for one in lines))\n",
  };
  mkdirSync(join(dir, "more"));
  mkdirSync(join(dir, "pip-module/pip"), { recursive: true });
  for (const [path, text] of Object.entries(files))
    writeFileSync(join(dir, path.startsWith("pip/") ? `pip-module/${path}` : path), text);
  const out = execFileSync("python3", ["-c", PIP_ONE_BY_ONE, "", "-r", "requirements.txt", "pytest"], {
    cwd: dir,
    encoding: "utf8",
    env: { ...process.env, PYTHONPATH: join(dir, "pip-module") },
  });
  expect(notInstalled(out).sort()).toEqual(["broken2", "broken==1"]);
  const got = new Set(out.split("\n").filter((line) => line.startsWith("got ")));
  expect(["a==1", "b", "c", "d", "pytest", "--pre"].filter((name) => !got.has(`got ${name}`))).toEqual([]);
  expect([...got].some((line) => line.endsWith("/more/bounds.txt"))).toBe(true);
});
