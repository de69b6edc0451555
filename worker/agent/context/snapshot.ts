import { z } from "zod";

const ShortText = z.string().max(1024);
const Texts = z
  .record(ShortText, z.string().max(70_000))
  .refine((texts) => Object.keys(texts).length <= 80, "too many texts");

/**
 * The output of `verne-tools context`. It comes from a sandbox that runs untrusted code, so every size is limited here
 * again.
 */
export const CheckoutSnapshot = z.object({
  version: z.literal(1),
  file_count: z.int().nonnegative(),
  truncated: z.boolean(),
  languages: z.array(z.object({ name: z.string().max(60), files: z.int().nonnegative() })).max(20),
  root_names: z.array(ShortText).max(500),
  ranked: z
    .array(
      z.object({
        path: ShortText,
        score: z.number(),
        symbols: z
          .array(z.object({ name: z.string().max(200), kind: z.string().max(20), line: z.int().positive() }))
          .max(10)
          .default([]),
      }),
    )
    .max(100),
  test_files: z.array(ShortText).max(500),
  manifests: z
    .array(z.object({ path: ShortText, object: z.string().max(64).nullable() }))
    .max(500)
    .optional(),
  texts: Texts,
  readme: z.string().max(16_384).nullable(),
  guidance: z
    .array(
      z.object({ path: ShortText, scope: ShortText, text: z.string().max(20_000), truncated: z.boolean() }),
    )
    .max(20)
    .optional(),
  setup_files: z
    .array(z.object({ path: ShortText, text: z.string().max(40_000) }))
    .max(40)
    .optional(),
});
export type CheckoutSnapshot = z.infer<typeof CheckoutSnapshot>;
