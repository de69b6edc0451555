/** Entries of the audit log as a file. Pure. */
import type { AuditEntry } from "../protocol/index.ts";

export const AUDIT_FORMATS = ["csv", "ndjson"] as const;
export type AuditFormat = (typeof AUDIT_FORMATS)[number];

export const MEDIA_TYPE: Record<AuditFormat, string> = {
  csv: "text/csv; charset=utf-8",
  ndjson: "application/x-ndjson; charset=utf-8",
};

const COLUMNS = [
  "entry_id",
  "at",
  "actor_kind",
  "actor_id",
  "actor_login",
  "actor_client",
  "actor_removed",
  "action",
  "target_kind",
  "target_id",
  "target_login",
  "org_id",
  "detail",
];

/** What comes before the first entry. */
export const headOf = (format: AuditFormat): string => (format === "csv" ? `${COLUMNS.join(",")}\r\n` : "");

/** A line for each entry. */
export const linesOf = (format: AuditFormat, entries: readonly AuditEntry[]): string =>
  entries
    .map((entry) =>
      format === "csv" ? `${cellsOf(entry).map(cell).join(",")}\r\n` : `${JSON.stringify(entry)}\n`,
    )
    .join("");

function cellsOf({ actor, target, ...entry }: AuditEntry): unknown[] {
  const id = "user_id" in actor ? actor.user_id : "share_id" in actor ? actor.share_id : null;
  return [
    entry.entry_id,
    entry.at,
    actor.kind,
    id,
    "login" in actor ? actor.login : null,
    "client_id" in actor ? actor.client_id : null,
    entry.actor_removed,
    entry.action,
    target.kind,
    target.id,
    target.login,
    entry.org_id,
    JSON.stringify(entry.detail),
  ];
}

/** Quoted, and with nothing at its start that a spreadsheet would take for a formula. */
function cell(value: unknown): string {
  const text = value === null || value === undefined ? "" : String(value);
  return `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}
