import { expect, it } from "vitest";
import { AuditAction, type AuditEntry } from "../../../../worker/protocol/index.ts";
import { actionWords, actorWords } from "./audit-words.ts";

const ADA = "11111111-1111-4333-8444-555555555555";
const GRACE = "22222222-2222-4333-8444-555555555555";
const entry = (changes: Partial<AuditEntry>): AuditEntry => ({
  entry_id: 1,
  at: "2026-11-30T10:00:00.000Z",
  actor: { kind: "user", user_id: GRACE, login: "grace" },
  actor_removed: false,
  action: "task.approve",
  target: { kind: "task", id: "t", login: null },
  org_id: null,
  detail: { plan_version: 2 },
  ...changes,
});
const said = (changes: Partial<AuditEntry>, me = ADA) =>
  `${actorWords(entry(changes), me)} ${actionWords(entry(changes), me)}`;

it.each<[Partial<AuditEntry>, string]>([
  [{}, "grace approved version 2 of a task's plan"],
  [{ actor: { kind: "user", user_id: ADA, login: "ada" } }, "You approved version 2 of a task's plan"],
  [
    { actor: { kind: "client", user_id: GRACE, login: "grace", client_id: "ci" } },
    "grace, by the program ci approved version 2 of a task's plan",
  ],
  [
    { actor: { kind: "user", user_id: GRACE, login: null }, actor_removed: true },
    "A deleted user approved version 2 of a task's plan",
  ],
  [
    { actor: { kind: "link", share_id: null }, action: "link.opened" },
    "Somebody with the link opened a shared task",
  ],
  [
    {
      action: "member.role",
      target: { kind: "user", id: ADA, login: "ada" },
      detail: { role: "admin", before: "member" },
    },
    "grace made you an admin (was member)",
  ],
  [
    {
      actor: { kind: "system" },
      action: "member.removed",
      target: { kind: "user", id: GRACE, login: null },
      detail: { account_removed: true },
    },
    "Verne removed a deleted user, whose account is gone",
  ],
  [
    {
      action: "network.changed",
      target: { kind: "repo", id: "acme/cart", login: null },
      detail: { added: ["a.example"], removed: ["b.example"] },
    },
    "grace changed the network rules of acme/cart: allowed a.example; no longer allows b.example",
  ],
])("reads %j", (changes, words) => {
  expect(said(changes)).toBe(words);
});

it("has words for every action, also where a detail is missing", () => {
  for (const action of AuditAction.options) expect(said({ action, detail: {} })).toMatch(/^grace \S/);
});
