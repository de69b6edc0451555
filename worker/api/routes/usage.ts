import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import { exportUsage, readUsageReport } from "../../account/usage.ts";
import { UsageReport } from "../../protocol/index.ts";
import type { Api } from "../context.ts";
import { failures, signedIn } from "../schema.ts";

/** A day that Postgres and JavaScript write alike. */
const Day = z.iso
  .date("must be a date like 2026-11-22")
  .refine((day) => day >= "2000-01-01" && day < "3000-01-01", "must be between 2000-01-01 and 2999-12-31")
  .optional();

const Query = z.object({
  from: Day.describe("First day (UTC); without it, 30 days"),
  to: Day.describe("Last day (UTC); without it, today"),
  format: z.enum(["json", "csv"]).default("json").describe("`csv`: the finest figures, one line each"),
});

export function usageRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/usage",
      summary: "What the caller's tasks spent on models",
      description:
        "At most 366 days. Where `unknown_cost_calls` is not 0, `cost_usd` is less than the true cost.",
      security: signedIn,
      request: { query: Query },
      responses: {
        200: {
          description: "The period's model calls, added up",
          content: { "application/json": { schema: UsageReport }, "text/csv": { schema: z.string() } },
        },
        ...failures,
      },
    }),
    async (c) => {
      const { format, ...asked } = c.req.valid("query");
      if (format === "json") return c.json(await readUsageReport(c.var.deps, c.var.caller, asked), 200);
      const { name, text } = await exportUsage(c.var.deps, c.var.caller, asked);
      return c.body(text, 200, {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="${name}"`,
      });
    },
  );
}
