import type { DetectedCommand } from "../types.ts";

/**
 * Placeholder in argv and env of a detected command, resolved when it runs, because the sandbox's layout is unknown
 * before. Result files and dependencies are outside the checkout.
 */
export const RESULT_FILE = "{result_file}";
export const RESULT_DIR = "{result_dir}";
/** A new folder for each run; the command creates it if needed. */
export const FRESH_DIR = "{fresh_dir}";
export const DEPS_DIR = "{deps_dir}";
/** What `DEPS_DIR` stands for, below the sandbox's folder. */
export const DEPS_FOLDER = "verne/deps";
/** Position of the arguments that select single tests; removed in a full run. */
export const ONLY = "{only}";

export const resultDir = (sandboxRoot: string): string => `${sandboxRoot}/verne/results`;
export const resultPath = (sandboxRoot: string, name: string): string => `${resultDir(sandboxRoot)}/${name}`;

/**
 * Resolves the command for this sandbox, for all tests or, with `only`, for the selected ones. `run` identifies the
 * run.
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
      .replaceAll(DEPS_DIR, () => `${sandboxRoot}/${DEPS_FOLDER}`);
  const [program, ...args] = command.argv;
  // As a separate argument it is replaced by several; inside a script they are shell-quoted.
  const chosen = args.flatMap((arg) =>
    arg === ONLY
      ? only
      : [fill(arg).replaceAll(` ${ONLY}`, () => only.map((text) => ` ${quoted(text)}`).join(""))],
  );
  const env = Object.entries(command.env ?? {}).map(([name, value]) => [name, fill(value)]);
  return { ...command, argv: [program, ...chosen], env: Object.fromEntries(env) };
}

/** Without the variables that make a runner write results for Verne. */
export function uninstrumented<C extends DetectedCommand>(command: C): C {
  const results = [RESULT_FILE, RESULT_DIR, FRESH_DIR];
  const env = Object.entries(command.env ?? {}).filter(
    ([, value]) => !results.some((placeholder) => value.includes(placeholder)),
  );
  return { ...command, env: Object.fromEntries(env) };
}

/** Quotes a word for `sh`. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
