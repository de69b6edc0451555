import { expect, it } from "vitest";
import type { DetectedCommand } from "../types.ts";
import { repeatsInstall } from "./same-install.ts";

const command = (display: string, dir?: string): DetectedCommand => ({
  argv: ["sh", "-c", display],
  display,
  ...(dir === undefined ? {} : { dir }),
});
const after = (install: string, text: string, succeeded = true, dir?: string) =>
  repeatsInstall(
    command(text, dir),
    { install: command(install), test: null, reason: "" },
    { succeeded, script: null },
  );

it.each([
  ["npm ci --no-audit --no-fund", "npm ci"],
  ["npm ci --no-audit --no-fund", "npm install"],
  ["npm ci --no-audit --no-fund", "node --version\nnpm -v\nnpm ci"],
  ["npm ci --no-audit --no-fund", "set -euo pipefail\necho installing && npm i --prefer-offline"],
  ["pnpm install --frozen-lockfile", "pnpm i"],
  ["pnpm install --frozen-lockfile", "corepack pnpm install --frozen-lockfile"],
  ["yarn install --immutable", "yarn"],
  ["bun install --frozen-lockfile", "bun install"],
  ["uv sync --frozen --all-extras --all-groups", "uv sync --dev"],
  ["poetry install --no-interaction --all-extras", "poetry install"],
  ["bundle install", "bundle"],
  ["composer install --no-interaction", "composer install --prefer-dist"],
  ["go mod download", "go mod download"],
  [
    "pip install -r requirements.txt pytest -e .",
    "python -m pip install --upgrade pip\npip install -r requirements.txt",
  ],
  ["pip install -r requirements.txt pytest -e .", "pip install -q pytest -e ."],
])("after %s, `%s` is the same", (install, text) => {
  expect(after(install, text)).toBe(true);
});

it.each([
  ["npm ci", "npm run build"],
  ["npm ci", "npm ci && npm run build"],
  ["npm ci", "npm install -g gulp"],
  ["npm ci", "npm install left-pad"],
  ["npm ci", "npm ci --prefix docs"],
  ["npm ci", "pnpm install"],
  ["npm ci", "echo done"],
  ["npm ci", "$(cat install.sh)"],
  ["pip install -r requirements.txt", "pip install -r requirements-dev.txt"],
  ["pip install -e .", "pip install -e .[test]"],
  ["pip install -e .", "pip install --pre -e ."],
  ["npm ci", "pip install -r requirements.txt"],
])("after %s, `%s` is not", (install, text) => {
  expect(after(install, text)).toBe(false);
});

it("another spelling of an install that failed is tried, the same words are not", () => {
  expect(after("npm ci", "npm install", false)).toBe(false);
  expect(after("npm ci", "npm ci", false)).toBe(true);
});

it("in another folder it is another install", () => {
  expect(after("npm ci", "npm ci", true, "docs")).toBe(false);
  expect(after("npm ci", "npm ci", true, ".")).toBe(true);
  const nested = {
    dir: "docs",
    install: command("npm ci", "docs"),
    test: { ...command("t"), parser: "none" as const, resultFile: null },
    reason: "",
  };
  const commands = { install: null, test: null, reason: "", packages: [nested] };
  expect(repeatsInstall(command("npm i", "docs"), commands, { succeeded: true, script: null })).toBe(true);
});

it("a set-up script is read", () => {
  const commands = { install: command("npm ci"), test: null, reason: "" };
  const script = "#!/usr/bin/env bash\n# once\nset -e\nnpm install\n";
  const setup = command("bash .verne/setup.sh");
  expect(repeatsInstall(setup, commands, { succeeded: true, script })).toBe(true);
  expect(repeatsInstall(setup, commands, { succeeded: true, script: `${script}npm run build\n` })).toBe(
    false,
  );
});
