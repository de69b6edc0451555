import { failure } from "./errors.ts";
import type { StreamClock } from "./stream-clock.ts";

export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * A `fetch` for the SDK that reports progress to the clock, never follows a redirect (a checked base URL must not
 * lead elsewhere), and turns what is no event stream into one or into a `garbage` failure.
 */
export function guardedFetch(fetch: Fetch, clock: StreamClock, key: string | null, label: string): Fetch {
  return async (input, init) => {
    const headers = new Headers(init?.headers);
    if (key === null) headers.delete("authorization");
    const response = await fetch(input, { ...init, headers, redirect: "manual" });
    if (!response.ok || !response.body) return response;
    const type = response.headers.get("content-type")?.toLowerCase() ?? "";
    if (type.includes("html")) {
      const page = failure(
        "garbage",
        `${label} answered with a web page, not as a model. Check the base URL.`,
      );
      clock.end(page);
      throw page;
    }
    const body = response.body.pipeThrough(progress(clock));
    const streamed = new Response(body, { status: response.status, headers: response.headers });
    return type.includes("json") && wantsStream(init) ? asEventStream(streamed, label) : streamed;
  };
}

function progress(clock: StreamClock): TransformStream<Uint8Array, Uint8Array> {
  return new TransformStream({
    transform(bytes, controller) {
      clock.received(bytes.byteLength);
      controller.enqueue(bytes);
    },
  });
}

function wantsStream(init: RequestInit | undefined): boolean {
  return init?.method?.toUpperCase() === "POST";
}

/** One JSON body from a server that ignores `stream: true`, as a stream of one event. */
async function asEventStream(response: Response, label: string): Promise<Response> {
  const text = await response.text();
  let body: string;
  try {
    body = `data: ${JSON.stringify(JSON.parse(text))}\n\n`;
  } catch (cause) {
    throw failure("garbage", `${label} sent JSON that cannot be parsed.`, { cause });
  }
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}
