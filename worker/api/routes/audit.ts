import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import { AUDIT_FORMATS, exportAudit, readAuditPage } from "../../account/audit.ts";
import { AuditEntry, AuditPage } from "../../protocol/index.ts";
import type { Api } from "../context.ts";
import { failures, json, signedIn } from "../schema.ts";

const Which = z.object({
  org_id: z
    .uuid("must be the id of an organisation")
    .optional()
    .describe("Of this organisation, for its owners and admins; without it the caller's own"),
  from: z.iso.datetime().optional().describe("The first moment"),
  to: z.iso.datetime().optional().describe("The moment after the last"),
});
const Query = Which.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z
    .string()
    .regex(/^[1-9]\d{0,15}$/, "is not one of this list")
    .optional(),
});
const ExportQuery = Which.extend({ format: z.enum(AUDIT_FORMATS).default("csv") });

export function auditRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/audit",
      summary: "Who did what, the newest first",
      description:
        "Without `org_id`: what the caller did, and what became of their account, keys, tasks, memberships. An entry is never changed. Somebody whose account was removed has an id and no name.",
      security: signedIn,
      request: { query: Query },
      responses: { 200: json(AuditPage, "A page; go on with `next_cursor`"), ...failures },
    }),
    async (c) => {
      const { limit, cursor, ...which } = c.req.valid("query");
      return c.json(await readAuditPage(c.var.deps, c.var.caller, which, { limit, cursor }), 200);
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/audit/export",
      summary: "The same as a file, whole",
      security: signedIn,
      request: { query: ExportQuery },
      responses: {
        200: {
          description: "A line for each entry, the newest first",
          content: {
            "text/csv": { schema: z.string() },
            "application/x-ndjson": { schema: AuditEntry },
          },
        },
        ...failures,
      },
    }),
    async (c) => {
      const { format, ...which } = c.req.valid("query");
      const file = await exportAudit(c.var.deps, c.var.caller, which, format);
      return c.body(file.content, 200, {
        "content-type": file.mediaType,
        "content-disposition": `attachment; filename="${file.name}"`,
        "cache-control": "no-store",
      });
    },
  );
}
