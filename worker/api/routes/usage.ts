import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import { fieldError, UsageReport } from "../../protocol/index.ts";
import { countOutcomes, readUsage } from "../../store/usage.ts";
import { boundsOf, usageCsv, usagePeriod, usageReport } from "../../store/usage-report.ts";
import { type Api, rowsOf } from "../context.ts";
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
      const answer = usagePeriod(asked, c.var.deps.now());
      if (!answer.ok) throw fieldError("invalid_request", answer.field, answer.reason);
      const { period } = answer;
      const { from, to } = boundsOf(period);
      const client = rowsOf(c);
      if (format === "json") {
        const [rows, outcomes] = await Promise.all([
          readUsage(client, from, to),
          countOutcomes(client, c.var.caller.userId, from, to),
        ]);
        return c.json(usageReport(period, rows, outcomes), 200);
      }
      const rows = await readUsage(client, from, to);
      return c.body(usageCsv(rows), 200, {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="verne-usage-${period.from}-${period.to}.csv"`,
      });
    },
  );
}
