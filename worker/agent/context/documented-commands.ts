/**
 * Commands that AGENTS.md, CLAUDE.md or CONTRIBUTING name in words for people: proposals for what no rule finds. The
 * file is the repository's, so that each is only shown, and counts once a person approves the plan that shows it. Pure.
 */
import type { CommandKind } from "../../protocol/index.ts";
import type { ProjectGuidance } from "../types.ts";
import { type NamedCommand, namedCommands } from "./markdown-commands.ts";

export interface DocumentedCommands {
  install?: Documented<string>;
  test?: Documented<string>;
  lint?: Documented<string>;
  setup?: Documented<string[]>;
}

interface Documented<T> {
  command: T;
  /** Path of the file. */
  source: string;
}

const MAX_CHARS = 300;
const MAX_SETUP = 5;

/** Files for all of the repository first; of those in folders each command runs there. */
export function documentedCommands(guidance: readonly ProjectGuidance[]): DocumentedCommands {
  const found: DocumentedCommands = {};
  const files = [...guidance].sort((a, b) => Number(a.scope !== "") - Number(b.scope !== ""));
  for (const { path, scope, text } of files) {
    const named = namedCommands(text).flatMap((one) => {
      const kind = kindOf(one);
      return kind === null ? [] : [{ ...one, kind }];
    });
    const within = (command: string) => (scope === "" ? command : `cd ${quoted(scope)} && ${command}`);
    for (const kind of ["install", "test", "lint"] as const) {
      const [best] = named.filter((one) => one.kind === kind).sort((a, b) => rank(a) - rank(b));
      if (best) found[kind] ??= { command: within(best.command), source: path };
    }
    const setup = [...new Set(named.filter(({ kind }) => kind === "setup").map(({ command }) => command))];
    if (setup.length > 0) found.setup ??= { command: setup.slice(0, MAX_SETUP).map(within), source: path };
  }
  return found;
}

const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** What begins a command; anything else in code is a name, a file or a value. */
const PROGRAM =
  /^(?:[A-Z_][A-Z0-9_]*=\S* +)*(?:npm|npx|pnpm|pnpx|yarn|bunx?|deno|node|corepack|make|just|task|cargo|go|gotestsum|python3?|pip3?|uvx?|poetry|pdm|hatch|pipenv|tox|nox|pytest|ruff|flake8|mypy|black|pylint|pre-commit|eslint|biome|prettier|vitest|jest|mocha|ava|tsc|turbo|nx|lerna|moon|rush|grunt|gulp|bundle|rake|rspec|rubocop|ruby|gem|composer|php|phpunit|gradle|mvn|dotnet|mix|elixir|swift|bazel|bazelisk|buck2|ctest|cmake|meson|ninja|zig|stack|cabal|sbt|lein|bash|sh|curl|wget|cp|docker|docker-compose|golangci-lint|(?:\.{1,2}\/)?(?:[\w.-]+\/)*(?:gradlew|mvnw)|\.\/[\w./-]+|(?:bin|scripts?|tools|vendor\/bin)\/[\w./-]+)(?= |$)/;
/** A form to be filled in, an example, or what does not end by itself. */
const NO_COMMAND =
  /<[^>]+>|\[[a-z][\w -]*\]|(?<!\/)\.\.\.|…|\bpath\/to\b|\{\w+\}|\bYOUR_|--watch\b|:watch\b|\b(?:dev|serve|start)$/i;
/** Programs that check nothing. */
const ONLY_SETUP = /^(?:curl|wget|cp|docker|docker-compose)\b/;
const NOT_WANTED = /\b(?:never|don['’]?t|do not|avoid|instead of|deprecated|not run|must not)\b/i;

const IS_TEST =
  /\b(?:tests?|pytest|vitest|jest|mocha|ava|rspec|phpunit|tox|nox|ctest|gotestsum|nextest|unittest|verify)\b|\btest:/i;
const IS_LINT =
  /\b(?:lint|eslint|ruff|flake8|clippy|rubocop|golangci-lint|biome|pylint|vet|checkstyle|pre-commit|format|fmt|prettier|black|type-?check|mypy|tsc)\b/i;
const IS_INSTALL =
  /^(?:npm (?:ci|i|install)|pnpm (?:i|install)|yarn(?: install)?$|bun (?:i|install)|pip3? install|python3? -m pip install|uv (?:sync|pip install)|poetry install|pdm install|pipenv install|bundle install|composer install|go mod download|cargo fetch|mix deps\.get|dotnet restore|make (?:install|deps)|just (?:install|deps))\b|^yarn$/;
const SAYS: Record<CommandKind, RegExp> = {
  test: /\btest(?:s|ing|ed)?\b|\bspecs?\b/,
  lint: /\blint(?:er|ing|s)?\b|\bstatic analysis\b|\bcode style\b/,
  install: /\binstall(?:s|ing|ation)?\b|\bdependenc(?:y|ies)\b/,
  setup:
    /\bset[- ]?ups?\b|\bsetting up\b|\bbootstrap(?:s|ping)?\b|\bprepar(?:e|es|ing|ation)\b|\bgetting started\b|\bprerequisites?\b|\bfirst\b|\bbefore (?:running |the )?tests?\b|\bgenerat(?:e|es|ed)\b|\bcode ?gen\b/,
};

/** What a command is for: by its own words, else by those of its line, else by the heading. Null where nothing says. */
function kindOf({ command, label, headings }: NamedCommand): CommandKind | null {
  if (command.length > MAX_CHARS || !PROGRAM.test(command)) return null;
  if (NO_COMMAND.test(command) || NOT_WANTED.test(label)) return null;
  if (IS_INSTALL.test(command)) return "install";
  if (IS_TEST.test(command)) return "test";
  if (IS_LINT.test(command)) return "lint";
  const said = (text: string) =>
    (["test", "lint", "setup", "install"] as const).find((kind) => SAYS[kind].test(text));
  const heading = headings.slice(headings.lastIndexOf(" / ") + 1);
  const kind = said(label) ?? said(heading) ?? null;
  // What a file says of installing besides a package manager is set-up.
  if (kind === "install") return "setup";
  return kind !== "setup" && ONLY_SETUP.test(command) ? null : kind;
}

/** A whole suite before a choice of tests, a command by itself before a longer one. */
function rank({ command, label, kind }: NamedCommand & { kind: CommandKind }): number {
  const chosen =
    /\.(?:[cm]?[jt]sx?|py|rb|go|rs|php)\b|::| (?:-k|-t|-run|--grep|--filter|--test-name-pattern|-p)[ =]|:(?:e2e|watch|unit|integration|coverage|update)\b/;
  const narrow =
    chosen.test(command) ||
    /\b(?:single|one|specific|particular|e2e|end-to-end|browser|coverage|only)\b/.test(label);
  const fixes =
    kind === "lint" && /--fix|--write|\b(?:format|fmt|prettier|black|tsc|mypy|type-?check)\b/.test(command);
  return (narrow ? 2 : 0) + (fixes ? 1 : 0);
}
