/** Where in a prompt a completion is asked for. Pure. */
export interface Trigger {
  kind: "file" | "command";
  /** Position of the `@` or `/`. */
  start: number;
  /** What is typed after it, up to the caret. */
  query: string;
}

/** `@` begins a word; what follows is a part of a path. */
const FILE = /(?:^|[\s(["'`])@([^\s@]*)$/;
/** `/` begins a line; a path that begins with one has a second slash or a dot soon. */
const COMMAND = /(?:^|\n)\/([a-z]*)$/;

/** The completion that the text before the caret asks for, or null. */
export function triggerAt(text: string, caret: number): Trigger | null {
  const before = text.slice(0, caret);
  const found = FILE.exec(before);
  if (found) return of("file", caret, found[1] ?? "");
  const command = COMMAND.exec(before);
  return command ? of("command", caret, command[1] ?? "") : null;
}

const of = (kind: Trigger["kind"], caret: number, query: string): Trigger => ({
  kind,
  start: caret - query.length - 1,
  query,
});
