/** What a second reader finds in a change before its review. Remarks of a model: shown, and never a gate. */
import { z } from "zod";

export const MAX_READING_FINDINGS = 12;

/** What tests do not show. */
export const READING_KINDS = [
  /** The task asks for something else, or for more. */
  "wrong_reading",
  /** Tests assert less, or cannot fail. */
  "weakened_tests",
  /** An input, a state or a caller that the change forgets. */
  "missing_case",
  "security",
  "other",
] as const;

export const ReadingFinding = z.object({
  kind: z.enum(READING_KINDS),
  severity: z.enum(["high", "medium", "low"]),
  /** A file of the change; null where it is the change as a whole. */
  path: z.string().nullable(),
  /** In the new file; null where it is the file as a whole. */
  line: z.int().positive().nullable(),
  message: z.string(),
  /** What to do about it; empty if the reader had no idea. */
  suggestion: z.string(),
});
export type ReadingFinding = z.infer<typeof ReadingFinding>;

export const SecondReading = z.object({
  /** The tree that was read. */
  tree: z.string().nullable(),
  provider: z.string(),
  model: z.string(),
  /** The reader is another model than the one that made the change. */
  other_model: z.boolean(),
  /** Most serious first. */
  findings: z.array(ReadingFinding),
  /** The findings were given to the agent, once. */
  sent_back: z.boolean(),
  /** Null where the price is not known. */
  cost_usd: z.number().nullable(),
});
export type SecondReading = z.infer<typeof SecondReading>;

/** When a change is read a second time: `auto` where it costs little beside the task. */
export const SecondReader = z.enum(["auto", "always", "off"]);
export type SecondReader = z.infer<typeof SecondReader>;
