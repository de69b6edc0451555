import { z } from "zod";

/** The parts of the Messages API's stream events that Verne reads. Other events and fields pass unread. */
const text = z.string().nullish().catch(null);
const count = z.int().nonnegative().nullish().catch(null);

const Usage = z.object({
  input_tokens: count,
  output_tokens: count,
  cache_read_input_tokens: count,
  cache_creation_input_tokens: count,
});
export type Usage = z.infer<typeof Usage>;

/** Loose: a thinking block is sent back with everything it has. */
const Block = z.looseObject({
  type: z.string(),
  id: text,
  name: text,
  text,
  thinking: text,
  signature: text,
  input: z.unknown().optional(),
});
export type Block = z.infer<typeof Block>;

const Delta = z.object({
  type: text,
  text,
  thinking: text,
  signature: text,
  partial_json: text,
  stop_reason: text,
  stop_details: z.object({ explanation: text }).nullish().catch(null),
});
export type Delta = z.infer<typeof Delta>;

export const Event = z.object({
  type: z.string(),
  index: count,
  message: z
    .object({ usage: Usage.nullish().catch(null) })
    .nullish()
    .catch(null),
  content_block: Block.nullish().catch(null),
  delta: Delta.nullish().catch(null),
  usage: Usage.nullish().catch(null),
});
