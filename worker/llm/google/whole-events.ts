import type { Fetch } from "../transport.ts";

/**
 * Hands the SDK whole events only. Left alone it takes an error that comes without `data:` for one or not, depending on
 * where the network cuts it, and drops a last event without an empty line after it.
 */
export function fetchWholeEvents(fetch: Fetch): Fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const type = response.headers.get("content-type") ?? "";
    if (!response.ok || !response.body || !type.includes("event-stream")) return response;
    const body = response.body
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(wholeEvents())
      .pipeThrough(new TextEncoderStream());
    return new Response(body, { status: response.status, headers: response.headers });
  };
}

function wholeEvents(): TransformStream<string, string> {
  let pending = "";
  return new TransformStream({
    transform(text, controller) {
      pending += text;
      const end = lastEnd(pending);
      if (end === 0) return;
      controller.enqueue(pending.slice(0, end));
      pending = pending.slice(end);
    },
    flush(controller) {
      const rest = pending.trim().replace(/^data:\s*/, "");
      // What is cut in the middle says nothing; the reader notices that the answer has no end.
      if (rest !== "" && isJson(rest)) controller.enqueue(`data: ${rest}\n\n`);
    },
  });
}

/** Where the last whole event ends; 0 if there is none. */
function lastEnd(text: string): number {
  const ends = ["\n\n", "\r\r", "\r\n\r\n"].map((mark) => {
    const at = text.lastIndexOf(mark);
    return at === -1 ? 0 : at + mark.length;
  });
  return Math.max(...ends);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
