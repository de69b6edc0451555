import type { TestCommand } from "../../types.ts";
import type { Detection, Folder } from "../folder.ts";
import { ONLY, RESULT_DIR, RESULT_FILE } from "../placeholders.ts";
import { pytestOptions } from "./pytest-options.ts";
import { ENV, environmentOf, type PythonEnvironment } from "./python-install.ts";
import { UNITTEST_REPORT } from "./unittest-report.ts";

const REPORTER = "unittest-report.py";
const MANIFESTS = ["pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "Pipfile"];

/** pytest if it is configured or imported, otherwise unittest; tox or nox if only they define how to test. */
export function detectPython(folder: Folder): Detection | null {
  const files = testFilesOf(folder);
  if (files.length === 0 && !MANIFESTS.some((name) => name in folder.texts)) return null;
  const sign = pytestSign(folder);
  const environment = environmentOf(folder, sign !== null);
  const { install } = environment;
  if (files.length > 0 && sign !== null) {
    const reason = ["pytest", sign, environment.sign].filter((part) => part !== "").join(", ");
    return { install, test: pytestCommand(folder, environment), reason };
  }
  const session = sessionCommand(folder);
  if (session && (files.length === 0 || sign === null)) {
    if (files.length > 0 && !usesOther(folder)) return unittest(folder, environment, files);
    return { install: null, ...session };
  }
  if (files.length === 0) return { install, test: null, reason: "no Python test file found" };
  return unittest(folder, environment, files);
}

/** Without a manifest here, test files of a nested project belong to that project. */
function testFilesOf(folder: Folder): string[] {
  const files = folder.testFiles.filter((path) => /(?:^|\/)(?:test_?[^/]*|[^/]*_test)\.py$/.test(path));
  if (MANIFESTS.some((name) => name in folder.texts)) return files;
  const projects = [...(folder.manifests ?? []), ...Object.keys(folder.texts)]
    .filter((path) => /\/(?:pyproject\.toml|setup\.py)$/.test(path))
    .map((path) => path.slice(0, path.lastIndexOf("/") + 1));
  return files.filter((path) => !projects.some((project) => path.startsWith(project)));
}

function unittest(folder: Folder, environment: PythonEnvironment, files: readonly string[]): Detection {
  return {
    install: environment.install,
    test: unittestCommand(folder, environment, files),
    reason: ["unittest", files[0] ?? "", environment.sign].filter((part) => part !== "").join(", "),
  };
}

/** The reason to use pytest; null if there is none. */
function pytestSign(folder: Folder): string | null {
  const { texts, testFiles } = folder;
  if (folder.names.has("pytest.ini") || folder.names.has(".pytest.ini")) return "pytest.ini";
  if ("conftest.py" in texts || testFiles.some((path) => /(?:^|\/)conftest\.py$/.test(path)))
    return "conftest.py";
  const pyproject = texts["pyproject.toml"] ?? "";
  if (/^\s*\[tool\.pytest/m.test(pyproject)) return "pyproject.toml";
  if (/\[tool:pytest\]/.test(texts["setup.cfg"] ?? "")) return "setup.cfg";
  if (/^\[pytest\]/m.test(texts["tox.ini"] ?? "")) return "tox.ini";
  if (/["']pytest\b|^pytest\s*=/m.test(pyproject)) return "pyproject.toml";
  const requirement = Object.keys(texts).find(
    (name) => /^(?:requirements.*\.txt|Pipfile)$/.test(name) && /^\s*"?pytest\b/m.test(texts[name] ?? ""),
  );
  if (requirement) return requirement;
  const heads = Object.entries(texts).filter(([path]) => path.endsWith(".py") && testFiles.includes(path));
  const importing = heads.find(([, text]) => /^\s*(?:import|from)\s+pytest\b/m.test(text));
  if (importing) return importing[0];
  // Only pytest collects bare test functions.
  const bare = heads.find(([, text]) => /^(?:async )?def test_/m.test(text) && !/unittest/.test(text));
  return bare ? bare[0] : null;
}

/** tox or nox, which create their own environment; any parser that recognises the output is used. */
function sessionCommand(folder: Folder): Pick<Detection, "test" | "reason"> | null {
  const command = (argv: [string, ...string[]], display: string): TestCommand => ({
    argv,
    display,
    env: { PYTHONDONTWRITEBYTECODE: "1" },
    parser: "none",
    resultFile: null,
  });
  const tox = ["tox.toml", "tox.ini"].find((name) => folder.names.has(name));
  if (tox) return { test: command(["python3", "-m", "tox", "-e", "py"], "tox -e py"), reason: tox };
  if (folder.names.has("noxfile.py"))
    return { test: command(["python3", "-m", "nox"], "nox"), reason: "noxfile.py" };
  return null;
}

/** There are test files, and none uses unittest. */
function usesOther(folder: Folder): boolean {
  const heads = Object.entries(folder.texts).filter(
    ([path]) => path.endsWith(".py") && folder.testFiles.includes(path),
  );
  return heads.length > 0 && !heads.some(([, text]) => /\bunittest\b|TestCase\b/.test(text));
}

function pythonEnv(folder: Folder, environment: PythonEnvironment): Record<string, string> {
  const path = folder.names.has("src/") ? { PYTHONPATH: `src:${ENV.PYTHONPATH}` } : {};
  return { ...ENV, ...path, ...environment.env };
}

function pytestCommand(folder: Folder, environment: PythonEnvironment): TestCommand {
  const args = [
    "-m",
    "pytest",
    "--continue-on-collection-errors",
    // The only JUnit family that includes the file.
    "-o",
    "junit_family=xunit1",
    `--junitxml=${RESULT_FILE}`,
    ...pytestOptions(folder),
  ];
  const [program, ...rest] = environment.python;
  return {
    argv: [program, ...rest, ...args, ONLY],
    display: `${environment.display} -m pytest`,
    env: pythonEnv(folder, environment),
    plain: { argv: [program, ...rest, "-m", "pytest", "-rA"], env: pythonEnv(folder, environment) },
    parser: "junit",
    resultFile: "pytest.xml",
    runner: "pytest",
  };
}

/** Discovery skips folders without `__init__.py`, so such a folder is passed as the start directory. */
function unittestCommand(
  folder: Folder,
  environment: PythonEnvironment,
  files: readonly string[],
): TestCommand {
  const first = files[0]?.includes("/") ? (files[0].split("/")[0] ?? "") : "";
  const isPackage = folder.testFiles.includes(`${first}/__init__.py`);
  const start = first !== "" && !isPackage ? ["-s", first] : [];
  const pattern = files.every((path) => path.endsWith("_test.py")) ? ["-p", "*_test.py"] : [];
  const args = ["discover", "-v", ...start, ...pattern];
  const [program, ...rest] = environment.python;
  return {
    argv: [program, ...rest, `${RESULT_DIR}/${REPORTER}`, RESULT_FILE, ...args, ONLY],
    display: [environment.display, "-m", "unittest", ...args].join(" "),
    env: pythonEnv(folder, environment),
    plain: { argv: [program, ...rest, "-m", "unittest", ...args], env: pythonEnv(folder, environment) },
    parser: "junit",
    resultFile: "unittest.xml",
    support: [{ name: REPORTER, text: UNITTEST_REPORT }],
    runner: "unittest",
  };
}
