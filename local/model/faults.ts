import type { ServerResponse } from "node:http";
import { chunk, event } from "./stream.ts";

/** Test models that break the protocol. Each takes over the whole answer. */
export const FAULTS: Record<string, (response: ServerResponse) => void> = {
  /** Not one event that can be parsed. */
  "verne-demo-garbage": (response) => {
    begin(response);
    response.end("data: <<<%%% this is no JSON\n\n");
  },
  /** Text, then the connection breaks. */
  "verne-demo-half": (response) => {
    begin(response);
    response.write(event(chunk("verne-demo-half", { content: "I will now change the" })), () =>
      response.destroy(),
    );
  },
  /** Text, then silence until the client or the server closes. */
  "verne-demo-hangs": (response) => {
    begin(response);
    response.write(event(chunk("verne-demo-hangs", { content: "Let me think" })));
  },
  "verne-demo-401": (response) =>
    sendError(response, 401, "Incorrect API key provided.", "invalid_request_error", "invalid_api_key"),
  "verne-demo-429": (response) => {
    response.setHeader("retry-after-ms", "50");
    sendError(response, 429, "Rate limit reached.", "requests", "rate_limit_exceeded");
  },
};

function begin(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
}

/** An error body as OpenAI writes it. */
export function sendError(
  response: ServerResponse,
  status: number,
  message: string,
  type = "invalid_request_error",
  code: string | null = null,
): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify({ error: { message, type, param: null, code } }));
}
