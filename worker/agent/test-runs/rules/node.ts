import { z } from "zod";
import type { InstallCommand } from "../../types.ts";
import type { Detection, Folder } from "../folder.ts";
import { ONLY, RESULT_FILE } from "../placeholders.ts";
import { emptiness, testsNothing } from "./empty-script.ts";
import { LOCK_FILES, nodeInstall } from "./node-install.ts";
import { NODE_TEST_ENV } from "./node-reporter.ts";
import { type PackageTool, scriptCommand } from "./node-script.ts";

const Names = z.record(z.string(), z.unknown()).catch({});
const PackageJson = z.object({
  packageManager: z.string().optional().catch(undefined),
  scripts: z.record(z.string(), z.unknown()).catch({}),
  dependencies: Names,
  devDependencies: Names,
  optionalDependencies: Names,
  workspaces: z.unknown().optional(),
});
type PackageJson = z.infer<typeof PackageJson>;

const NO_TEST = /no test specified/;
/** Names of test scripts, by precedence. */
const TEST_SCRIPTS = ["test", "test:unit", "test-unit", "test:lib", "unit", "test:ci", "tests"];

/** package.json: the package manager by `packageManager`, then by lock file; tests by `scripts.test`. */
export function detectNode(folder: Folder): Detection | null {
  const text = folder.texts["package.json"];
  if (text === undefined) return hasNoPackage(folder) && usesNodeTest(folder) ? nodeTest(null) : null;
  const manifest = parseManifest(text);
  if (!manifest) return { install: null, test: null, reason: "package.json is not valid JSON" };
  const { tool, sign } = packageTool(manifest, folder);
  const install = installCommand(manifest, tool, folder);
  const scripts = stringsOf(manifest.scripts);
  const named = TEST_SCRIPTS.filter((candidate) => {
    const script = scripts[candidate] ?? "";
    return script.trim() !== "" && !NO_TEST.test(script);
  });
  const ofScript = (name: string): Detection => ({
    install,
    test: scriptCommand(scripts, name, tool, folder.texts),
    reason: `package.json scripts.${name}, ${sign}`,
  });
  const testing = named.find((name) => emptiness(scripts[name] ?? "", scripts) === null);
  if (testing !== undefined) return ofScript(testing);
  if (usesNodeTest(folder)) return nodeTest(install);
  if (tool === "bun" && folder.testFiles.length > 0) {
    return {
      install,
      test: {
        argv: ["bun", "test", "--reporter=junit", `--reporter-outfile=${RESULT_FILE}`, ONLY],
        display: "bun test",
        env: { CI: "true" },
        parser: "junit",
        resultFile: "bun.xml",
        runner: "bun",
      },
      reason: `${folder.testFiles[0]}, ${sign}`,
    };
  }
  const [empty] = named;
  if (empty === undefined) return { install, test: null, reason: "package.json has no test script" };
  const { test, ...rest } = ofScript(empty);
  const marked = testsNothing(`the script ${empty} of package.json`, scripts[empty] ?? "", scripts);
  return { ...rest, test: test && { ...test, ...marked } };
}

const nodeTest = (install: InstallCommand | null): Detection => ({
  install,
  test: {
    argv: ["node", "--test", ONLY],
    display: "node --test",
    env: { CI: "true", ...NODE_TEST_ENV },
    plain: { argv: ["node", "--test"], env: { CI: "true" } },
    parser: "junit",
    resultFile: "node.xml",
    runner: "node-test",
  },
  reason: "test files that import node:test",
});

/** Loose scripts with tests but no package. If a package is in a subfolder, its tests belong to it. */
function hasNoPackage({ root, manifests, texts }: Folder): boolean {
  const paths = [...(manifests ?? []), ...Object.keys(texts)];
  return root === null && !paths.some((path) => /(?:^|\/)package\.json$/.test(path));
}

/** Null when it is not valid JSON. */
export function parseManifest(text: string): PackageJson | null {
  try {
    const parsed = PackageJson.safeParse(JSON.parse(text.replace(/^\uFEFF/, "")));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

export function stringsOf(scripts: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(scripts).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

export function packageTool(manifest: PackageJson, folder: Folder): { tool: PackageTool; sign: string } {
  const declared = /^(npm|pnpm|bun|yarn)@(\d*)/.exec(manifest.packageManager ?? "");
  if (declared) {
    const [, name, major] = declared;
    if (name === "yarn") return { tool: Number(major) >= 2 ? "yarn-berry" : "yarn", sign: "packageManager" };
    return { tool: name === "pnpm" || name === "bun" ? name : "npm", sign: "packageManager" };
  }
  const lock = LOCK_FILES.find(([name]) => folder.names.has(name));
  if (lock) {
    const [sign, tool] = lock;
    return { tool: tool === "yarn" && folder.names.has(".yarnrc.yml") ? "yarn-berry" : tool, sign };
  }
  // A workspace package is managed from the top level.
  const above = folder.root && parseManifest(folder.root.texts["package.json"] ?? "");
  return folder.root && above ? packageTool(above, folder.root) : { tool: "npm", sign: "no lock file" };
}

/** Null when there is nothing to install: no dependency is declared, or the top level installs the workspace. */
function installCommand(manifest: PackageJson, tool: PackageTool, folder: Folder): InstallCommand | null {
  const locked = LOCK_FILES.some(([name]) => folder.names.has(name));
  if (folder.root && !locked && isWorkspace(folder.root)) return null;
  const declared = [manifest.dependencies, manifest.devDependencies, manifest.optionalDependencies];
  if (!isWorkspace(folder) && declared.every((names) => Object.keys(names).length === 0)) return null;
  return nodeInstall(tool, folder);
}

function isWorkspace(folder: Folder): boolean {
  if (folder.names.has("pnpm-workspace.yaml") || folder.names.has("lerna.json")) return true;
  const manifest = parseManifest(folder.texts["package.json"] ?? "");
  return manifest?.workspaces !== undefined && manifest.workspaces !== null;
}

function usesNodeTest(folder: Folder): boolean {
  return Object.entries(folder.texts).some(
    ([path, text]) => /\.[cm]?[jt]s$/.test(path) && /["']node:test["']/.test(text),
  );
}
