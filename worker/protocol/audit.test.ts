import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { type Actor, anonymous } from "./actor.ts";
import { AuditAction } from "./audit.ts";

it("knows the same actions as the database", () => {
  const sql = readFileSync("supabase/migrations/20261130000008_audit.sql", "utf8");
  const list = /check \(action in \(([^)]*)\)\)/.exec(sql)?.[1] ?? "";
  expect(list.match(/[a-z_]+\.[a-z_]+/g)?.sort()).toEqual(AuditAction.options.toSorted());
});

it("names nobody but the one whom the reader knows", () => {
  const [known, other] = [crypto.randomUUID(), crypto.randomUUID()];
  const user = (user_id: string): Actor => ({ kind: "user", user_id, login: "ada" });
  expect(anonymous(user(known), known)).toEqual(user(known));
  expect(anonymous(user(other), known)).toEqual({ kind: "user", user_id: null, login: null });
  expect(anonymous({ ...user(other), kind: "client", client_id: "app" } as Actor, known)).toMatchObject({
    user_id: null,
    login: null,
  });
  expect(anonymous({ kind: "link", share_id: other }, known)).toEqual({ kind: "link", share_id: null });
  expect(anonymous({ kind: "agent" }, known)).toEqual({ kind: "agent" });
});
