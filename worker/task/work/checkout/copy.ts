/** Brings what the evidence tree has into the agent's, where both are sandboxes of one runner. */
import { DEPS_FOLDER } from "../../../agent/index.ts";
import { GIT_ENV, type GitContext, gitPlace, runGit } from "../../../sandbox/git.ts";
import type { InputProgram, Sandbox } from "../../../sandbox/port.ts";
import { sandboxId } from "../host/sandbox-for.ts";

const COPY_TIMEOUT_MS = 5 * 60_000;

/** The evidence tree, to copy from. */
export interface Origin {
  /** Id of its sandbox. */
  task: string;
  root: string;
  platform: string;
  /** The same paths name the same things in both trees, as what is installed may hold absolute ones. */
  samePaths: boolean;
}

/** Null where sandboxes cannot read from each other: containers. */
export function originOf(
  taskId: string,
  { isolation, root, platform }: Pick<Sandbox, "isolation" | "root" | "platform">,
): Origin | null {
  if (isolation === "container") return null;
  return { task: sandboxId(taskId, "evidence"), root, platform, samePaths: isolation === "bubblewrap" };
}

/** Copies the platform's repository, from which the files are checked out afterwards. False when that failed. */
export function copyRepository(git: GitContext, { task, root, platform }: Origin): Promise<boolean> {
  const argv = ["tar", "-C", platform, "-cf", "-", "git"] as const;
  const script =
    'rm -rf "$1/copy" && mkdir "$1/copy" && tar -xf - -C "$1/copy" && rm -rf "$1/git" && mv "$1/copy/git" "$1" && mkdir -p "$2"';
  const args = [git.sandbox.platform, git.repo];
  const input = { task, argv, cwd: root, platform: true };
  return receive(git, input, { script, args, cwd: git.sandbox.root, platform: true });
}

/** What git ignores: installed dependencies, and the output of installing and testing. */
const IGNORED =
  "git ls-files -z --others --ignored --exclude-standard --directory | tar --null --no-wildcards -cf - -T -";
/** Packages that were fetched and that no program runs from. */
const CACHES = ["./.npm/_cacache", "./.cache/pip"];

/**
 * Copies installed dependencies with the home directory, in place of what the agent's tree has of them. Only where both
 * have the same paths. False when that failed.
 */
export async function copyDependencies(git: GitContext, { task, root }: Origin): Promise<boolean> {
  // The same paths: of the other tree as well.
  const env = { ...GIT_ENV, ...gitPlace(git) };
  const sh = (script: string) => ["/bin/sh", "-ec", script] as const;
  const exclude = CACHES.map((path) => `--exclude=${path}`).join(" ");
  const pieces = [
    {
      input: { task, argv: sh(IGNORED), cwd: `${root}/repo`, env, platform: true },
      script: "tar -xf -",
    },
    {
      input: { task, argv: sh(`cd "$HOME" && exec tar ${exclude} -cf - .`), cwd: root },
      script: 'tar -xf - -C "$HOME"',
    },
    {
      input: { task, argv: sh(`mkdir -p ${DEPS_FOLDER} && exec tar -cf - ${DEPS_FOLDER}`), cwd: root },
      script: `rm -rf "$1/${DEPS_FOLDER}" && tar -xf - -C "$1"`,
    },
  ];
  await runGit(git, ["git", "clean", "-ffdXq"], { operation: "clear ignored files", timeoutMs: 60_000 });
  for (const { input, script } of pieces)
    if (!(await receive(git, input, { script, args: [git.sandbox.root], cwd: git.repo }))) return false;
  return true;
}

async function receive(
  git: GitContext,
  input: InputProgram,
  { script, args, ...how }: { script: string; args: readonly string[]; cwd: string; platform?: boolean },
): Promise<boolean> {
  const argv = ["/bin/sh", "-ec", script, "copy", ...args] as const;
  const { exitCode } = await git.exec(argv, { ...how, env: GIT_ENV, timeoutMs: COPY_TIMEOUT_MS, input });
  return exitCode === 0;
}
