import type { TestCommand } from "../../types.ts";
import { calledScript, calledScripts, type Scripts } from "./scripts.ts";
import { innerScript, scriptParts, type Word, withoutWrappers } from "./shell.ts";

const MAX_DEPTH = 5;

/** What a script without tests does: at most it prints or `ends`, or it also `lints`, or also `checks` types. */
export type Emptiness = "ends" | "lints" | "checks";

const SAYS: Record<Emptiness, string> = {
  ends: "runs nothing that tests",
  lints: "only lints",
  checks: "only checks types and form, and runs nothing",
};

/** Static checks of code style, which never run the code. */
const LINTER =
  /^(?:eslint|standard|xo|semistandard|biome|prettier|stylelint|tslint|oxlint|jshint|jscs|lint-staged|markdownlint(?:-cli2?)?|dprint|rome|commitlint|ls-lint|publint|knip|depcheck|ruff|flake8|black|isort|pylint|rubocop|shellcheck|golangci-lint|cspell|alex|remark|yamllint|secretlint|editorconfig-checker|ec|sort-package-json)$/;
/** Type and syntax checkers, with the arguments that limit them to checking; null means any arguments. */
const CHECKERS: readonly (readonly [program: RegExp, args: RegExp | null])[] = [
  [
    /^(?:tsc|vue-tsc|tsgo|svelte-check|glint|mypy|pyright|basedpyright|pyre|ty|attw|are-the-types-wrong)$/,
    null,
  ],
  [/^go$/, /^(?:vet|fmt|build|mod (?:verify|tidy))\b/],
  [
    /^(?:gofmt|goimports|staticcheck|rustfmt|phpstan|psalm|phpcs|php-cs-fixer|swiftlint|ktlint|detekt|hadolint|actionlint)$/,
    null,
  ],
  [/^cargo$/, /^(?:\+\S+ )?(?:check|clippy|fmt|build|deny|audit)\b/],
  [/^(?:deno|biome)$/, /^(?:check|lint|fmt)\b/],
  [/^(?:next|ng|nx|astro|expo|react-scripts|vue-cli-service)$/, /^(?:lint|check|typecheck)\b/],
  [/^(?:npm|pnpm|yarn)$/, /^audit\b/],
  [/^(?:node|nodejs)$/, /^(?:--check|-c)\b/],
  [
    /^python3?$/,
    /^-m (?:compileall|py_compile|mypy|pyright|flake8|pylint|ruff|black|isort|pyflakes|pycodestyle)\b/,
  ],
  [/^php$/, /^(?:-l|--syntax-check)\b/],
  [/^ruby$/, /^-c\b/],
  [/^(?:sh|bash|zsh)$/, /^-n\b/],
  [/^composer$/, /^(?:validate|audit|check-platform-reqs)\b/],
  [/^dotnet$/, /^(?:format|build)\b/],
  [/^(?:terraform|tofu)$/, /^(?:fmt|validate)\b/],
  [/^mix$/, /^(?:format|credo|dialyzer|compile)\b/],
];
const PRINTS =
  /^(?:echo|printf|true|false|:|exit|sleep|cd|pwd|set|export|clear|date|whoami|return|unset|wait|ls|cat|tee|head|tail|which|type|mkdir|touch)$/;
const STRING = /'[^'\n]*'|"[^"\n]*"|`[^`$\n]*`/g;
/** Code that only prints, exits or does nothing. */
const EMPTY_CODE =
  /\b(?:console\.(?:log|info|warn|error)|print|puts|process\.exit|sys\.exit|exit|quit|import sys|pass|undefined|void|true|false)\b|[\s;,()\d]/g;

/**
 * Classifies a script that tests nothing: it only prints, exits, or lints. Null when it may test something, which
 * includes everything that cannot be parsed.
 */
export function emptiness(script: string, scripts: Scripts = {}, depth = 0): Emptiness | null {
  const parts = scriptParts(script);
  if (!parts || depth > MAX_DEPTH) return null;
  let all: Emptiness = "ends";
  // After `cd`, a script name refers to another package.
  const from = parts.findIndex(({ words }) => words[0]?.text === "cd");
  for (const [index, { words }] of parts.entries()) {
    const one = emptyCommand(words, from !== -1 && index > from ? {} : scripts, depth);
    if (one === null) return null;
    if (one !== "ends") all = one;
  }
  return all;
}

/** Marks a command whose script tests nothing; `what` names the script. Null: the script is unknown. */
export function testsNothing(
  what: string,
  script: string | null,
  scripts: Scripts = {},
): Pick<TestCommand, "testsNothing"> {
  const kind = script === null ? null : emptiness(script, scripts);
  if (kind === null) return {};
  return { testsNothing: `${what} ${SAYS[kind]}` };
}

function emptyCommand(words: readonly Word[], scripts: Scripts, depth: number): Emptiness | null {
  const { command } = withoutWrappers(words);
  const [program = "", ...args] = command.map(({ text }) => text);
  const inner = innerScript(command);
  if (inner !== null) return emptiness(inner, scripts, depth + 1);
  const called = calledScript(command, scripts);
  if (called) return emptiness(scripts[called.name] ?? "", scripts, depth + 1);
  const several = calledScripts(command, scripts);
  if (several) {
    const each = several.names.map((name) => emptiness(scripts[name] ?? "", scripts, depth + 1));
    return each.includes(null) ? null : (each.find((kind) => kind !== "ends") ?? "ends");
  }
  if (command.length === 0 || PRINTS.test(program) || /^\w+=/.test(program)) return "ends";
  const name = program.replace(/^(?:\.\/)?node_modules\/\.bin\//, "");
  if (LINTER.test(name)) return "lints";
  if (CHECKERS.some(([known, rest]) => known.test(name) && (rest === null || rest.test(args.join(" ")))))
    return "checks";
  const asksVersion = args.length === 1 && /^(?:--version|-v|-V)$/.test(args[0] ?? "");
  return asksVersion || isEmptyCode(program, args) ? "ends" : null;
}

/** `node -e ""`, `python -c pass`. */
function isEmptyCode(program: string, args: readonly string[]): boolean {
  if (!/^(?:node|nodejs|bun|deno|python3?|ruby|php|perl)$/.test(program)) return false;
  const [flag = "", code = ""] = program === "deno" && args[0] === "eval" ? args : args;
  const asked = /^(?:-e|-p|-pe|-c|-r|--eval|--print|eval)$/.test(flag) || /^--(?:eval|print)=/.test(flag);
  const text = flag.includes("=") ? flag.slice(flag.indexOf("=") + 1) : code;
  return asked && text.replace(STRING, " ").replace(EMPTY_CODE, "") === "";
}
