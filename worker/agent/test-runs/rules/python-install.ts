import type { InstallCommand } from "../../types.ts";
import type { Folder } from "../folder.ts";
import { PIP_ONE_BY_ONE } from "../one-by-one.ts";
import { DEPS_DIR, quoted } from "../placeholders.ts";

/** No byte code in the checkout; dependencies are in a folder outside it. */
export const ENV = { PYTHONDONTWRITEBYTECODE: "1", PYTHONUNBUFFERED: "1", PYTHONPATH: DEPS_DIR };

export interface PythonEnvironment {
  install: InstallCommand | null;
  /** Starts Python with the dependencies. */
  python: [string, ...string[]];
  /** Display form of `python`. */
  display: string;
  env: Record<string, string>;
  /** The detected lock file; empty for plain pip. */
  sign: string;
}

interface Manager {
  lock: string;
  install: string;
  /** Fails if the lock file does not match; if absent, `install` does that itself. */
  strict?: string;
  update: string;
  /** Without the extras, any of which may be broken. */
  less?: string;
  run: string;
  env: Record<string, string>;
}

/** Each creates its environment outside the checkout. */
const MANAGERS: readonly Manager[] = [
  {
    lock: "uv.lock",
    install: "uv sync --frozen --all-extras --all-groups",
    strict: "uv sync --locked --all-extras --all-groups",
    update: "uv sync --all-extras --all-groups",
    less: "uv sync --frozen --all-groups",
    run: "uv run --frozen --no-sync python",
    env: { UV_PROJECT_ENVIRONMENT: `${DEPS_DIR}/uv` },
  },
  {
    lock: "poetry.lock",
    install: "poetry install --no-interaction --all-extras",
    // Before 2.0 `lock` updates everything unless told otherwise; later versions lack that option.
    update:
      "sh -c 'poetry lock --no-interaction --no-update || poetry lock --no-interaction; exec poetry install --no-interaction --all-extras'",
    less: "poetry install --no-interaction",
    run: "poetry run python",
    env: { POETRY_VIRTUALENVS_PATH: `${DEPS_DIR}/poetry`, POETRY_VIRTUALENVS_IN_PROJECT: "false" },
  },
  {
    lock: "Pipfile.lock",
    install: "pipenv sync --dev",
    strict: "pipenv install --dev --deploy",
    update: "sh -c 'pipenv lock && exec pipenv sync --dev'",
    run: "pipenv run python",
    env: { WORKON_HOME: `${DEPS_DIR}/pipenv`, PIPENV_IGNORE_VIRTUALENVS: "1" },
  },
];

const VENV = `${DEPS_DIR}/venv`;

/**
 * The manager whose lock file exists, or pip. If the sandbox lacks the manager, pip installs the declared dependencies.
 */
export function environmentOf(folder: Folder, pytest: boolean): PythonEnvironment {
  const pip = pipInstall(folder, pytest);
  const manager = MANAGERS.find(({ lock }) => folder.names.has(lock));
  const own = `if [ -x "${VENV}/bin/python" ]; then exec "${VENV}/bin/python" "$@"; else exec python3 "$@"; fi`;
  const start = (script: string): [string, ...string[]] => ["sh", "-c", script, "python"];
  if (!manager)
    return { install: pip, python: pip ? start(own) : ["python3"], display: "python3", env: {}, sign: "" };
  const program = manager.install.split(" ")[0] ?? "";
  const available = `command -v ${program} >/dev/null 2>&1`;
  const orPip = (install: string): [string, ...string[]] => [
    "sh",
    "-c",
    `if ${available}; then exec ${install}; fi\n${pip?.argv[2] ?? ""}`,
  ];
  const [, , singly = "", ...rest] = pip?.singly ?? [];
  const less = manager.less ? `${manager.less} && echo "not installed: the extras"` : "false";
  return {
    install: {
      argv: orPip(manager.install),
      display: manager.install,
      env: manager.env,
      ...(manager.strict ? { strict: orPip(manager.strict) } : {}),
      update: orPip(manager.update),
      ...(manager.less || pip
        ? { singly: ["sh", "-c", `if ${available}; then ${less}; exit; fi\n${singly}`, ...rest] }
        : {}),
      locks: [manager.lock],
    },
    python: start(`if ${available}; then exec ${manager.run} "$@"; fi\n${own}`),
    display: manager.run,
    env: manager.env,
    sign: manager.lock,
  };
}

/**
 * Installs into a virtual environment outside the checkout, or with `--target` if that cannot be created; the system
 * Python is never changed. Recreated each time, so that removed dependencies are gone. The project itself is best
 * effort: most tests need only its dependencies. Null when the repository declares nothing that this rule can read.
 */
function pipInstall(folder: Folder, pytest: boolean): InstallCommand | null {
  const files = Object.keys(folder.texts).filter((name) =>
    /^(?:requirements(?:[-_.](?:dev|tests?|testing|base))?|(?:dev|tests?)[-_]requirements)\.txt$/.test(name),
  );
  const listed = declaredDependencies(folder.texts["pyproject.toml"] ?? "");
  const project = isInstallable(folder);
  if (files.length === 0 && listed.length === 0 && !project) return null;
  const wanted = [...files.sort().flatMap((file) => ["-r", file]), ...listed];
  if (pytest && !wanted.some((item) => /^pytest\b(?!-)/.test(item))) wanted.push("pytest");
  const list = wanted.map(quoted).join(" ");
  const pip = "-m pip install --disable-pip-version-check --no-input";
  const own = project
    ? [
        `[ -n "$target" ] || "$python" ${pip} ${wanted.length > 0 ? "--no-deps " : ""}-e . || echo "The project itself could not be installed." >&2`,
      ]
    : [];
  const lines = [
    `if python3 -m venv --system-site-packages "${VENV}" --clear; then python="${VENV}/bin/python"; target=; else python=python3; target="--target=${DEPS_DIR}"; fi`,
    ...(wanted.length > 0 ? [`"$python" ${pip} \${target:+"$target"} ${list} || exit`] : []),
    ...own,
  ];
  // In the environment that the attempt before has made.
  const singly = [
    `if [ -x "${VENV}/bin/python" ]; then python="${VENV}/bin/python"; target=; else python=python3; target="--target=${DEPS_DIR}"; fi`,
    `"$python" -c "$1" "$target" ${list}`,
    ...own,
  ];
  const shown = [...wanted, ...(project ? ["-e", "."] : [])].join(" ");
  return {
    argv: ["sh", "-c", lines.join("\n")],
    display: `pip install ${shown}`,
    // A single package has no others.
    ...(wanted.length > 0 ? { singly: ["sh", "-c", singly.join("\n"), "singly", PIP_ONE_BY_ONE] } : {}),
  };
}

/** Whether a build system is declared or setuptools' files exist. */
function isInstallable(folder: Folder): boolean {
  const pyproject = folder.texts["pyproject.toml"] ?? "";
  return "setup.py" in folder.texts || /^\[build-system\]/m.test(pyproject);
}

const TEST_GROUP = /^(?:dev|develop|development|tests?|testing)$/;

/**
 * `[project] dependencies`, its test extras, and the test dependency groups: plain requirement strings only, nothing
 * that pip could take as an option.
 */
function declaredDependencies(toml: string): string[] {
  const groups = [
    ...listsIn(section(toml, "project")).filter(([name]) => name === "dependencies"),
    ...listsIn(section(toml, "project.optional-dependencies")).filter(([name]) => TEST_GROUP.test(name)),
    ...listsIn(section(toml, "dependency-groups")).filter(([name]) => TEST_GROUP.test(name)),
  ];
  const items = groups.flatMap(([, items]) => items).filter((item) => /^[A-Za-z0-9]/.test(item));
  return [...new Set(items)];
}

function section(toml: string, name: string): string {
  const head = `[${name}]`;
  const lines = toml.split(/\r?\n/);
  const start = lines.findIndex((line) => line.trim().replace(/\s*#.*$/, "") === head);
  if (start === -1) return "";
  const end = lines.findIndex((line, index) => index > start && /^\[/.test(line) && !/^\[\s*$/.test(line));
  return lines.slice(start + 1, end === -1 ? undefined : end).join("\n");
}

/** `name = ["a", "b"]` entries; tables such as `{include-group = "x"}` are skipped. */
function listsIn(text: string): [name: string, items: string[]][] {
  const lists: [string, string[]][] = [];
  for (const match of text.matchAll(/^"?([\w.-]+)"?\s*=\s*\[/gm)) {
    const body = listBody(text, match.index + match[0].length).replace(/\{[^}]*\}/g, "");
    const items = [...body.matchAll(/"([^"\n]*)"|'([^'\n]*)'/g)].map((item) => item[1] ?? item[2] ?? "");
    lists.push([match[1] ?? "", items]);
  }
  return lists;
}

/** The list up to its closing bracket; brackets in strings (`httpx[http2]`) and comments do not count. */
function listBody(text: string, from: number): string {
  let body = "";
  for (const [token] of text.slice(from).matchAll(/"[^"\n]*"|'[^'\n]*'|#[^\n]*|[^"'#\]]+|[\]"']/g)) {
    if (token === "]") break;
    if (!token.startsWith("#")) body += token;
  }
  return body;
}
