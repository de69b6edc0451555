import type { Word } from "./shell.ts";

export type Scripts = Readonly<Record<string, string>>;

const VERBS = /^(?:run|run-script|rum|urn)$/;

/** Options that select another package. */
const ELSEWHERE =
  /^(?:-w|-ws|-C|-F|-r|--(?:workspaces?|include-workspace-root|prefix|filter|recursive|cwd|dir)(?:=.*)?)$/;

/**
 * The package.json script that a command calls, and the arguments it forwards; null when it calls none. `bun test` and
 * `npm install` never do, whatever scripts exist.
 */
export function calledScript(
  words: readonly Word[],
  scripts: Scripts,
): { name: string; args: Word[] } | null {
  const [tool = "", ...rest] = words.map(({ text }) => text);
  if (!/^(?:npm|pnpm|yarn|bun)$/.test(tool) || rest.some((text) => ELSEWHERE.test(text))) return null;
  let at = 0;
  const flags = () => {
    while (/^(?:-s|--silent|--if-present|-q|--quiet|--loglevel=\w+)$/.test(rest[at] ?? "")) at += 1;
  };
  flags();
  const spelled = VERBS.test(rest[at] ?? "");
  if (spelled) at += 1;
  flags();
  const word = rest[at] ?? "";
  const name = tool === "npm" && !spelled && /^(?:t|tst)$/.test(word) ? "test" : word;
  const short = tool === "npm" || tool === "bun" ? name === "test" && tool === "npm" : true;
  if (!(spelled || short) || scripts[name] === undefined || /^(?:install|ci|add|exec|dlx)$/.test(name))
    return null;
  const after = words.slice(at + 2);
  const args = after[0]?.text === "--" ? after.slice(1) : after;
  return { name, args };
}

/** The scripts that `run-s a b` and `npm-run-all a b` call, in order; null for any other command. */
export function calledScripts(
  words: readonly Word[],
  scripts: Scripts,
): { names: string[]; parallel: boolean } | null {
  const [tool = "", ...rest] = words.map(({ text }) => text);
  if (!/^(?:run-s|run-p|npm-run-all2?)$/.test(tool)) return null;
  if (rest.some((text) => /^(?:-r|--race|--)$/.test(text) || /[{}]/.test(text))) return null;
  const parallel = tool === "run-p" || rest.some((text) => /^(?:-p|--parallel)$/.test(text));
  const wanted = rest.filter((text) => !text.startsWith("-"));
  const names = wanted.flatMap((pattern) =>
    pattern.includes("*") ? Object.keys(scripts).filter((name) => fits(name, pattern)) : [pattern],
  );
  return names.length > 0 && names.every((name) => scripts[name] !== undefined) ? { names, parallel } : null;
}

/** Matches like npm-run-all: `*` within a part between colons, `**` across parts. */
function fits(name: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replace(/\*\*?/g, (stars) => (stars === "**" ? ".*" : "[^:]*"));
  return new RegExp(`^${source}$`).test(name);
}
