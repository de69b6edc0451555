import { z } from "zod";

/** The parts of a streamed `GenerateContentResponse` that Verne reads. Other fields pass unread. */
const text = z.string().nullish().catch(null);
const count = z.int().nonnegative().nullish().catch(null);

const Part = z.looseObject({
  text,
  thought: z.boolean().nullish().catch(null),
  thoughtSignature: text,
  functionCall: z
    .object({
      id: text,
      name: text,
      args: z.unknown().optional(),
      /** Arguments in pieces, which Verne does not ask for. */
      partialArgs: z.unknown().optional(),
      willContinue: z.unknown().optional(),
    })
    .nullish(),
});
export type Part = z.infer<typeof Part>;

const Usage = z.object({
  promptTokenCount: count,
  toolUsePromptTokenCount: count,
  candidatesTokenCount: count,
  thoughtsTokenCount: count,
  cachedContentTokenCount: count,
});
export type Usage = z.infer<typeof Usage>;

export const Chunk = z.object({
  candidates: z
    .array(
      z.object({
        content: z
          .object({ parts: z.array(Part).nullish().catch(null) })
          .nullish()
          .catch(null),
        finishReason: text,
        finishMessage: text,
      }),
    )
    .nullish()
    .catch(null),
  promptFeedback: z.object({ blockReason: text, blockReasonMessage: text }).nullish().catch(null),
  usageMetadata: Usage.nullish().catch(null),
});
