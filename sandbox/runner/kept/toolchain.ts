import { createHash } from "node:crypto";
import { readFileSync, realpathSync, statSync } from "node:fs";
import { arch, platform } from "node:os";
import { findProgram, type MachinePaths } from "../environment.ts";

/** Programs by which an install comes out differently: languages, package managers, compilers. */
const PROGRAMS = [
  ...["node", "npm", "pnpm", "yarn", "bun", "deno", "corepack"],
  ...["python3", "python", "pip", "uv", "poetry", "pipenv"],
  ...["go", "cargo", "rustc", "ruby", "bundle", "gem", "php", "composer"],
  ...["java", "mvn", "gradle", "dotnet", "elixir", "mix", "gcc", "cc", "g++", "make"],
];

/** What this machine installs with, as a hash: which programs are where, since when, and from which registries. */
export function toolchainMark({ path, network, toolchains }: MachinePaths): string {
  const programs = PROGRAMS.map((name) => [name, identityOf(findProgram(name, path, "/"))]);
  const facts = [platform(), arch(), system(), programs, network, toolchains];
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex");
}

function identityOf(file: string | null): unknown {
  if (file === null) return null;
  const real = realpathSync(file);
  const { size, mtimeMs } = statSync(real);
  return [real, size, mtimeMs];
}

function system(): string {
  try {
    return readFileSync("/etc/os-release", "utf8");
  } catch {
    return "";
  }
}
