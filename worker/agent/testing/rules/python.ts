import type { CheckoutSnapshot } from "../../context/snapshot.ts";
import type { DetectedCommand, DetectedCommands } from "../../types.ts";
import type { Detection } from "../detect.ts";
import { DEPS_DIR, RESULT_FILE } from "../placeholders.ts";

type TestCommand = NonNullable<DetectedCommands["test"]>;

/** The checkout stays free of byte code; dependencies come from a folder outside it. */
const ENV = { PYTHONDONTWRITEBYTECODE: "1", PYTHONUNBUFFERED: "1", PYTHONPATH: DEPS_DIR };

/** pytest where it is configured or imported, otherwise unittest; dependencies from requirements files. */
export function detectPython(snapshot: CheckoutSnapshot): Detection {
  const files = snapshot.test_files.filter((path) => /(?:^|\/)(?:test_?[^/]*|[^/]*_test)\.py$/.test(path));
  const manifests = ["pyproject.toml", "setup.py", "setup.cfg", "requirements.txt"];
  if (files.length === 0 && !manifests.some((name) => name in snapshot.texts)) return null;
  const sign = pytestSign(snapshot);
  const install = installCommand(snapshot, sign !== null);
  if (files.length === 0) return { install, test: null, reason: "no Python test file found" };
  if (sign !== null) return { install, test: pytestCommand(snapshot), reason: `pytest, ${sign}` };
  return { install, test: unittestCommand(snapshot, files), reason: `unittest, ${files[0]}` };
}

function pytestSign(snapshot: CheckoutSnapshot): string | null {
  const { texts } = snapshot;
  if ("pytest.ini" in texts) return "pytest.ini";
  if ("conftest.py" in texts || snapshot.test_files.some((path) => path.endsWith("/conftest.py")))
    return "conftest.py";
  if (/\[tool\.pytest/.test(texts["pyproject.toml"] ?? "")) return "pyproject.toml";
  if (/\[tool:pytest\]/.test(texts["setup.cfg"] ?? "")) return "setup.cfg";
  if (/\[pytest\]/.test(texts["tox.ini"] ?? "")) return "tox.ini";
  const requirement = Object.keys(texts).find(
    (name) => /^requirements.*\.txt$/.test(name) && /^\s*pytest\b/m.test(texts[name] ?? ""),
  );
  if (requirement) return requirement;
  const heads = Object.entries(texts).filter(
    ([path]) => path.endsWith(".py") && snapshot.test_files.includes(path),
  );
  const importing = heads.find(([, text]) => /^\s*(?:import|from)\s+pytest\b/m.test(text));
  if (importing) return importing[0];
  // Bare test functions are collected by pytest only.
  const bare = heads.find(([, text]) => /^(?:async )?def test_/m.test(text) && !/unittest/.test(text));
  return bare ? bare[0] : null;
}

/**
 * `pip install --target` works inside and outside a virtual environment and never touches the machine's own Python.
 * Null when the repository declares nothing that this rule can read.
 */
function installCommand(snapshot: CheckoutSnapshot, pytest: boolean): DetectedCommand | null {
  const files = Object.keys(snapshot.texts).filter((name) =>
    /^requirements(?:[-_.](?:dev|tests?))?\.txt$/.test(name),
  );
  const listed = projectDependencies(snapshot.texts["pyproject.toml"] ?? "");
  if (files.length === 0 && listed.length === 0) return null;
  const wanted = [...files.sort().flatMap((file) => ["-r", file]), ...listed];
  const runner = pytest && !wanted.some((item) => /^pytest\b/.test(item)) ? ["pytest"] : [];
  const base = ["--disable-pip-version-check", "--no-input"];
  return {
    argv: ["python3", "-m", "pip", "install", ...base, "--target", DEPS_DIR, ...wanted, ...runner],
    display: `pip install ${[...wanted, ...runner].join(" ")}`,
  };
}

/** `dependencies = [...]` of `[project]`: plain requirement strings only, nothing that pip could take as an option. */
function projectDependencies(toml: string): string[] {
  const section = /^\[project\]\s*$([\s\S]*?)(?=^\[|(?![\s\S]))/m.exec(toml)?.[1] ?? "";
  const list = /^dependencies\s*=\s*\[([\s\S]*?)\]\s*$/m.exec(section)?.[1] ?? "";
  return [...list.matchAll(/"([^"\n]+)"|'([^'\n]+)'/g)]
    .map((match) => match[1] ?? match[2] ?? "")
    .filter((item) => /^[A-Za-z0-9]/.test(item));
}

function pythonPath(snapshot: CheckoutSnapshot): Record<string, string> {
  return snapshot.root_names.includes("src/") ? { ...ENV, PYTHONPATH: `src:${DEPS_DIR}` } : ENV;
}

function pytestCommand(snapshot: CheckoutSnapshot): TestCommand {
  return {
    argv: [
      "python3",
      "-m",
      "pytest",
      "-p",
      "no:cacheprovider",
      "--continue-on-collection-errors",
      `--junitxml=${RESULT_FILE}`,
    ],
    display: "python3 -m pytest",
    env: pythonPath(snapshot),
    parser: "junit",
    resultFile: "pytest.xml",
  };
}

/** Discovery does not enter a folder without `__init__.py`, so such a folder is named as the start. */
function unittestCommand(snapshot: CheckoutSnapshot, files: readonly string[]): TestCommand {
  const folder = files[0]?.includes("/") ? (files[0].split("/")[0] ?? "") : "";
  const isPackage = snapshot.test_files.includes(`${folder}/__init__.py`);
  const start = folder !== "" && !isPackage ? ["-s", folder] : [];
  const pattern = files.every((path) => path.endsWith("_test.py")) ? ["-p", "*_test.py"] : [];
  const argv: [string, ...string[]] = ["python3", "-m", "unittest", "discover", "-v", ...start, ...pattern];
  return { argv, display: argv.join(" "), env: pythonPath(snapshot), parser: "unittest", resultFile: null };
}
