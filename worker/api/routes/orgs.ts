import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import {
  acceptInvite,
  createOrg,
  deleteOrg,
  invite,
  listOrgs,
  previewInvite,
  readPeople,
  removeMember,
  renameOrg,
  revokeInvite,
  setRole,
} from "../../account/orgs.ts";
import {
  CreateOrgInvite,
  InvitePreview,
  Org,
  OrgInvite,
  OrgList,
  OrgPeople,
  PutOrg,
  PutOrgMember,
} from "../../protocol/index.ts";
import type { Api } from "../context.ts";
import { body, failures, json, signedIn } from "../schema.ts";

export const OrgParams = z.object({ id: z.string() });
const MemberParams = z.object({ id: z.string(), user_id: z.string() });
const InviteParams = z.object({ id: z.string(), invite_id: z.string() });
const TokenParams = z.object({ token: z.string() });

export function orgRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/orgs",
      summary: "The caller's organisations, the oldest first",
      security: signedIn,
      responses: { 200: json(OrgList, "All of them"), ...failures },
    }),
    async (c) => c.json({ items: await listOrgs(c.var.deps, c.var.caller) }, 200),
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
    async (c) => c.json(await createOrg(c.var.deps, c.var.caller, c.req.valid("json").name), 201),
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
      const { name } = c.req.valid("json");
      return c.json(await renameOrg(c.var.deps, c.var.caller, c.req.param("id"), name), 200);
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
      await deleteOrg(c.var.deps, c.var.caller, c.req.param("id"));
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
    async (c) => c.json(await readPeople(c.var.deps, c.var.caller, c.req.param("id")), 200),
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
      const member = { memberId: c.req.param("user_id"), role: c.req.valid("json").role };
      await setRole(c.var.deps, c.var.caller, c.req.param("id"), member);
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
      await removeMember(c.var.deps, c.var.caller, c.req.param("id"), c.req.param("user_id"));
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
    async (c) => c.json(await invite(c.var.deps, c.var.caller, c.req.param("id"), c.req.valid("json")), 201),
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
      await revokeInvite(c.var.deps, c.var.caller, c.req.param("id"), c.req.param("invite_id"));
      return c.body(null, 204);
    },
  );
}

/** For whoever has a session; the use case asks whether they are on this installation's list. */
export function acceptRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "post",
      path: "/api/invites/{token}/accept",
      summary: "Join the organisation",
      security: signedIn,
      request: { params: TokenParams },
      responses: { 200: json(Org, "The organisation, with the role the caller has now"), ...failures },
    }),
    async (c) => c.json(await acceptInvite(c.var.deps, c.var.caller, c.req.param("token")), 200),
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
      const preview = await previewInvite(c.var.deps, c.req.param("token"));
      c.header("cache-control", "no-store");
      return c.json(preview, 200);
    },
  );
}
