import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import { databaseOf, serviceDatabaseFor } from "../../access/database.ts";
import { inviteIdOf, inviteNotFound, inviteUrl } from "../../access/invite-link.ts";
import { SERVICE } from "../../access/principal.ts";
import {
  ApiError,
  CreateOrgInvite,
  InvitePreview,
  Org,
  OrgInvite,
  OrgList,
  OrgPeople,
  PutOrg,
  PutOrgMember,
} from "../../protocol/index.ts";
import {
  acceptInvite,
  createInvite,
  createOrg,
  deleteOrg,
  listOrgs,
  type OrgRefusal,
  previewInvite,
  readPeople,
  removeMember,
  renameOrg,
  revokeInvite,
  setOrgRole,
} from "../../store/orgs.ts";
import { closeGuestSockets, tasksOfOrg } from "../../tasks/guest-sockets.ts";
import { type Api, type ApiContext, rowsOf } from "../context.ts";
import { body, failures, json, signedIn } from "../schema.ts";

export const OrgParams = z.object({ id: z.string() });
const MemberParams = z.object({ id: z.string(), user_id: z.string() });
const InviteParams = z.object({ id: z.string(), invite_id: z.string() });
const TokenParams = z.object({ token: z.string() });

/** Throws `not_found` for a malformed id, as for an unknown one. */
function idIn(c: ApiContext, name: string, what: string): string {
  const id = z.uuid().safeParse(c.req.param(name));
  if (!id.success) throw new ApiError("not_found", `no such ${what}`);
  return id.data;
}
export const orgIn = (c: ApiContext) => idIn(c, "id", "organisation");

/** The value, or a throw of the refusal by a rule of the database. */
export function valueOrThrow<T>(outcome: { value: T } | OrgRefusal): T {
  if ("refused" in outcome) throw new ApiError(outcome.refused, outcome.message);
  return outcome.value;
}

async function readOrg(c: ApiContext, orgId: string): Promise<Org> {
  const org = (await listOrgs(rowsOf(c))).find(({ org_id }) => org_id === orgId);
  if (!org) throw new ApiError("not_found", "no such organisation");
  return org;
}

async function peopleOf(c: ApiContext, orgId: string): Promise<OrgPeople> {
  const people = await readPeople(rowsOf(c), orgId);
  if (!people) throw new ApiError("not_found", "no such organisation");
  const { config } = c.var.deps;
  const invites = people.invites.map(async (invite) => ({ ...invite, url: await inviteUrl(config, invite) }));
  return { members: people.members, invites: await Promise.all(invites) };
}

export function orgRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/orgs",
      summary: "The caller's organisations, the oldest first",
      security: signedIn,
      responses: { 200: json(OrgList, "All of them"), ...failures },
    }),
    async (c) => c.json({ items: await listOrgs(rowsOf(c)) }, 200),
  );
  app.openapi(
    createRoute({
      method: "post",
      path: "/api/orgs",
      summary: "Create an organisation; the caller owns it",
      security: signedIn,
      request: { body: body(PutOrg) },
      responses: { 201: json(Org, "Created"), ...failures },
    }),
    async (c) => {
      const id = valueOrThrow(await createOrg(rowsOf(c), c.req.valid("json").name));
      return c.json(await readOrg(c, id), 201);
    },
  );
  app.openapi(
    createRoute({
      method: "patch",
      path: "/api/orgs/{id}",
      summary: "Rename an organisation; for its owners",
      security: signedIn,
      request: { params: OrgParams, body: body(PutOrg) },
      responses: { 200: json(Org, "Renamed"), ...failures },
    }),
    async (c) => {
      valueOrThrow(await renameOrg(rowsOf(c), orgIn(c), c.req.valid("json").name));
      return c.json(await readOrg(c, orgIn(c)), 200);
    },
  );
  app.openapi(
    createRoute({
      method: "delete",
      path: "/api/orgs/{id}",
      summary: "Delete an organisation; for its owners",
      description: "Its tasks stay with their owners and become private.",
      security: signedIn,
      request: { params: OrgParams },
      responses: { 204: { description: "Deleted" }, ...failures },
    }),
    async (c) => {
      const tasks = await tasksOfOrg(c.var.deps, c.var.caller, orgIn(c));
      valueOrThrow(await deleteOrg(rowsOf(c), orgIn(c)));
      await closeGuestSockets(c.var.deps, tasks);
      return c.body(null, 204);
    },
  );
  memberRoutes(app);
  inviteRoutes(app);
}

function memberRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/orgs/{id}/people",
      summary: "Members, and the open invitations for admins and owners",
      security: signedIn,
      request: { params: OrgParams },
      responses: { 200: json(OrgPeople, "Members and invitations"), ...failures },
    }),
    async (c) => c.json(await peopleOf(c, orgIn(c)), 200),
  );
  app.openapi(
    createRoute({
      method: "patch",
      path: "/api/orgs/{id}/members/{user_id}",
      summary: "Change a member's role, up to the caller's own",
      security: signedIn,
      request: { params: MemberParams, body: body(PutOrgMember) },
      responses: { 204: { description: "Changed" }, ...failures },
    }),
    async (c) => {
      const userId = idIn(c, "user_id", "member");
      valueOrThrow(await setOrgRole(rowsOf(c), orgIn(c), userId, c.req.valid("json").role));
      return c.body(null, 204);
    },
  );
  app.openapi(
    createRoute({
      method: "delete",
      path: "/api/orgs/{id}/members/{user_id}",
      summary: "Remove a member; with the caller's own id, leave",
      description: "Tasks that the member shared with the organisation become private.",
      security: signedIn,
      request: { params: MemberParams },
      responses: { 204: { description: "Removed" }, ...failures },
    }),
    async (c) => {
      const tasks = await tasksOfOrg(c.var.deps, c.var.caller, orgIn(c));
      valueOrThrow(await removeMember(rowsOf(c), orgIn(c), idIn(c, "user_id", "member")));
      await closeGuestSockets(c.var.deps, tasks);
      return c.body(null, 204);
    },
  );
}

function inviteRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "post",
      path: "/api/orgs/{id}/invites",
      summary: "Invite whoever has the URL, or one GitHub login",
      description: "It works once and holds for seven days.",
      security: signedIn,
      request: { params: OrgParams, body: body(CreateOrgInvite) },
      responses: { 201: json(OrgInvite, "The invitation with its URL"), ...failures },
    }),
    async (c) => {
      const id = valueOrThrow(await createInvite(rowsOf(c), orgIn(c), c.req.valid("json")));
      const { invites } = await peopleOf(c, orgIn(c));
      const made = invites.find(({ invite_id }) => invite_id === id);
      if (!made) throw new ApiError("not_found", "the invitation was used or revoked at once");
      return c.json(made, 201);
    },
  );
  app.openapi(
    createRoute({
      method: "delete",
      path: "/api/orgs/{id}/invites/{invite_id}",
      summary: "Revoke an invitation",
      security: signedIn,
      request: { params: InviteParams },
      responses: { 204: { description: "Void, whether or not it was there" }, ...failures },
    }),
    async (c) => {
      valueOrThrow(await revokeInvite(rowsOf(c), orgIn(c), idIn(c, "invite_id", "invitation")));
      return c.body(null, 204);
    },
  );
  app.openapi(
    createRoute({
      method: "post",
      path: "/api/invites/{token}/accept",
      summary: "Join the organisation",
      security: signedIn,
      request: { params: TokenParams },
      responses: { 200: json(Org, "The organisation, with the role the caller has now"), ...failures },
    }),
    async (c) => {
      const { deps, caller } = c.var;
      const inviteId = await inviteIdOf(deps.config, c.req.param("token"));
      const database = serviceDatabaseFor(deps.config, caller);
      const orgId = valueOrThrow(await acceptInvite(database, inviteId, caller.userId));
      return c.json(await readOrg(c, orgId), 200);
    },
  );
}

/** An invitation can be read before sign-in by whoever has its token. */
export function publicInviteRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/invites/{token}",
      summary: "What an invitation offers",
      request: { params: TokenParams },
      responses: { 200: json(InvitePreview, "The offer"), 404: failures[404] },
    }),
    async (c) => {
      const { config } = c.var.deps;
      const inviteId = await inviteIdOf(config, c.req.param("token"));
      const preview = await previewInvite(databaseOf(config, SERVICE), inviteId);
      if (!preview) throw inviteNotFound();
      c.header("cache-control", "no-store");
      return c.json(preview, 200);
    },
  );
}
