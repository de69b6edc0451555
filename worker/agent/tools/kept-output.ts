import { SandboxFailure } from "../../sandbox/port.ts";
import { countLines } from "../edit/numbered.ts";
import type { AgentHost } from "../types.ts";

/** Size limit of one result in the conversation. `read` shows less at once. */
const MAX_CHARS = 48_000;
const HEAD_CHARS = 8_000;
const TAIL_CHARS = 8_000;
const MAX_KEPT_BYTES = 1024 * 1024;

const ID = /^[0-9a-f]{16}$/;

/**
 * Shortens a tool's result for the conversation to its beginning and end; the whole is stored in the sandbox, beside
 * the checkout, for `read_output`. `full` is the whole result when `content` is a part.
 */
export async function shorten(
  host: AgentHost,
  { content, full }: { content: string; full?: string },
): Promise<string> {
  const whole = full ?? content;
  const shown = content.length > MAX_CHARS ? headAndTail(content, HEAD_CHARS, TAIL_CHARS) : content;
  if (shown.length >= whole.length) return shown;
  const id = await storeOutput(host, whole);
  if (id === null) return shown;
  return `${shown}\n[all ${countLines(whole)} lines: read_output with id ${id}]`;
}

/** Beginning and end of a text, cut at line ends if possible, with a note about the omitted part. */
export function headAndTail(text: string, headChars: number, tailChars: number): string {
  if (text.length <= headChars + tailChars) return text;
  const headEnd = text.lastIndexOf("\n", headChars);
  const tailStart = text.indexOf("\n", text.length - tailChars);
  const head = text.slice(0, headEnd > headChars / 2 ? headEnd : headChars);
  const tail = text.slice(
    tailStart >= 0 && tailStart < text.length - tailChars / 2 ? tailStart + 1 : text.length - tailChars,
  );
  return `${head}\n[${text.length - head.length - tail.length} characters left out]\n${tail}`;
}

/** The text of a stored output; null if there is none with this id. */
export async function readKept(host: AgentHost, id: string): Promise<string | null> {
  if (!ID.test(id)) return null;
  try {
    return new TextDecoder().decode(await host.sandbox.read(pathOf(host, id), MAX_KEPT_BYTES));
  } catch (error) {
    if (error instanceof SandboxFailure && error.kind === "permanent") return null;
    throw error;
  }
}

/**
 * Stores a text under its hash, so that equal outputs are stored once. Returns the id, or null if it cannot be stored.
 */
export async function storeOutput(host: AgentHost, text: string): Promise<string | null> {
  const bytes = new TextEncoder().encode(text).slice(0, MAX_KEPT_BYTES);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const id = Array.from(hash.slice(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
  try {
    await host.sandbox.write(pathOf(host, id), bytes);
    return id;
  } catch {
    // The shown part is still useful. The next call reports a lost sandbox.
    host.signal.throwIfAborted();
    return null;
  }
}

const pathOf = (host: AgentHost, id: string): string => `${host.sandbox.root}/verne/outputs/${id}.txt`;
