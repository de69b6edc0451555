import { z } from "zod";

/** The parts of the events of the Responses API that Verne reads. Other events and fields pass unread. */
const text = z.string().nullish().catch(null);
const count = z.int().nonnegative().nullish().catch(null);

/** Loose: a reasoning item is sent back with everything it has. */
const Item = z.looseObject({
  type: z.string(),
  name: text,
  call_id: text,
  arguments: text,
  input: text,
  status: text,
  phase: text,
  encrypted_content: text,
});
export type Item = z.infer<typeof Item>;

const Usage = z.object({
  input_tokens: count,
  output_tokens: count,
  input_tokens_details: z.object({ cached_tokens: count, cache_write_tokens: count }).nullish().catch(null),
});
export type Usage = z.infer<typeof Usage>;

const Response = z.object({
  status: text,
  error: z.unknown().optional(),
  incomplete_details: z.object({ reason: text }).nullish().catch(null),
  output: z.array(Item).nullish().catch(null),
  usage: Usage.nullish().catch(null),
});
export type Response = z.infer<typeof Response>;

export const Event = z.object({
  type: z.string(),
  output_index: count,
  delta: text,
  item: Item.nullish().catch(null),
  response: Response.nullish().catch(null),
});
export type Event = z.infer<typeof Event>;
