/** The audit tools by dependency file: the command, and what it needs. */
import type { EgressPhase } from "../../protocol/index.ts";
import type { PARSERS } from "./advisories.ts";

export interface Audit {
  /** Name in the log and in findings. */
  name: string;
  parser: keyof typeof PARSERS;
  /** Run by `sh` in the folder of the file, which is `$1`. Exits with 127 when the tool is not in the sandbox. */
  script: string;
  /**
   * The phase whose network policy allows the tool's requests: to a registry, or to the ecosystem's advisory
   * repository.
   */
  phase: EgressPhase;
}

const needs = (program: string, script: string): string =>
  `command -v ${program} >/dev/null 2>&1 || exit 127; ${script}`;

const BERRY = `[ -f .yarnrc.yml ] || grep -q '^__metadata:' yarn.lock`;
const PIP_AUDIT = "pip-audit --format json --progress-spinner off";
/** A list with pinned versions is audited as it is. */
const exported = (how: string): string =>
  `list="$(mktemp)" && ${how} > "$list" && exec ${PIP_AUDIT} --no-deps --disable-pip -r "$list"`;

const npm: Audit = {
  name: "npm audit",
  parser: "npm",
  script: needs("npm", "exec npm audit --json --package-lock-only"),
  phase: "install",
};
const bun: Audit = {
  name: "bun audit",
  parser: "bun",
  script: needs("bun", "exec bun audit --json"),
  phase: "install",
};
const go: Audit = {
  name: "govulncheck",
  parser: "govulncheck",
  script: needs("govulncheck", "exec govulncheck -format json ./..."),
  phase: "install",
};
const python = (script: string): Audit => ({
  name: "pip-audit",
  parser: "pip-audit",
  script: needs("pip-audit", script),
  phase: "install",
});

const BY_NAME: Readonly<Record<string, Audit>> = {
  "package-lock.json": npm,
  "npm-shrinkwrap.json": npm,
  "pnpm-lock.yaml": {
    name: "pnpm audit",
    parser: "npm",
    script: needs("pnpm", "exec pnpm audit --json"),
    phase: "install",
  },
  "yarn.lock": {
    name: "yarn audit",
    parser: "yarn",
    script: needs(
      "yarn",
      `if ${BERRY}; then exec yarn npm audit --all --recursive --json; else exec yarn audit --json; fi`,
    ),
    phase: "install",
  },
  "bun.lock": bun,
  "bun.lockb": bun,
  "uv.lock": python(
    needs("uv", exported("uv export --frozen --no-emit-project --no-hashes --all-groups --quiet")),
  ),
  "poetry.lock": python(needs("poetry", exported("poetry export --without-hashes --all-groups"))),
  "Pipfile.lock": python(needs("pipenv", exported("pipenv requirements --dev"))),
  // Not used beside a lock file, which covers the manifest.
  "pyproject.toml": python(
    `for lock in uv.lock poetry.lock Pipfile.lock; do if [ -e "$lock" ]; then echo '{"dependencies": []}'; exit; fi; done; exec ${PIP_AUDIT} .`,
  ),
  "Cargo.lock": {
    name: "cargo audit",
    parser: "cargo-audit",
    script: needs("cargo-audit", "exec cargo audit --json --quiet"),
    // Its advisories are a git repository.
    phase: "set_up",
  },
  "go.mod": go,
  "go.sum": go,
  "composer.lock": {
    name: "composer audit",
    parser: "composer",
    script: needs("composer", "exec composer audit --format=json --locked --no-interaction"),
    phase: "install",
  },
  "Gemfile.lock": {
    name: "bundler-audit",
    parser: "bundler-audit",
    script: needs("bundle-audit", "exec bundle-audit check --update --quiet --format json"),
    phase: "set_up",
  },
  "packages.lock.json": {
    name: "dotnet list package",
    parser: "dotnet",
    script: needs("dotnet", "exec dotnet list package --vulnerable --include-transitive --format json"),
    phase: "install",
  },
};

const REQUIREMENTS = /^(?:requirements(?:[-_.][\w.-]+)?|[\w-]+[-_]requirements)\.txt$/;
const FROM_LIST = python(`exec ${PIP_AUDIT} -r "$1"`);

export interface AuditRun {
  audit: Audit;
  /** The dependency file and its folder in the checkout; empty for the root. */
  path: string;
  dir: string;
  file: string;
}

/** One run per tool and folder in which the change touches dependencies. */
export function auditsFor(paths: readonly string[]): AuditRun[] {
  const runs = new Map<string, AuditRun>();
  for (const path of paths) {
    const slash = path.lastIndexOf("/");
    const [dir, file] = [path.slice(0, Math.max(0, slash)), path.slice(slash + 1)];
    const audit = REQUIREMENTS.test(file) ? FROM_LIST : Object.hasOwn(BY_NAME, file) ? BY_NAME[file] : null;
    if (!audit) continue;
    // Requirement lists are audited one by one; other tools audit the folder.
    const key = `${audit.name} ${dir} ${audit === FROM_LIST || file.endsWith("lock") ? file : ""}`;
    runs.set(key, { audit, dir, path, file });
  }
  return [...runs.values()];
}
