/** What an entry of the audit log says, as a sentence about who did it. Pure. */
import type { AuditAction, AuditEntry } from "../../../../worker/protocol/index.ts";

/** Who did it; `me` is the reader's id. */
export function actorWords({ actor, actor_removed }: AuditEntry, me: string | null): string {
  if (actor.kind === "agent") return "The agent";
  if (actor.kind === "system") return "Verne";
  if (actor.kind === "link") return "Somebody with the link";
  if (actor_removed) return "A deleted user";
  const name = actor.user_id === me ? "You" : (actor.login ?? "Somebody");
  return actor.kind === "client" ? `${name}, by the program ${actor.client_id}` : name;
}

type Words = (entry: AuditEntry, whom: string) => string;

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const visibility = (value: unknown): string =>
  value === "org" ? "with the organisation" : value === "link" ? "by a link" : "with nobody";
const hosts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

function network({ detail, target }: AuditEntry): string {
  const added = hosts(detail.added);
  const removed = hosts(detail.removed);
  const told = [
    added.length > 0 ? `allowed ${added.join(", ")}` : "",
    removed.length > 0 ? `no longer allows ${removed.join(", ")}` : "",
  ].filter((part) => part !== "");
  const where = target.kind === "org" ? "the organisation" : target.id;
  return `changed the network rules of ${where}${told.length > 0 ? `: ${told.join("; ")}` : ""}`;
}

const WORDS: Record<AuditAction, Words> = {
  "account.created": () => "made an account",
  "account.removed": (_entry, whom) => `removed the account of ${whom}`,
  "github.connected": () => "signed in with GitHub",
  "github.disconnected": () => "took GitHub's access away",
  "key.stored": ({ target }) => `stored a model key for ${target.id}`,
  "key.replaced": ({ target }) => `replaced the model key for ${target.id}`,
  "key.removed": ({ target }) => `deleted the model key for ${target.id}`,
  "task.created": ({ detail }) => `started a task in ${text(detail.repo)}`,
  "task.renamed": () => "renamed a task",
  "task.archived": () => "archived a task",
  "task.unarchived": () => "took a task out of the archive",
  "task.shared": ({ detail }) => `shared a task ${visibility(detail.visibility)}`,
  "task.approve": ({ detail }) => `approved version ${String(detail.plan_version)} of a task's plan`,
  "task.edit_plan": () => "changed a task's plan",
  "task.refine": () => "asked for another plan",
  "task.message": () => "wrote to the agent",
  "task.apply": ({ detail }) => {
    const accepted = hosts(detail.accepted).length;
    return `asked for the pull request${accepted > 0 ? ` and accepted ${accepted} objections` : ""}`;
  },
  "task.undo": () => "took parts of a change back",
  "task.redo": () => "brought back parts of a change",
  "task.skip_baseline": () => "skipped the tests before the edits",
  "task.stop_command": () => "ended a command",
  "task.cancel": () => "stopped a task",
  "task.retry": () => "retried a task",
  "task.pull_request": ({ detail }) =>
    `opened pull request #${String(detail.number)} in ${text(detail.repo)}`,
  "link.opened": () => "opened a shared task",
  "org.created": ({ detail }) => `founded ${text(detail.name)}`,
  "org.renamed": ({ detail }) => `renamed ${text(detail.before)} to ${text(detail.name)}`,
  "org.removed": ({ detail }) => `deleted ${text(detail.name)}`,
  "member.added": ({ detail }, whom) => `made ${whom} ${article(detail.role)}`,
  "member.role": ({ detail }, whom) => `made ${whom} ${article(detail.role)} (was ${text(detail.before)})`,
  "member.removed": ({ detail }, whom) =>
    detail.account_removed === true ? `removed ${whom}, whose account is gone` : `removed ${whom}`,
  "invite.created": ({ detail }) =>
    `invited ${text(detail.for) || "whoever has the address"} as ${text(detail.role)}`,
  "invite.accepted": ({ detail }) => `accepted an invitation as ${text(detail.role)}`,
  "invite.removed": ({ detail }) =>
    detail.expired === true ? "cleared an invitation that had expired" : "revoked an invitation",
  "rules.changed": ({ target }) => `changed the rules of ${target.id}`,
  "network.changed": network,
  "knowledge.added": ({ target }) => `noted something about ${target.id}`,
  "knowledge.changed": ({ target }) => `corrected a note about ${target.id}`,
  "knowledge.removed": ({ target }) => `removed a note about ${target.id}`,
  "draft.kept": () => "put a draft aside",
  "draft.removed": () => "removed a draft",
  "image.added": () => "attached an image",
  "image.removed": () => "removed an image",
};

const article = (role: unknown): string =>
  role === "owner" || role === "admin" ? `an ${role}` : `a ${text(role)}`;

/** What was done, to be read behind `actorWords`. */
export function actionWords(entry: AuditEntry, me: string | null): string {
  const { target } = entry;
  const whom = target.kind !== "user" ? "" : target.id === me ? "you" : (target.login ?? "a deleted user");
  return WORDS[entry.action](entry, whom);
}
