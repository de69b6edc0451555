/** Whether a set-up command only repeats an install that ran. Pure. */
import type { DetectedCommand, DetectedCommands } from "../types.ts";
import { scriptParts } from "./rules/shell.ts";

/** Commands that change nothing for the ones after them. */
const IDLE =
  /^(?:echo|printf|true|:|pwd|date)$|^(?:node|npm|pnpm|yarn|bun|python3?|pip3?|uv|go|cargo) (?:-v|-V|--version|version)$/;
/** Options with which a package manager installs something else or somewhere else. */
const ELSEWHERE =
  /^(?:-g|--global|-C|-w|-W|-F|--(?:prefix|workspaces?|filter|cwd|dir|location|target)(?:=.*)?)$/;
/** Parts of pip's own tool chain that a recipe upgrades before it installs. */
const PIP_TOOLS = /^(?:pip|setuptools|wheel|build)$/;

/**
 * Whether every part of this command is an install that ran already, in the same folder. `succeeded`: those installs
 * worked, so that another spelling of one (`npm i` for `npm ci`) would do nothing new; one that failed is the same only
 * in the same words.
 */
export function repeatsInstall(
  command: DetectedCommand,
  commands: DetectedCommands,
  { succeeded, script }: { succeeded: boolean; script: string | null },
): boolean {
  const ran = [commands.install, ...(commands.packages ?? []).map(({ install }) => install)]
    .filter((install) => install !== null)
    .filter(({ dir = "" }) => dir === folderOf(command));
  const parts = scriptParts((script ?? command.display).replace(/^#!.*\n/, ""));
  if (parts === null) return false;
  const texts = parts.map(({ words }) => words.map(({ text }) => text));
  const working = texts.filter((words) => !isIdle(words));
  if (working.length === 0 || ran.length === 0) return false;
  return working.every((words) =>
    ran.some(
      (install) => words.join(" ") === install.display || (succeeded && isSame(words, install.display)),
    ),
  );
}

const folderOf = ({ dir = "" }: DetectedCommand): string => (dir === "." ? "" : dir);

function isIdle(words: readonly string[]): boolean {
  const [program = ""] = words;
  if (program === "set") return words.slice(1).every((word) => /^[-+][a-z]+$|^pipefail$/.test(word));
  return IDLE.test(program) || IDLE.test(words.join(" ")) || upgradesPip(words);
}

function upgradesPip(words: readonly string[]): boolean {
  const names = pipNames(words);
  return names !== null && names.length > 0 && names.every((name) => PIP_TOOLS.test(name));
}

function isSame(words: readonly string[], display: string): boolean {
  const shown = display.split(" ");
  const [asked, done] = [pipNames(words), pipNames(shown)];
  if (asked && done) return asked.every((name) => done.includes(name) || PIP_TOOLS.test(name));
  const family = managerOf(words);
  return family !== null && family === managerOf(shown);
}

/** What `pip install` is asked for, `-r file` and `-e path` as one; null for another command. */
function pipNames(words: readonly string[]): string[] | null {
  const plain = /^python3?$/.test(words[0] ?? "") && words[1] === "-m" ? words.slice(2) : words;
  const rest = plain[0] === "uv" ? plain.slice(1) : plain;
  if (!/^pip3?$/.test(rest[0] ?? "") || rest[1] !== "install") return null;
  const asked = rest.slice(2).filter((word) => !PIP_QUIET.test(word));
  return asked.flatMap((word, index) => {
    const option = PIP_PATH.exec(word);
    if (option) return [`-${(option[1] ?? option[2] ?? "").slice(0, 1)} ${asked[index + 1] ?? ""}`];
    return PIP_PATH.test(asked[index - 1] ?? "") ? [] : [word];
  });
}

/** Options of pip that do not change what is installed; any other one counts as something of its own. */
const PIP_QUIET =
  /^(?:-U|--upgrade|-q|--quiet|--no-cache-dir|--disable-pip-version-check|--no-input|--system)$/;
const PIP_PATH = /^(?:-(r|e)|--(requirement|editable))$/;

const MANAGERS: readonly [name: string, install: RegExp][] = [
  ["npm", /^npm (?:ci|i|install|clean-install|install-clean)$/],
  ["pnpm", /^pnpm (?:i|install)$/],
  ["yarn", /^yarn(?: install)?$/],
  ["bun", /^bun (?:i|install)$/],
  ["uv", /^uv sync$/],
  ["poetry", /^poetry install$/],
  ["pipenv", /^pipenv (?:sync|install)$/],
  ["bundle", /^bundle(?: install)?$/],
  ["composer", /^composer (?:i|install)$/],
  ["go", /^go mod download$/],
  ["cargo", /^cargo fetch$/],
  ["mix", /^mix deps\.get$/],
  ["dotnet", /^dotnet restore$/],
];

/** The package manager whose plain install this is; null for an install of named packages or of something else. */
function managerOf(words: readonly string[]): string | null {
  const [program = "", ...rest] = words[0] === "corepack" ? words.slice(1) : words;
  if (rest.some((word) => ELSEWHERE.test(word))) return null;
  const plain = [program, ...rest.filter((word) => !word.startsWith("-"))].join(" ");
  return MANAGERS.find(([, install]) => install.test(plain))?.[0] ?? null;
}
