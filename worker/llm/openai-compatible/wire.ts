import { z } from "zod";

/**
 * The parts of a chat completion chunk that Verne reads, as the many "OpenAI-compatible" servers really send them:
 * fields missing, null, or of a slightly different shape. What cannot be understood reads as absent.
 */
const text = z.string().nullish().catch(null);
const count = z.int().nonnegative().nullish().catch(null);

const ToolDelta = z.object({
  index: count,
  id: text,
  function: z
    .object({
      name: text,
      /** A string by the standard; some servers send the parsed object. */
      arguments: z
        .union([z.string(), z.record(z.string(), z.unknown())])
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
  /** Gemini's endpoint puts the thought signature here and wants it back. */
  extra_content: z.unknown().optional(),
});
export type ToolDelta = z.infer<typeof ToolDelta>;

/** Mistral's thoughts are parts of their own, with parts in them. */
const ContentPart = z.object({
  type: text,
  text: text,
  refusal: text,
  thinking: z
    .union([z.string(), z.array(z.object({ text: text }).catch({ text: null }))])
    .nullish()
    .catch(null),
});
export type ContentPart = z.infer<typeof ContentPart>;
const NO_PART: ContentPart = { type: null, text: null, refusal: null, thinking: null };

const Delta = z.object({
  content: z
    .union([z.string(), z.array(ContentPart.catch(NO_PART))])
    .nullish()
    .catch(null),
  refusal: text,
  reasoning_content: text,
  reasoning: text,
  reasoning_details: z.array(z.unknown()).nullish().catch(null),
  tool_calls: z.array(ToolDelta).nullish().catch(null),
});
export type Delta = z.infer<typeof Delta>;

const Choice = z.object({
  index: count,
  delta: Delta.nullish().catch(null),
  /** A server that ignores `stream: true` answers with the whole message at once. */
  message: Delta.nullish().catch(null),
  finish_reason: text,
});

const Usage = z.object({
  prompt_tokens: count,
  completion_tokens: count,
  total_tokens: count,
  prompt_tokens_details: z.object({ cached_tokens: count, cache_write_tokens: count }).nullish().catch(null),
  prompt_cache_hit_tokens: count,
});
export type WireUsage = z.infer<typeof Usage>;

export const Chunk = z.object({
  object: text,
  message: text,
  code: z.union([z.string(), z.number()]).nullish().catch(null),
  choices: z.array(Choice).nullish().catch(null),
  usage: Usage.nullish().catch(null),
  x_groq: z
    .object({ usage: Usage.nullish().catch(null) })
    .nullish()
    .catch(null),
});
export type Chunk = z.infer<typeof Chunk>;
