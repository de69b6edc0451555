/** The audit log: a user's own entries, or those of an organisation for its owners and admins. */
import { databaseOf } from "../access/database.ts";
import type { User } from "../access/principal.ts";
import { ApiError, type AuditEntry, type AuditPage } from "../protocol/index.ts";
import { type AuditQuery, readAudit } from "../store/audit.ts";
import { type AuditFormat, headOf, linesOf, MEDIA_TYPE } from "../store/audit-text.ts";
import type { UserClient } from "../store/client.ts";
import { rolesIn } from "../store/orgs.ts";
import type { TaskDeps } from "../tasks/deps.ts";
import { noSuch } from "./row-id.ts";

export { AUDIT_FORMATS } from "../store/audit-text.ts";

/** Without an organisation the user's own. ISO times: the first moment, and the one after the last. */
export interface AuditSelection {
  org_id?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

const ROWS_PER_CALL = 1_000;

/** A page, the newest first. `cursor` is the `next_cursor` of the page before. */
export async function readAuditPage(
  deps: TaskDeps,
  user: User,
  which: AuditSelection,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<AuditPage> {
  const { client, query } = await clientAndQuery(deps, user, which);
  // One more than asked for tells whether there is another page.
  const found = await readAudit(client, query, cursor ? Number(cursor) : null, limit + 1);
  const items = found.slice(0, limit);
  const last = found.length > limit ? items.at(-1) : undefined;
  return { items, next_cursor: last ? String(last.entry_id) : null };
}

export interface AuditFile {
  name: string;
  mediaType: string;
  content: ReadableStream<Uint8Array>;
}

/** All of it as a file. The first page is read before it answers, so that a failure is thrown. */
export async function exportAudit(
  deps: TaskDeps,
  user: User,
  which: AuditSelection,
  format: AuditFormat,
): Promise<AuditFile> {
  const { client, query } = await clientAndQuery(deps, user, which);
  const read = (before: number | null) => readAudit(client, query, before, ROWS_PER_CALL);
  const first = await read(null);
  const lines = (entries: readonly AuditEntry[]) => linesOf(format, entries);
  return {
    name: `verne-audit-${new Date(deps.now()).toISOString().slice(0, 10)}.${format}`,
    mediaType: MEDIA_TYPE[format],
    content: streamOf(headOf(format), first, lines, read),
  };
}

/** Throws `not_found` for an organisation that the user is not in, `forbidden` for one that they are no owner or admin of. */
async function clientAndQuery(
  { config }: TaskDeps,
  user: User,
  { org_id, from, to }: AuditSelection,
): Promise<{ client: UserClient; query: AuditQuery }> {
  const client = databaseOf(config, user);
  if (org_id !== undefined) {
    const role = (await rolesIn(client, user.userId, [org_id])).get(org_id);
    if (role === undefined) throw noSuch("organisation");
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
): ReadableStream<Uint8Array> {
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
