import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import { installationMetrics } from "../../account/metrics.ts";
import { InstallationMetrics } from "../../protocol/index.ts";
import type { Api } from "../context.ts";
import { failures, json, signedIn } from "../schema.ts";

const MAX_HOURS = 24 * 92;

const Query = z.object({
  hours: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_HOURS)
    .default(24 * 7)
    .describe("How far back"),
});

export function adminRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/admin/metrics",
      summary: "What the installation did, for those whom ADMIN_LOGINS names",
      security: signedIn,
      request: { query: Query },
      responses: { 200: json(InstallationMetrics, "Of no single user or repository"), ...failures },
    }),
    async (c) => c.json(await installationMetrics(c.var.deps, c.var.caller, c.req.valid("query").hours), 200),
  );
}
