/** Organisations. Who may do what is decided by the database's functions, which are called here. */
import type { PostgrestSingleResponse } from "@supabase/supabase-js";
import type {
  CreateOrgInvite,
  InvitePreview,
  Org,
  OrgInvite,
  OrgPeople,
  OrgRole,
} from "../protocol/index.ts";
import type { ServiceClient, UserClient } from "./client.ts";
import { dataOf } from "./failure.ts";
import { isoTime, toPostgresText } from "./text.ts";

/** A refusal by a rule of the database; the message may be shown to users. */
export interface OrgRefusal {
  refused: "forbidden" | "not_found" | "invalid_state";
  message: string;
}

/** Raised by the functions of the migration. */
const REFUSALS: Record<string, OrgRefusal["refused"]> = {
  PT403: "forbidden",
  PT404: "not_found",
  PT409: "invalid_state",
};

/** A function's answer, or its refusal. Throws StoreFailure for any other error. */
export function outcomeOf<T>(action: string, answer: PostgrestSingleResponse<T>): { value: T } | OrgRefusal {
  const refused = answer.error && REFUSALS[answer.error.code];
  return refused ? { refused, message: answer.error.message } : { value: dataOf(action, answer) };
}

/** The caller's organisations, the oldest first. */
export async function listOrgs(client: UserClient): Promise<Org[]> {
  const orgs = dataOf("list organisations", await client.rpc("organisation_list"));
  return orgs.map((org) => ({ ...org, created_at: isoTime(org.created_at) }));
}

/** Gives the id of the new organisation, whose owner the caller is. */
export const createOrg = async (client: UserClient, name: string) =>
  outcomeOf("create organisation", await client.rpc("create_organisation", { p_name: toPostgresText(name) }));

export const renameOrg = async (client: UserClient, orgId: string, name: string) =>
  outcomeOf(
    "rename organisation",
    await client.rpc("rename_organisation", { p_org_id: orgId, p_name: toPostgresText(name) }),
  );

export const deleteOrg = async (client: UserClient, orgId: string) =>
  outcomeOf("delete organisation", await client.rpc("delete_organisation", { p_org_id: orgId }));

/** An open invitation without its URL, which is made from the id and a secret that the store does not have. */
export type StoredInvite = Omit<OrgInvite, "url">;

/** Members, and invitations where the caller may see them; null if the caller is not in the organisation. */
export async function readPeople(
  client: UserClient,
  orgId: string,
): Promise<{ members: OrgPeople["members"]; invites: StoredInvite[] } | null> {
  const people = dataOf("read people", await client.rpc("organisation_people", { p_org_id: orgId }));
  return (
    people && {
      members: people.members.map((member) => ({ ...member, joined_at: isoTime(member.joined_at) })),
      invites: people.invites.map((invite) => ({
        ...invite,
        created_at: isoTime(invite.created_at),
        expires_at: isoTime(invite.expires_at),
      })),
    }
  );
}

export const setOrgRole = async (client: UserClient, orgId: string, userId: string, role: OrgRole) =>
  outcomeOf(
    "set role",
    await client.rpc("set_organisation_role", { p_org_id: orgId, p_user_id: userId, p_role: role }),
  );

export const removeMember = async (client: UserClient, orgId: string, userId: string) =>
  outcomeOf(
    "remove member",
    await client.rpc("remove_organisation_member", { p_org_id: orgId, p_user_id: userId }),
  );

/** Gives the id of the new invitation. */
export const createInvite = async (client: UserClient, orgId: string, invite: CreateOrgInvite) =>
  outcomeOf(
    "invite",
    await client.rpc("invite_to_organisation", {
      p_org_id: orgId,
      p_role: invite.role,
      p_github_login: invite.github_login ?? null,
    }),
  );

export const revokeInvite = async (client: UserClient, orgId: string, inviteId: string) =>
  outcomeOf(
    "revoke invitation",
    await client.rpc("revoke_organisation_invite", { p_org_id: orgId, p_invite_id: inviteId }),
  );

/** The organisation and role of an invitation; null once it was used, revoked or expired. Whoever calls has checked its token. */
export async function previewInvite(service: ServiceClient, inviteId: string): Promise<InvitePreview | null> {
  const found = dataOf("read invitation", await service.rpc("invite_preview", { p_invite_id: inviteId }));
  return found && { ...found, expires_at: isoTime(found.expires_at) };
}

/** Makes the user a member; gives the organisation's id. Whoever calls has checked the invitation's token. */
export const acceptInvite = async (service: ServiceClient, inviteId: string, userId: string) =>
  outcomeOf(
    "accept invitation",
    await service.rpc("accept_invite", { p_invite_id: inviteId, p_user_id: userId }),
  );

/** The caller's roles by organisation, of those that are asked for. */
export async function rolesIn(
  client: UserClient,
  userId: string,
  orgIds: readonly string[],
): Promise<Map<string, OrgRole>> {
  if (orgIds.length === 0) return new Map();
  const query = client.from("organisation_members").select("org_id, role").eq("user_id", userId);
  const rows = dataOf("read roles", await query.in("org_id", [...orgIds]));
  return new Map(rows.map((row) => [row.org_id, row.role]));
}

/** Whether the user is in any organisation by an invitation. */
export const wasInvited = async (service: ServiceClient, userId: string): Promise<boolean> =>
  dataOf("read invitations", await service.rpc("was_invited", { p_user_id: userId }));

/** Who made the invitation; null once it was used, revoked or expired. */
export const inviteMaker = async (service: ServiceClient, inviteId: string): Promise<string | null> =>
  dataOf("read invitation", await service.rpc("invite_maker", { p_invite_id: inviteId }));
