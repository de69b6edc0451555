import { runnerOf } from "./node-runners.ts";
import { calledScript, calledScripts, type Scripts } from "./scripts.ts";
import {
  commandText,
  innerScript,
  type ScriptPart,
  scriptParts,
  type Word,
  withoutWrappers,
} from "./shell.ts";

const MAX_DEPTH = 4;

/**
 * The commands of a script in sequence, to be joined by `&&`, with calls of other scripts inlined. After a `;` the next
 * command runs whatever became of the one before, so that one is made to succeed, unless it is a test runner, whose
 * failure counts. Null for anything more complex: splitting it could change its meaning.
 */
export function expand(scripts: Scripts, name: string, depth: number): string[] | null {
  const chain = sequenceOf(scripts[name] ?? "");
  if (!chain) return null;
  // After `cd`, a script name refers to another package.
  const elsewhere = chain.findIndex(({ words }) => words[0]?.text === "cd");
  const commands = chain.flatMap(({ words, operator }, index) => {
    const known = elsewhere !== -1 && index > elsewhere ? {} : scripts;
    const each = (depth < MAX_DEPTH ? expandCommand(words, known, depth) : null) ?? [commandText(words)];
    if (operator !== ";") return each;
    return each.some((text) => runnerOf(text)) ? each : [`${commandText(words)} || :`];
  });
  // The status of a sequence is that of its last command, whatever the others tested.
  const open = chain.some(({ operator }) => operator === ";") && runnerOf(commands.at(-1) ?? "") === null;
  return open ? null : commands;
}

/** Inlines the script that a command calls; null for a command that calls none. */
function expandCommand(words: readonly Word[], scripts: Scripts, depth: number): string[] | null {
  const inner = innerScript(words);
  if (inner !== null) return sequenceOf(inner) && expand({ ...scripts, [inner]: inner }, inner, depth + 1);
  const several = calledScripts(words, scripts);
  const hooked = (name: string) => `pre${name}` in scripts || `post${name}` in scripts;
  if (several && !several.names.some(hooked)) {
    const each = several.names.map((name) => expand(scripts, name, depth + 1));
    const commands = each.every((part) => part !== null) ? each.flat() : null;
    // What runs side by side may wait for each other (a server); test runners end by themselves.
    return several.parallel && !commands?.every((text) => runnerOf(text)) ? null : commands;
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
export function chainOf(script: string): Word[][] | null {
  const parts = sequenceOf(script);
  return parts?.every(({ operator }) => operator !== ";") ? parts.map(({ words }) => words) : null;
}

/** The same with `;` between commands. */
function sequenceOf(whole: string): ScriptPart[] | null {
  // Arguments are appended there anyway.
  const script = whole.replace(/\s+"\$@"\s*$/, "");
  const parts = scriptParts(script);
  if (!parts || parts.length === 0 || /[$`\n]/.test(script)) return null;
  const last = parts.length - 1;
  const joined = parts.every(({ operator }, index) =>
    index === last ? operator === "" || operator === ";" : operator === "&&" || operator === ";",
  );
  return joined ? parts.map((part, index) => (index === last ? { ...part, operator: "" } : part)) : null;
}
