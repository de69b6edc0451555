import type { Exchange, Scene } from "./conversation.ts";

export type FileView =
  | { state: "unread" }
  /** The tool answered, but not with the file. */
  | { state: "unavailable"; reason: string }
  | { state: "read"; lines: string[] };

/** What the conversation knows about a file through the last `read` of it in this round. */
export function viewFile(scene: Scene, path: string): FileView {
  const exchange = scene.exchanges.findLast(({ tool, args }) => tool === "read" && args.path === path);
  if (!exchange) return { state: "unread" };
  const lines = numberedLines(exchange.result);
  if (lines) return { state: "read", lines };
  if (failed(exchange)) return { state: "unavailable", reason: firstSentence(exchange.result) };
  return { state: "read", lines: exchange.result.split("\n") };
}

/** The last call in this round that changed, or tried to change, the file. */
export function lastChange(scene: Scene, path: string): { ok: boolean; reason: string } | null {
  const exchange = scene.exchanges.findLast(
    ({ tool, args }) => (tool === "edit" || tool === "write") && args.path === path,
  );
  return exchange ? { ok: !failed(exchange), reason: firstSentence(exchange.result) } : null;
}

const REFUSAL =
  /^\W*(error|failed|failure|refused|invalid|cannot|unknown)\b|not found|no such file|does not exist|outside the (approved )?plan|not in the (approved )?plan/i;

/** True if the tool's answer reads as a refusal or an error. Quoted file content does not count. */
export function failed({ result }: Exchange): boolean {
  const own = result
    .split("\n")
    .filter((line) => !NUMBERED.test(line))
    .join("\n");
  return /nothing was (written|changed)/i.test(own) || REFUSAL.test(own.slice(0, 400));
}

/** `   12| text`: how files are shown to models. */
const NUMBERED = /^\s*(\d+)[|:\t→](.*)$/;

/**
 * The file's own lines out of a listing with line numbers (`  12| text`), or null if the text has none. Lines around
 * the listing are left out.
 */
function numberedLines(result: string): string[] | null {
  const found = result.split("\n").flatMap((line) => {
    const match = NUMBERED.exec(line);
    return match ? [{ number: Number(match[1]), rest: match[2] ?? "" }] : [];
  });
  const first = found[0];
  if (!first || found.some(({ number }, index) => number !== first.number + index)) return null;
  // "12| text" or "12|text": code has a line that starts in the first column, which tells the two apart.
  const spaced = found.every(({ rest }) => rest === "" || rest.startsWith(" "));
  return found.map(({ rest }) => (spaced ? rest.slice(1) : rest));
}

/** The first sentence of a text, for quoting. */
function firstSentence(text: string): string {
  const line = text.trim().split(/\n|(?<=\.)\s/)[0] ?? "";
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
