import type { CreateOrgInvite, PutOrg, PutOrgMember } from "../../../worker/protocol/index.ts";
import { type Answer, refuse } from "./answer.ts";
import { inviteFor, orgFor, peopleFor } from "./settings.ts";
import type { FakeOrg } from "./state.ts";
import { ORG_ID } from "./task.ts";

export const statefulOrg = (exists: boolean): FakeOrg => ({
  org: exists ? orgFor("owner") : null,
  people: { ...peopleFor("owner"), invites: [] },
});

export const answerOrg: Answer = async (route, fake, { path, method }) => {
  const state = fake.org;
  if (!state) return false;
  const { people } = state;
  const reply = async (status: number, json?: unknown) => {
    await route.fulfill(json === undefined ? { status } : { status, json });
    return true;
  };
  if (path.startsWith("/api/invites/") && method === "POST") {
    state.org = orgFor("member");
    return reply(200, state.org);
  }
  if (!path.startsWith("/api/orgs")) return false;
  const userId = /\/members\/(.+)$/.exec(path)?.[1];
  if (userId !== undefined && state.refuses) {
    state.refuses = false;
    await refuse(route, 403, "forbidden", "You are no admin any more.");
    return true;
  }
  // The page sends what the names say.
  const body = <T>() => route.request().postDataJSON() as T;
  if (path === "/api/orgs" && method === "POST") {
    state.org = { ...orgFor("owner"), name: body<PutOrg>().name };
    return reply(201, state.org);
  }
  if (path === "/api/orgs") return reply(200, { items: state.org ? [state.org] : [] });
  if (path.endsWith("/egress"))
    return reply(200, { org_id: ORG_ID, presets: {}, allow: [], updated_at: null });
  if (path.endsWith("/people")) return reply(200, people);
  if (path.endsWith("/invites") && method === "POST") {
    const invite = inviteFor(body<CreateOrgInvite>().github_login ?? null);
    people.invites = [...people.invites, invite];
    return reply(201, invite);
  }
  if (userId !== undefined && method === "PATCH") {
    const { role } = body<PutOrgMember>();
    people.members = people.members.map((one) => (one.user_id === userId ? { ...one, role } : one));
    return reply(204);
  }
  if (userId !== undefined && method === "DELETE") {
    people.members = people.members.filter((one) => one.user_id !== userId);
    return reply(204);
  }
  return false;
};
