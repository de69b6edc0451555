import { calledScript, calledScripts, type Scripts } from "./scripts.ts";
import { commandText, innerScript, scriptParts, type Word, withoutWrappers } from "./shell.ts";

const MAX_DEPTH = 4;

/**
 * The commands of a script joined by `&&`, with calls of other scripts inlined. Null for anything more complex:
 * splitting it could change its meaning.
 */
export function expand(scripts: Scripts, name: string, depth: number): string[] | null {
  const chain = chainOf(scripts[name] ?? "");
  if (!chain) return null;
  // After `cd`, a script name refers to another package.
  const elsewhere = chain.findIndex(([first]) => first?.text === "cd");
  return chain.flatMap((words, index) => {
    const known = elsewhere !== -1 && index > elsewhere ? {} : scripts;
    return (depth < MAX_DEPTH ? expandCommand(words, known, depth) : null) ?? [commandText(words)];
  });
}

/** Inlines the script that a command calls; null for a command that calls none. */
function expandCommand(words: readonly Word[], scripts: Scripts, depth: number): string[] | null {
  const inner = innerScript(words);
  if (inner !== null) return chainOf(inner) && expand({ ...scripts, [inner]: inner }, inner, depth + 1);
  const several = calledScripts(words, scripts);
  const hooked = (name: string) => `pre${name}` in scripts || `post${name}` in scripts;
  if (several && !several.parallel && !several.names.some(hooked)) {
    const each = several.names.map((name) => expand(scripts, name, depth + 1));
    return each.every((commands) => commands !== null) ? each.flat() : null;
  }
  const { wrappers, command } = withoutWrappers(words);
  const called = calledScript(command, scripts);
  if (!called || hooked(called.name)) return null;
  const commands = expand(scripts, called.name, depth + 1);
  // Leading variables apply to one command only.
  if (!commands || (wrappers.length > 0 && commands.length !== 1)) return null;
  const last = commands.length - 1;
  return commands.map((text, index) =>
    [
      ...wrappers.map(({ raw }) => raw),
      text,
      ...(index === last ? called.args.map(({ raw }) => raw) : []),
    ].join(" "),
  );
}

/** Null when the script uses more than `&&`: pipes, alternatives, sequences, sub-shells, substitutions, variables. */
export function chainOf(whole: string): Word[][] | null {
  // Arguments are appended there anyway.
  const script = whole.replace(/\s+"\$@"\s*$/, "");
  const parts = scriptParts(script);
  if (!parts || parts.length === 0 || /[$`\n]/.test(script)) return null;
  const chained = parts.every(({ operator }, index) => operator === (index === parts.length - 1 ? "" : "&&"));
  return chained ? parts.map(({ words }) => words) : null;
}
