import { z } from "zod";
import { Actor } from "./actor.ts";
import { Command } from "./tasks.ts";

/** What is kept of who did what. The same words as the check of `audit_log.action`; a test compares the two. */
export const AuditAction = z.enum([
  "account.created",
  "account.removed",
  "github.connected",
  "github.disconnected",
  "key.stored",
  "key.replaced",
  "key.removed",
  "task.created",
  "task.renamed",
  "task.archived",
  "task.unarchived",
  "task.shared",
  ...Command.options.map((command) => `task.${command}` as const),
  "task.stop_command",
  "task.pull_request",
  "link.opened",
  "org.created",
  "org.renamed",
  "org.removed",
  "member.added",
  "member.role",
  "member.removed",
  "invite.created",
  "invite.accepted",
  "invite.removed",
  "rules.changed",
  "network.changed",
  "knowledge.added",
  "knowledge.changed",
  "knowledge.removed",
  "draft.kept",
  "draft.removed",
  "image.added",
  "image.removed",
]);
export type AuditAction = z.infer<typeof AuditAction>;

export const AuditEntry = z.object({
  /** Grows with time; the newest entry has the largest. */
  entry_id: z.int(),
  at: z.iso.datetime(),
  actor: Actor,
  /** The account of the actor is gone: nothing but its id is known. */
  actor_removed: z.boolean(),
  action: AuditAction,
  /** What it was done to: a task, a provider, a repository, a user. */
  target: z.object({
    kind: z.enum(["user", "key", "task", "org", "invite", "repo", "draft", "image"]),
    id: z.string(),
    /** Of a user, as they are called now; null for everything else, and once their account is gone. */
    login: z.string().nullable(),
  }),
  /** The organisation that sees the entry; null where it is the actor's and the owner's alone. */
  org_id: z.uuid().nullable(),
  /** What else there is to say. Never a secret, nor what somebody wrote. */
  detail: z.record(z.string(), z.unknown()),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditPage = z.object({ items: z.array(AuditEntry), next_cursor: z.string().nullable() });
export type AuditPage = z.infer<typeof AuditPage>;
