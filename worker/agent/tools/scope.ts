import { isLockFile, type Plan, type PlanStep, pathKey } from "../../protocol/index.ts";

const TEST_FOLDERS = new Set(["test", "tests", "__tests__", "spec", "specs", "testdata"]);
const TEST_NAME =
  /[._-](?:test|spec|tests)\.\w+$|^test_.*\.py$|^conftest\.py$|_test\.(?:py|go|rb|exs)$|(?:Test|Tests|Spec)\.(?:java|kt|cs|swift|scala|php)$/;

/**
 * Allow-list of writes under an approved plan: the files its steps name, test files and lock files. Everything else
 * needs the user's approval.
 */
export function isInScope(plan: Pick<Plan, "steps">, path: string): boolean {
  return isPlanned(plan, path) || isTestPath(path) || isLockFile(path);
}

export function isPlanned(plan: Pick<Plan, "steps">, path: string): boolean {
  return plan.steps.some((step) => names(step, path));
}

/**
 * Id of the step that a change belongs to: the current step if it names the path, else the first that does. Null for a
 * test or lock file that no step names, unless one step is executed alone.
 */
export function stepOf(plan: Pick<Plan, "steps">, path: string, atWork?: string): string | null {
  const naming = plan.steps.filter((each) => names(each, path));
  const step = naming.find(({ id }) => id === atWork) ?? naming[0];
  return step?.id ?? atWork ?? null;
}

const names = ({ files }: Pick<PlanStep, "files">, path: string): boolean =>
  files.some((file) => pathKey(file.path) === pathKey(path));

export function isTestPath(path: string): boolean {
  const parts = path.split("/");
  const name = parts.pop() ?? "";
  // `.github/workflows/ci.test.yml` is privileged, not a mere test.
  if (parts[0]?.startsWith(".")) return false;
  // Installed packages must not be changed.
  if (parts.includes("node_modules")) return false;
  return TEST_NAME.test(name) || parts.some((folder) => TEST_FOLDERS.has(folder));
}
