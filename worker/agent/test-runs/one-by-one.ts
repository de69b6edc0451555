/**
 * Installing packages one by one, after a list of them could not be installed at once: a single one that is broken does
 * not lose the others. Package managers that resolve a manifest or a lock file as a whole cannot be asked like that.
 */
import type { DetectedCommand } from "../types.ts";
import { type ScriptPart, scriptParts } from "./rules/shell.ts";

type Argv = DetectedCommand["argv"];

const MARK = "not installed: ";
const MAX_NAMED = 20;

/** What programs that add packages are called with before the list of them. */
const VERBS =
  /^(?:(?:apt|apt-get|dnf|yum|microdnf|brew|gem|cpanm|pip3?|pipx|npm|pnpm|python3? -m pip|uv pip|uv tool|cargo|go) install|(?:npm|pnpm) (?:i|add)|(?:npm|pnpm) (?:-g|--global) (?:i|install|add)|(?:apk|yarn|yarn global|bun|uv) add|bun (?:i|install)|composer (?:global )?require)$/;
/** Options without a value of their own. */
const FLAG =
  /^(?:-y|-yq|-yqq|-q|-qq|-g|-D|-U|-E|-N|-f|--?[\w-]+=.*|--(?:yes|assume-yes|quiet|silent|no-install-recommends|global|dev|save-dev|no-save|no-audit|no-fund|upgrade|user|no-cache-dir|no-cache|no-deps|pre|no-document|locked|force|legacy-peer-deps|disable-pip-version-check|no-input|no-progress|break-system-packages))$/;
/** Options whose value is what is to be installed. */
const UNIT_OPTION = /^(?:-r|-e|--requirement|--editable)$/;

/** The script with each list of packages taken apart; null where it has none, or cannot be read. Pure. */
export function oneByOne(script: string): string | null {
  const parts = scriptParts(script);
  if (!parts) return null;
  const taken = parts.map(takenApart);
  if (taken.every((part) => part === null)) return null;
  return parts
    .map(({ words, operator }, index) => {
      const text = taken[index] ?? words.map(({ raw }) => raw).join(" ");
      return operator === "" ? text : `${text} ${operator}${operator === "\n" ? "" : " "}`;
    })
    .join("");
}

function takenApart({ words }: ScriptPart): string | null {
  const raw = words.map((word) => word.raw);
  // Redirections and variables, other than in quotes.
  if (raw.some((word) => /[<>$]/.test(word.replace(/'[^']*'|"[^"$]*"/g, "")))) return null;
  const from = raw[0] === "sudo" ? 1 : 0;
  const end = [4, 3, 2].map((count) => from + count).find((at) => VERBS.test(raw.slice(from, at).join(" ")));
  if (end === undefined) return null;
  const flags: string[] = [];
  const units: string[] = [];
  for (let at = end; at < raw.length; at += 1) {
    const word = raw[at] ?? "";
    if (UNIT_OPTION.test(word)) units.push(`${word} ${raw[++at] ?? ""}`);
    else if (FLAG.test(word)) flags.push(word);
    else if (word.startsWith("-")) return null;
    else units.push(word);
  }
  if (units.length < 2) return null;
  const start = [...raw.slice(0, end), ...flags].join(" ");
  const each = units.map((unit) => `${start} ${unit} && ok=1 || printf '%s\\n' ${quotedMark(unit)}`);
  return `{ ok=; ${each.join("; ")}; [ -n "$ok" ]; }`;
}

const quotedMark = (unit: string): string => `'${MARK}${unit.replace(/['"\\]/g, "")}'`;

/** How the command runs one by one; null where it installs no list. Pure. */
export function singlyArgv({ argv, display }: Pick<DetectedCommand, "argv" | "display">): Argv | null {
  const script = oneByOne(display);
  if (script === null) return null;
  const last = argv.at(-1) ?? "";
  // An argv without a shell is shown as its words.
  if (!last.endsWith(display)) return argv.join(" ") === display ? ["sh", "-c", script] : null;
  const [program, ...rest] = argv;
  return [program, ...rest.slice(0, -1), last.slice(0, -display.length) + script];
}

/** The packages that a run one by one names as missing. Pure. */
export const notInstalled = (output: string): string[] =>
  output
    .split(/\r?\n/)
    .flatMap((line) => (line.startsWith(MARK) ? [line.slice(MARK.length).trim()] : []))
    .slice(0, MAX_NAMED);

/**
 * For pip: halves the list of requirements until those that fail are alone. Arguments: the target option or nothing,
 * then what pip is asked for. Options and constraints of requirements files hold for each.
 */
export const PIP_ONE_BY_ONE = `
import os, re, subprocess, sys, tempfile
options, wanted, seen = [], [], set()
def beside(folder, name):
    return name if "://" in name else os.path.abspath(os.path.join(folder, name))
def read(path):
    if path in seen: return
    seen.add(path)
    try:
        text = open(path, encoding="utf-8-sig", errors="replace").read()
    except OSError:
        return wanted.append("-r " + path)
    for line in re.sub(r"\\\\\\r?\\n", " ", text).splitlines():
        line = re.sub(r"(^|\\s)#.*$", "", line).strip()
        nested = re.match(r"(?:-r|--requirement)[ =]*(.+)$", line)
        bound = re.match(r"(?:-c|--constraint)[ =]*(.+)$", line)
        if nested: read(beside(os.path.dirname(path), nested.group(1).strip()))
        elif bound: options.append("-c " + beside(os.path.dirname(path), bound.group(1).strip()))
        elif re.match(r"(?:-e|--editable)\\b", line) or (line and not line.startswith("-")): wanted.append(line)
        elif line: options.append(line)
target, items = sys.argv[1], sys.argv[2:]
while items:
    item = items.pop(0)
    if item == "-r": read(os.path.abspath(items.pop(0)))
    else: wanted.append(item)
left = 16 + 4 * len(wanted).bit_length()
def install(lines):
    with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False, encoding="utf-8") as file:
        file.write("\\n".join([*options, *lines]) + "\\n")
    pip = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    try: return subprocess.call([*pip, *([target] if target else []), "-r", file.name]) == 0
    finally: os.unlink(file.name)
def broken(lines):
    global left
    if not lines or (left > 0 and install(lines)): return []
    left -= 1
    if len(lines) == 1 or left <= 0: return lines
    half = len(lines) // 2
    return broken(lines[:half]) + broken(lines[half:])
half = len(wanted) // 2
for line in broken(wanted[:half]) + broken(wanted[half:]): print("${MARK}" + line.split(" --hash")[0], flush=True)
`;
