import { z } from "zod";

const ShortText = z.string().max(1024);

/**
 * What `verne-tools context` prints. It comes out of a machine that runs foreign code, so every size is bounded here
 * again, whatever the tool promises.
 */
export const CheckoutSnapshot = z.object({
  version: z.literal(1),
  file_count: z.int().nonnegative(),
  truncated: z.boolean(),
  languages: z.array(z.object({ name: z.string().max(60), files: z.int().nonnegative() })).max(20),
  root_names: z.array(ShortText).max(500),
  ranked: z.array(z.object({ path: ShortText, score: z.number() })).max(100),
  test_files: z.array(ShortText).max(500),
  texts: z
    .record(ShortText, z.string().max(70_000))
    .refine((texts) => Object.keys(texts).length <= 40, "too many texts"),
  readme: z.string().max(4096).nullable(),
});
export type CheckoutSnapshot = z.infer<typeof CheckoutSnapshot>;
