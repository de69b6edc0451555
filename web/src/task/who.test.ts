import { expect, it } from "vitest";
import type { Actor } from "../../../worker/protocol/index.ts";
import { whoOf } from "./who.ts";

const ME = "0d9f2d4e-6b1c-4e0a-9a52-5e0c1d0a8a51";
const OTHER = "11111111-2222-4333-8444-555555555555";
const user = (user_id: string | null, login: string | null): Actor => ({ kind: "user", user_id, login });

it.each<[Actor, string | null, string]>([
  [user(ME, "ada"), ME, "you"],
  [user(OTHER, "grace"), ME, "grace"],
  [user(OTHER, null), ME, "somebody"],
  // Who is not signed in is nobody's "you", nor is an id that was taken away.
  [user(null, null), null, "somebody"],
  [user(ME, "ada"), null, "ada"],
  [{ kind: "client", user_id: ME, login: "ada", client_id: "c" }, ME, "a program of yours"],
  [{ kind: "client", user_id: OTHER, login: "grace", client_id: null }, ME, "a program of grace"],
  [{ kind: "link", share_id: null }, ME, "somebody with the link"],
  [{ kind: "agent" }, ME, "the agent"],
  [{ kind: "system" }, ME, "Verne"],
])("names %o", (actor, reader, name) => {
  expect(whoOf(actor, reader)).toBe(name);
});
