/** Shell commands in the tests' environment: the model's, and a plan's reproduction. */
import type { Argv, Sandbox } from "../../sandbox/port.ts";
import { DEPS_FOLDER, resolveCommand, uninstrumented } from "../test-runs/placeholders.ts";
import type { DetectedCommands } from "../types.ts";

/**
 * Prefers bash; programs that were installed for the repository come first. Standard input is empty. `$1` is the
 * command, `$2` the folder of dependencies beside the checkout, `$3` the checkout.
 */
const SHELL = `deps=$2
for dir in "$3/node_modules/.bin" "$3/venv/bin" "$3/.venv/bin" "$deps"/pipenv/*/bin "$deps"/poetry/*/bin "$deps/uv/bin" "$deps/venv/bin"; do
  if [ -d "$dir" ]; then PATH=$dir:$PATH; fi
done
if ls "$deps"/*.dist-info >/dev/null 2>&1; then PYTHONPATH=$deps\${PYTHONPATH:+:$PYTHONPATH}; export PYTHONPATH; fi
export PATH
if command -v bash >/dev/null 2>&1; then exec bash -c "$1"; fi
exec sh -c "$1"`;

/** Programs that would wait for a key. */
const UNATTENDED = {
  CI: "true",
  PAGER: "cat",
  GIT_PAGER: "cat",
  MANPAGER: "cat",
  GIT_TERMINAL_PROMPT: "0",
  DEBIAN_FRONTEND: "noninteractive",
} as const;

/** The command in a shell. It is run in a folder of the checkout. */
export function shellCommand(
  command: string,
  place: { sandbox: Pick<Sandbox, "root">; repoDir: string },
): Argv {
  const deps = `${place.sandbox.root}/${DEPS_FOLDER}`;
  return ["/bin/sh", "-c", SHELL, "run", command, deps, place.repoDir];
}

/** The variables of the tests, unattended and without what makes a runner write results for Verne. */
export function testsEnvironment({ test }: DetectedCommands, sandboxRoot: string): Record<string, string> {
  const own = test ? (resolveCommand(uninstrumented(test), sandboxRoot, null).env ?? {}) : {};
  return { ...UNATTENDED, ...own };
}
