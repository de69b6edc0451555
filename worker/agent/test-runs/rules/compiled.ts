import type { InstallCommand } from "../../types.ts";
import type { Detection, Folder } from "../folder.ts";
import { DEPS_DIR, ONLY } from "../placeholders.ts";

/** In a workspace each `use` module is named, because `./...` does not leave the first one. */
export function detectGo(folder: Folder): Detection | null {
  const module = folder.texts["go.mod"];
  const workspace = folder.root ? undefined : folder.texts["go.work"];
  const used = workspace === undefined ? [] : usedModules(workspace);
  if (module === undefined && used.length === 0) return null;
  const packages = used.length === 0 ? ["./..."] : used.map((path) => `${path}/...`);
  const hasDependencies = module === undefined || /^\s*require\b/m.test(module);
  return {
    install: hasDependencies ? goInstall(used.length > 0) : null,
    test: {
      argv: ["go", "test", "-json", ONLY, ...packages],
      display: `go test ${packages.join(" ")}`,
      parser: "go-json",
      resultFile: null,
      runner: "go",
    },
    reason: used.length > 0 ? "go.work" : "go.mod",
  };
}

/**
 * `go mod download` ignores a missing checksum; listing the build's packages reports it. `tidy` works on one module,
 * not on a workspace.
 */
function goInstall(workspace: boolean): InstallCommand {
  const download: InstallCommand = { argv: ["go", "mod", "download"], display: "go mod download" };
  if (workspace) return { ...download, update: ["go", "work", "sync"], locks: ["go.work.sum"] };
  const check = "go mod download && go list -mod=readonly -deps -test ./... >/dev/null";
  return {
    ...download,
    strict: ["sh", "-c", check],
    update: ["sh", "-c", "go mod tidy && go mod download"],
    locks: ["go.mod", "go.sum"],
  };
}

function usedModules(workspace: string): string[] {
  const lines = workspace.replace(/\/\/.*$/gm, "");
  const block = /^use\s*\(([^)]*)\)/m.exec(lines)?.[1] ?? "";
  const single = [...lines.matchAll(/^use\s+([^\s(]+)\s*$/gm)].map((match) => match[1] ?? "");
  return [...block.split(/\s+/), ...single]
    .map((path) => path.replace(/^"(.*)"$/, "$1").replace(/\/$/, ""))
    .filter((path) => /^\.(?:\/[\w.@-]+)*$/.test(path) && !path.includes(".."));
}

/** Build output is written outside the checkout, whatever .gitignore says. */
export function detectCargo(folder: Folder): Detection | null {
  const manifest = folder.texts["Cargo.toml"];
  if (manifest === undefined) return null;
  const env = { CARGO_TARGET_DIR: `${DEPS_DIR}/cargo-target`, CARGO_TERM_COLOR: "never" };
  const locked = folder.names.has("Cargo.lock");
  const everything = /^\s*\[workspace\]/m.test(manifest) ? ["--workspace"] : [];
  const argv: [string, ...string[]] = ["cargo", "test", "--no-fail-fast", ...everything];
  return {
    install: locked
      ? {
          argv: ["cargo", "fetch", "--locked"],
          display: "cargo fetch --locked",
          update: ["cargo", "fetch"],
          locks: ["Cargo.lock"],
        }
      : null,
    test: {
      argv: [...argv, ONLY],
      display: argv.join(" "),
      env,
      // Fetching in advance would create a lock file in a repository without one.
      ...(locked ? {} : { fetches: true }),
      parser: "cargo",
      resultFile: null,
      runner: "cargo",
    },
    reason: "Cargo.toml",
  };
}
