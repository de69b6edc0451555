import { SandboxFailure } from "../../sandbox/port.ts";
import { countLines } from "../edit/numbered.ts";
import type { AgentHost } from "../types.ts";

/** More than this of one result is not put into the conversation. What `read` shows at once is less. */
const MAX_CHARS = 48_000;
const HEAD_CHARS = 8_000;
const TAIL_CHARS = 8_000;
const MAX_KEPT_BYTES = 1024 * 1024;

const ID = /^[0-9a-f]{16}$/;

/**
 * What the conversation gets of a tool's result. A long one is cut to its beginning and end; all of it is kept in the
 * sandbox, beside the checkout, where `read_output` finds it. `full` is the whole result where `content` is a part.
 */
export async function shorten(
  host: AgentHost,
  { content, full }: { content: string; full?: string },
): Promise<string> {
  const whole = full ?? content;
  const shown = content.length > MAX_CHARS ? headAndTail(content, HEAD_CHARS, TAIL_CHARS) : content;
  if (shown.length >= whole.length) return shown;
  const id = await keep(host, whole);
  if (id === null) return shown;
  return `${shown}\n[all ${countLines(whole)} lines: read_output with id ${id}]`;
}

/** Beginning and end of a text, each at a line's end where one is near, with what is left out named between. */
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

/** The text of a kept output; null if there is none of this id (any more). */
export async function readKept(host: AgentHost, id: string): Promise<string | null> {
  if (!ID.test(id)) return null;
  try {
    return new TextDecoder().decode(await host.sandbox.read(pathOf(host, id), MAX_KEPT_BYTES));
  } catch (error) {
    if (error instanceof SandboxFailure && error.kind === "permanent") return null;
    throw error;
  }
}

/** The id, which is the text's own hash: the same output is kept once. Null if it cannot be kept. */
async function keep(host: AgentHost, text: string): Promise<string | null> {
  const bytes = new TextEncoder().encode(text).slice(0, MAX_KEPT_BYTES);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const id = Array.from(hash.slice(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
  try {
    await host.sandbox.write(pathOf(host, id), bytes);
    return id;
  } catch {
    // The part that is shown still serves. A sandbox that is gone is found out by the next call.
    host.signal.throwIfAborted();
    return null;
  }
}

const pathOf = (host: AgentHost, id: string): string => `${host.sandbox.root}/verne/outputs/${id}.txt`;
