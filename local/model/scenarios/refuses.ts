import type { Reply } from "../reply.ts";

/** Test model: declines every request, as OpenAI's models do it. */
export function refuse(): Reply {
  return { text: "", refusal: "I cannot help with that.", calls: [] };
}
