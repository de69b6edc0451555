import { z } from "zod";

/** What is counted in a month: tasks begun, minutes that steps worked, and the known prices of model calls. */
export const QuotaKind = z.enum(["tasks", "minutes", "usd"]);
export type QuotaKind = z.infer<typeof QuotaKind>;
export const QUOTA_KINDS = QuotaKind.options;

export const Amounts = z.object({ tasks: z.int(), minutes: z.number(), usd: z.number() });
export type Amounts = z.infer<typeof Amounts>;

/** One limit of the month, and how much of it is used up. */
export const QuotaUse = z.object({
  /** Null: of the caller alone. */
  org: z.object({ org_id: z.uuid(), name: z.string() }).nullable(),
  kind: QuotaKind,
  limit: z.number(),
  used: z.number(),
  /** The first moment of the next month (UTC). */
  resets_at: z.iso.datetime(),
});
export type QuotaUse = z.infer<typeof QuotaUse>;
