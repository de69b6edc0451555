import type { DetectedCommand } from "../types.ts";

/**
 * In argv and env of a detected command: replaced when it runs, because only then is the sandbox's layout known.
 * The result file and the dependency folder lie outside the checkout.
 */
export const RESULT_FILE = "{result_file}";
export const DEPS_DIR = "{deps_dir}";

/** Where runs leave what is not part of the repository. */
const depsDir = (sandboxRoot: string): string => `${sandboxRoot}/verne/deps`;
export const resultPath = (sandboxRoot: string, name: string): string =>
  `${sandboxRoot}/verne/results/${name}`;

/** The command as it runs in this sandbox. */
export function resolveCommand<C extends DetectedCommand>(
  command: C,
  sandboxRoot: string,
  resultFile: string | null,
): C {
  const fill = (text: string) =>
    text
      .replaceAll(RESULT_FILE, () => resultFile ?? "/dev/null")
      .replaceAll(DEPS_DIR, () => depsDir(sandboxRoot));
  const [program, ...args] = command.argv;
  const env = Object.entries(command.env ?? {}).map(([name, value]) => [name, fill(value)]);
  return { ...command, argv: [program, ...args.map(fill)], env: Object.fromEntries(env) };
}
