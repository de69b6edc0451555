import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import { ApiError, AuditEntry, AuditPage } from "../../protocol/index.ts";
import { type AuditQuery, readAudit } from "../../store/audit.ts";
import { AUDIT_FORMATS, headOf, linesOf, MEDIA_TYPE } from "../../store/audit-text.ts";
import type { UserClient } from "../../store/client.ts";
import { rolesIn } from "../../store/orgs.ts";
import { type Api, type ApiContext, rowsOf } from "../context.ts";
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

const ROWS_PER_CALL = 1_000;

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
      const { client, query } = await clientAndQuery(c, which);
      // One more than asked for tells whether there is another page.
      const found = await readAudit(client, query, cursor ? Number(cursor) : null, limit + 1);
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      return c.json({ items, next_cursor: last ? String(last.entry_id) : null }, 200);
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
      const { client, query } = await clientAndQuery(c, which);
      // The first page is read before the answer begins, so that a failure still has its status.
      const first = await readAudit(client, query, null, ROWS_PER_CALL);
      const lines = (entries: readonly AuditEntry[]) => linesOf(format, entries);
      return c.body(
        streamOf(headOf(format), first, lines, (before) => readAudit(client, query, before, ROWS_PER_CALL)),
        200,
        {
          "content-type": MEDIA_TYPE[format],
          "content-disposition": `attachment; filename="verne-audit-${new Date().toISOString().slice(0, 10)}.${format}"`,
          "cache-control": "no-store",
        },
      );
    },
  );
}

/** Throws `not_found` for an organisation that the caller is not in, `forbidden` for one that they are no owner or admin of. */
async function clientAndQuery(
  c: ApiContext,
  { org_id, from, to }: z.infer<typeof Which>,
): Promise<{ client: UserClient; query: AuditQuery }> {
  const client = rowsOf(c);
  if (org_id !== undefined) {
    const role = (await rolesIn(client, c.var.caller.userId, [org_id])).get(org_id);
    if (role === undefined) throw new ApiError("not_found", "no such organisation");
    if (role !== "owner" && role !== "admin")
      throw new ApiError("forbidden", "only owners and admins see what others did");
  }
  return { client, query: { orgId: org_id ?? null, from: from ?? null, to: to ?? null } };
}

/** Page after page, each read when the one before has been taken. */
function streamOf(
  head: string,
  first: readonly AuditEntry[],
  lines: (entries: readonly AuditEntry[]) => string,
  read: (before: number) => Promise<AuditEntry[]>,
): ReadableStream {
  const utf8 = new TextEncoder();
  let page = first;
  let text = head;
  return new ReadableStream({
    async pull(controller) {
      text += lines(page);
      controller.enqueue(utf8.encode(text));
      text = "";
      const last = page.length < ROWS_PER_CALL ? undefined : page.at(-1);
      if (!last) return controller.close();
      page = await read(last.entry_id);
    },
  });
}
