import { afterEach, expect, it, vi } from "vitest";
import { ADA, configWith, serve } from "./access-fixture.ts";
import { actorOf } from "./actor.ts";
import { AGENT_SERVICE, SERVICE } from "./principal.ts";

afterEach(() => vi.unstubAllGlobals());

it.each([
  ["a user", ADA, { kind: "user", user_id: ADA.userId, login: "ada" }],
  [
    "a program",
    { ...ADA, clientId: "ci" },
    { kind: "client", user_id: ADA.userId, login: "ada", client_id: "ci" },
  ],
] as const)("names %s under the login that GitHub gave for their token", async (_who, principal, actor) => {
  const sent = serve({ functions: { github_login: "ada" } });
  expect(await actorOf(configWith(), principal)).toEqual(actor);
  expect(sent).toMatchObject([{ call: "POST rpc/github_login", bearer: `Bearer ${ADA.jwt}` }]);
});

it.each([
  ["Verne itself", SERVICE, { kind: "system" }],
  ["the agent", AGENT_SERVICE, { kind: "agent" }],
] as const)("names %s without asking anybody", async (_who, principal, actor) => {
  const sent = serve({});
  expect(await actorOf(configWith(), principal)).toEqual(actor);
  expect(sent).toEqual([]);
});
