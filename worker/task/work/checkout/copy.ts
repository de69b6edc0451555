/** Brings what the evidence tree has into the agent's, where both are sandboxes of one runner. */
import { DEPS_FOLDER } from "../../../agent/index.ts";
import { GIT_ENV, type GitContext } from "../../../sandbox/git.ts";
import type { InputProgram, Sandbox } from "../../../sandbox/port.ts";
import { sandboxId } from "../host/sandbox-for.ts";

const COPY_TIMEOUT_MS = 5 * 60_000;

/** The evidence tree, to copy from. */
export interface Origin {
  /** Id of its sandbox. */
  task: string;
  root: string;
  /** The same paths name the same things in both trees, as what is installed may hold absolute ones. */
  samePaths: boolean;
}

/** Null where sandboxes cannot read from each other: containers. */
export function originOf(taskId: string, evidence: Pick<Sandbox, "isolation" | "root">): Origin | null {
  if (evidence.isolation === "container") return null;
  const samePaths = evidence.isolation === "bubblewrap";
  return { task: sandboxId(taskId, "evidence"), root: evidence.root, samePaths };
}

/** Copies the repository's `.git`, from which the files are checked out afterwards. False when that failed. */
export function copyRepository(git: GitContext, { task, root }: Origin): Promise<boolean> {
  const input = { task, argv: ["tar", "-cf", "-", ".git"] as const, cwd: `${root}/repo` };
  const script =
    'rm -rf "$1.tmp" && mkdir "$1.tmp" && tar -xf - -C "$1.tmp" && rm -rf "$1" && mv "$1.tmp" "$1"';
  return receive(git, input, { script, args: [git.repo], cwd: git.sandbox.root });
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
  const env = { ...GIT_ENV, GIT_DIR: `${root}/repo/.git`, GIT_WORK_TREE: `${root}/repo` };
  const sh = (script: string) => ["/bin/sh", "-ec", script] as const;
  const exclude = CACHES.map((path) => `--exclude=${path}`).join(" ");
  const pieces = [
    {
      input: { task, argv: sh(IGNORED), cwd: `${root}/repo`, env },
      script: "git clean -ffdXq && tar -xf -",
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
  for (const { input, script } of pieces)
    if (!(await receive(git, input, { script, args: [git.sandbox.root], cwd: git.repo }))) return false;
  return true;
}

async function receive(
  git: GitContext,
  input: InputProgram,
  { script, args, cwd }: { script: string; args: readonly string[]; cwd: string },
): Promise<boolean> {
  const argv = ["/bin/sh", "-ec", script, "copy", ...args] as const;
  const { exitCode } = await git.exec(argv, { cwd, env: GIT_ENV, timeoutMs: COPY_TIMEOUT_MS, input });
  return exitCode === 0;
}
