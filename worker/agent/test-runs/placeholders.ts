import type { DetectedCommand } from "../types.ts";

/**
 * In argv and env of a detected command: replaced when it runs, because only then is the sandbox's layout known.
 * Result files and dependencies lie outside the checkout.
 */
export const RESULT_FILE = "{result_file}";
export const RESULT_DIR = "{result_dir}";
/** A folder that no run has used before; the command makes it if it needs it. */
export const FRESH_DIR = "{fresh_dir}";
export const DEPS_DIR = "{deps_dir}";
/** Where the arguments go that choose single tests; nothing stands there in a whole run. */
export const ONLY = "{only}";

export const resultDir = (sandboxRoot: string): string => `${sandboxRoot}/verne/results`;
export const resultPath = (sandboxRoot: string, name: string): string => `${resultDir(sandboxRoot)}/${name}`;

/**
 * The command as it runs in this sandbox, for all tests or with `only` for those that its arguments choose. `run` tells
 * one run from another.
 */
export function resolveCommand<C extends DetectedCommand>(
  command: C,
  sandboxRoot: string,
  resultFile: string | null,
  only: readonly string[] = [],
  run = "0",
): C {
  const fill = (text: string) =>
    text
      .replaceAll(RESULT_FILE, () => resultFile ?? "/dev/null")
      .replaceAll(RESULT_DIR, () => resultDir(sandboxRoot))
      .replaceAll(FRESH_DIR, () => `${resultDir(sandboxRoot)}/fresh-${run}`)
      .replaceAll(DEPS_DIR, () => `${sandboxRoot}/verne/deps`);
  const [program, ...args] = command.argv;
  // An argument of its own is replaced by several; inside a script they are quoted for the shell.
  const chosen = args.flatMap((arg) =>
    arg === ONLY
      ? only
      : [fill(arg).replaceAll(` ${ONLY}`, () => only.map((text) => ` ${quoted(text)}`).join(""))],
  );
  const env = Object.entries(command.env ?? {}).map(([name, value]) => [name, fill(value)]);
  return { ...command, argv: [program, ...chosen], env: Object.fromEntries(env) };
}

/** One word for `sh`. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
