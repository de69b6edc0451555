import type { InstallCommand } from "../../types.ts";
import type { Detection, Folder } from "../folder.ts";
import { ONLY, RESULT_DIR } from "../placeholders.ts";

const ENV = { DOTNET_CLI_TELEMETRY_OPTOUT: "1", DOTNET_NOLOGO: "1" };

/** One solution, or the only project. Each test project writes its own TRX file. */
export function detectDotnet(folder: Folder): Detection | null {
  const named = (pattern: RegExp) => [...folder.names].filter((name) => pattern.test(name)).sort();
  const solutions = named(/\.slnx?$/i);
  const projects = named(/\.(?:cs|fs|vb)proj$/i);
  const target = solutions[0] ?? projects[0];
  // Not for a solution of only C++ projects.
  const managed = folder.manifests?.some((path) => /\.(?:cs|fs|vb)proj$/i.test(path)) ?? true;
  if (target === undefined || !managed) return null;
  // `dotnet test` without a target refuses a folder with several candidates.
  return {
    install: restore(target, lockFiles(folder)),
    test: {
      argv: [
        "dotnet",
        "test",
        target,
        "--nologo",
        "--logger",
        "trx",
        "--results-directory",
        RESULT_DIR,
        ONLY,
      ],
      display: `dotnet test ${target}`,
      env: ENV,
      plain: { argv: ["dotnet", "test", target, "--nologo"], env: ENV },
      parser: "trx",
      resultFile: null,
      resultGlob: `${RESULT_DIR}/*.trx`,
      runner: "dotnet",
    },
    reason: target,
  };
}

const lockFiles = ({ manifests, names }: Folder): string[] =>
  manifests?.filter((path) => /(?:^|\/)packages\.lock\.json$/.test(path)) ??
  [...names].filter((name) => name === "packages.lock.json");

/** Each project may have its own lock file. */
function restore(target: string, locks: string[]): InstallCommand {
  const command: InstallCommand = {
    argv: ["dotnet", "restore", target],
    display: `dotnet restore ${target}`,
  };
  if (locks.length === 0) return command;
  return {
    ...command,
    strict: ["dotnet", "restore", target, "--locked-mode"],
    update: ["dotnet", "restore", target, "--force-evaluate"],
    locks,
  };
}
