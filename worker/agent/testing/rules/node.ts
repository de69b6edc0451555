import { z } from "zod";
import type { CheckoutSnapshot } from "../../context/snapshot.ts";
import type { DetectedCommand, DetectedCommands } from "../../types.ts";
import type { Detection } from "../detect.ts";
import { RESULT_FILE } from "../placeholders.ts";

const Names = z.record(z.string(), z.unknown()).catch({});
const PackageJson = z.object({
  packageManager: z.string().optional().catch(undefined),
  scripts: z.record(z.string(), z.unknown()).catch({}),
  dependencies: Names,
  devDependencies: Names,
  optionalDependencies: Names,
});
type PackageJson = z.infer<typeof PackageJson>;

type PackageTool = "npm" | "pnpm" | "yarn" | "yarn-berry";
type TestCommand = NonNullable<DetectedCommands["test"]>;

/** How arguments reach the test script. `pnpm test` would take them for its own; `pnpm run test` passes them on. */
const PASS_ARGUMENTS = { npm: ["test", "--"], pnpm: ["run", "test"], yarn: ["test"] } as const;

const NO_TEST = /no test specified/;

/** `--test-reporter` is accepted in NODE_OPTIONS from Node 20 on, so the script itself stays as it is. */
const NODE_TEST_ENV = {
  NODE_OPTIONS: [
    "--test-reporter=spec",
    "--test-reporter-destination=stdout",
    "--test-reporter=junit",
    `--test-reporter-destination="${RESULT_FILE}"`,
  ].join(" "),
};

/** package.json: the package manager by `packageManager`, then by lock file; tests by `scripts.test`. */
export function detectNode(snapshot: CheckoutSnapshot): Detection {
  const text = snapshot.texts["package.json"];
  if (text === undefined) return null;
  const manifest = parseManifest(text);
  if (!manifest) return { install: null, test: null, reason: "package.json is not valid JSON" };
  const roots = new Set(snapshot.root_names);
  const { tool, sign } = packageTool(manifest, roots);
  const install = installCommand(manifest, tool, roots);
  const script = manifest.scripts.test;
  if (typeof script === "string" && script.trim() !== "" && !NO_TEST.test(script)) {
    return { install, test: scriptCommand(script, tool), reason: `package.json scripts.test, ${sign}` };
  }
  if (usesNodeTest(snapshot)) {
    const test: TestCommand = {
      argv: ["node", "--test"],
      display: "node --test",
      env: { CI: "1", ...NODE_TEST_ENV },
      parser: "junit",
      resultFile: "node.xml",
    };
    return { install, test, reason: "test files that import node:test" };
  }
  return { install, test: null, reason: "package.json has no test script" };
}

function parseManifest(text: string): PackageJson | null {
  try {
    const parsed = PackageJson.safeParse(JSON.parse(text.replace(/^\uFEFF/, "")));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function packageTool(manifest: PackageJson, roots: ReadonlySet<string>): { tool: PackageTool; sign: string } {
  const declared = manifest.packageManager ?? "";
  if (declared.startsWith("pnpm@")) return { tool: "pnpm", sign: "packageManager" };
  if (/^yarn@[2-9]/.test(declared)) return { tool: "yarn-berry", sign: "packageManager" };
  if (declared.startsWith("yarn@")) return { tool: "yarn", sign: "packageManager" };
  if (declared.startsWith("npm@")) return { tool: "npm", sign: "packageManager" };
  if (roots.has("pnpm-lock.yaml")) return { tool: "pnpm", sign: "pnpm-lock.yaml" };
  if (roots.has("yarn.lock"))
    return { tool: roots.has(".yarnrc.yml") ? "yarn-berry" : "yarn", sign: "yarn.lock" };
  if (roots.has("package-lock.json") || roots.has("npm-shrinkwrap.json"))
    return { tool: "npm", sign: "package-lock.json" };
  return { tool: "npm", sign: "no lock file" };
}

/** Null when there is nothing to install: no dependency is declared. */
function installCommand(
  manifest: PackageJson,
  tool: PackageTool,
  roots: ReadonlySet<string>,
): DetectedCommand | null {
  const declared = [manifest.dependencies, manifest.devDependencies, manifest.optionalDependencies];
  const workspaces = roots.has("pnpm-workspace.yaml");
  if (!workspaces && declared.every((names) => Object.keys(names).length === 0)) return null;
  const argv = installArgv(tool, roots);
  return { argv, display: argv.join(" ") };
}

function installArgv(tool: PackageTool, roots: ReadonlySet<string>): [string, ...string[]] {
  if (tool === "pnpm")
    return ["pnpm", "install", ...(roots.has("pnpm-lock.yaml") ? ["--frozen-lockfile"] : [])];
  if (tool === "yarn") return ["yarn", "install", ...(roots.has("yarn.lock") ? ["--frozen-lockfile"] : [])];
  if (tool === "yarn-berry") return ["yarn", "install", ...(roots.has("yarn.lock") ? ["--immutable"] : [])];
  const locked = roots.has("package-lock.json") || roots.has("npm-shrinkwrap.json");
  // Without a lock file of its own the repository must not get one from us.
  return locked
    ? ["npm", "ci", "--no-audit", "--no-fund"]
    : ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock"];
}

function scriptCommand(script: string, tool: PackageTool): TestCommand {
  const program = tool === "yarn-berry" ? "yarn" : tool;
  const display = `${program} test`;
  const base = { display, env: { CI: "1" } };
  const last = lastCommand(script);
  const extra = (...args: string[]): [string, ...string[]] => [program, ...PASS_ARGUMENTS[program], ...args];
  if (/^vitest(?:\s+(?:run|--.*))?$|^vitest\s+run\b/.test(last)) {
    return {
      ...base,
      argv: extra("--reporter=default", "--reporter=junit", `--outputFile.junit=${RESULT_FILE}`),
      parser: "junit",
      resultFile: "vitest.xml",
    };
  }
  if (/^jest\b(?!.*--watch)/.test(last)) {
    return {
      ...base,
      argv: extra("--json", `--outputFile=${RESULT_FILE}`),
      parser: "jest-json",
      resultFile: "jest.json",
    };
  }
  if (/\bnode\b[^&|;]*\s--test\b/.test(script)) {
    return {
      ...base,
      argv: [program, "test"],
      env: { ...base.env, ...NODE_TEST_ENV },
      parser: "junit",
      resultFile: "node.xml",
    };
  }
  return { ...base, argv: [program, "test"], parser: "none", resultFile: null };
}

/** The command that arguments after `--` reach: the last of a chain, without environment and `npx`. */
function lastCommand(script: string): string {
  const last = script.split(/&&|\|\||;/).at(-1) ?? "";
  return last.trim().replace(/^(?:(?:cross-env|npx|\w+=\S+)\s+)+/, "");
}

function usesNodeTest(snapshot: CheckoutSnapshot): boolean {
  return Object.entries(snapshot.texts).some(
    ([path, text]) => /\.[cm]?[jt]s$/.test(path) && /["']node:test["']/.test(text),
  );
}
