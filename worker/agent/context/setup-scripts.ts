import { visibleText } from "../../protocol/hidden-text.ts";
import type { DetectedCommand, ProjectSetup } from "../types.ts";
import type { CheckoutSnapshot } from "./snapshot.ts";
import { type WorkflowRun, workflowRuns } from "./workflow.ts";

const MAX_COMMANDS = 20;
/** The limit of `verne-tools`. */
const MAX_FILES = 20;
const MAX_SCRIPT_CHARS = 16_000;

type SetupFile = NonNullable<CheckoutSnapshot["setup_files"]>[number];

/** In order of precedence, the most explicit first. */
const SCRIPTS = [".verne/setup.sh", ".agents/setup", ".agents/setup.sh", ".openhands/setup.sh"];
const COPILOT = /^\.github\/workflows\/copilot-setup-steps\.ya?ml$/;
const DEVCONTAINER = /devcontainer\.json$/;
const WORKFLOW = /^\.github\/workflows\//;

/**
 * The project's set-up, from the first of: a setup script, GitHub's setup steps for agents, a dev container, the lines
 * before the tests in a CI job. Null when there is none. Untrusted: show it in the plan, and run it only after the
 * user's approval.
 */
export function setupOf({ setup_files = [] }: Pick<CheckoutSnapshot, "setup_files">): ProjectSetup | null {
  const files = setup_files.slice(0, MAX_FILES);
  const named = (paths: readonly string[]) =>
    paths.map((path) => files.find((file) => file.path === path)).find((file) => file !== undefined);
  const script = named(SCRIPTS);
  if (script) return fromScript(script);
  for (const file of files.filter(({ path }) => COPILOT.test(path))) {
    const setup = fromRuns("agent_steps", file, workflowRuns(file.text));
    if (setup) return setup;
  }
  for (const file of files.filter(({ path }) => DEVCONTAINER.test(path))) {
    const setup = fromDevcontainer(file);
    if (setup) return setup;
  }
  const workflows = files.filter(({ path }) => WORKFLOW.test(path) && !COPILOT.test(path));
  const likely = workflows.filter(({ path }) => testWorkflowScore(path) > 0);
  for (const file of likely.toSorted((a, b) => testWorkflowScore(b.path) - testWorkflowScore(a.path))) {
    const runs = beforeTests(workflowRuns(file.text)).filter(({ script }) => preparesTests(script));
    const setup = fromRuns("ci", file, runs);
    if (setup) return setup;
  }
  return null;
}

function fromScript({ path, text }: SetupFile): ProjectSetup {
  return {
    kind: "script",
    source: path,
    commands: [{ argv: ["bash", path], display: `bash ${path}` }],
    script: visibleText(text).slice(0, MAX_SCRIPT_CHARS),
  };
}

function fromRuns(
  kind: ProjectSetup["kind"],
  file: SetupFile,
  runs: readonly WorkflowRun[],
): ProjectSetup | null {
  const commands = runs
    // Expressions and the runner's files work only in GitHub Actions.
    .filter(({ script }) => !/\$\{\{|\bGITHUB_|\bsudo\b/.test(script))
    .flatMap(({ script, workingDirectory }) => shell(script, workingDirectory));
  return commands.length === 0
    ? null
    : { kind, source: file.path, commands: commands.slice(0, MAX_COMMANDS), script: null };
}

function fromDevcontainer(file: SetupFile): ProjectSetup | null {
  const config = parseJsonc(file.text);
  if (typeof config !== "object" || config === null) return null;
  const commands = ["onCreateCommand", "updateContentCommand", "postCreateCommand"].flatMap((key) =>
    // Unknown keys; values are validated below.
    lifecycle((config as Record<string, unknown>)[key]),
  );
  return commands.length === 0
    ? null
    : { kind: "devcontainer", source: file.path, commands: commands.slice(0, MAX_COMMANDS), script: null };
}

/** A string is run by a shell, an array is argv, an object holds several of either. */
function lifecycle(value: unknown): DetectedCommand[] {
  if (typeof value === "string") return shell(inCheckout(value), null);
  if (Array.isArray(value)) {
    const [program, ...args] = value.filter((part) => typeof part === "string");
    if (program === undefined || args.length !== value.length - 1) return [];
    const argv = [inCheckout(program), ...args.map(inCheckout)] as const;
    return [{ argv: [...argv], display: argv.join(" ") }];
  }
  if (typeof value === "object" && value !== null)
    return Object.values(value).flatMap((part) =>
      typeof part === "object" && !Array.isArray(part) ? [] : lifecycle(part),
    );
  return [];
}

/** Replaces the container's workspace path: commands run in the checkout. */
const inCheckout = (text: string): string =>
  text.replace(/\$\{(?:containerWorkspaceFolder|localWorkspaceFolder)\}/g, ".");

function shell(script: string, dir: string | null): DetectedCommand[] {
  const text = visibleText(script).trim();
  // Refuses a folder outside the checkout.
  if (text === "" || (dir !== null && (dir.startsWith("/") || dir.split("/").includes("..")))) return [];
  const within = dir === null || dir === "." ? {} : { dir: dir.replace(/^\.\//, "") };
  return [{ argv: ["bash", "-eo", "pipefail", "-c", text], display: text, ...within }];
}

const TESTS =
  /(?:^|[\s;&|])(?:npm (?:t|test|run test[\w:-]*)|(?:pnpm|yarn|bun)(?: run)? test[\w:-]*|npx (?:vitest|jest|mocha)|(?:python3? -m )?(?:pytest|unittest|tox|nox)\b|go test|cargo (?:test|nextest)|mvnw? .*(?:test|verify)|\.?\/?gradlew? .*(?:test|check|build)|dotnet test|(?:bundle exec )?(?:rspec|rake test)|(?:vendor\/bin\/)?phpunit|composer test|mix test|make (?:test|check)|ctest|just test)/m;

/** The steps before the tests in the first job that runs tests; empty when no job does. */
function beforeTests(runs: readonly WorkflowRun[]): WorkflowRun[] {
  const tests = runs.find(({ script }) => TESTS.test(script));
  if (!tests) return [];
  const job = runs.filter((run) => run.job === tests.job);
  return job.slice(0, job.indexOf(tests));
}

const PREPARES =
  /\b(?:install|ci|build|generate|codegen|restore|compile|bootstrap|setup|configure|sync|download|deps\.get|composer update|autoreconf|cmake|make)\b/;
const NOT_PREPARING =
  /\b(?:lint|format|fmt|prettier|eslint|clippy|rubocop|audit|unlock|choco|brew|codecov|coveralls|git (?:fetch|remote|push)|nx-cloud|upload|publish|docker (?:login|push))\b|&\s*$/m;

/** CI runs more than the tests need; only steps that install or build are taken. */
const preparesTests = (script: string): boolean => PREPARES.test(script) && !NOT_PREPARING.test(script);

/** Score for a workflow's name: how likely it runs the tests; 0 for an unrelated one. */
function testWorkflowScore(path: string): number {
  const name = path.slice(path.lastIndexOf("/") + 1).replace(/\.ya?ml$/, "");
  if (/release|publish|deploy|docs|lint|bench|windows|macos|nightly|prepare|dev-package/i.test(name))
    return 0;
  if (/^(?:ci|tests?|unit-?tests?|main|build)$/i.test(name)) return 2;
  return /test|ci|build|check|integration|pr\b|php|node|python|go|rust/i.test(name) ? 1 : 0;
}

/** JSON with comments and trailing commas; null when it is not. */
function parseJsonc(text: string): unknown {
  const plain = text
    .replace(/"(?:\\.|[^"\\])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (match) =>
      match.startsWith('"') ? match : " ",
    )
    .replace(/"(?:\\.|[^"\\])*"|,(?=\s*[}\]])/g, (match) => (match.startsWith('"') ? match : ""));
  try {
    return JSON.parse(plain);
  } catch {
    return null;
  }
}
