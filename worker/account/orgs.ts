/**
 * Organisations, their members and invitations. Who may do what is decided by the database's functions; their refusals are
 * thrown as `ApiError`s. An id that is none is `not_found`.
 */
import { databaseOf, serviceDatabaseFor } from "../access/database.ts";
import { entryOf, requireEntry } from "../access/entry.ts";
import { inviteIdOf, inviteNotFound, inviteUrl } from "../access/invite-link.ts";
import { SERVICE, type User } from "../access/principal.ts";
import {
  ApiError,
  type CreateOrgInvite,
  type InvitePreview,
  type Org,
  type OrgInvite,
  type OrgPeople,
  type OrgRole,
} from "../protocol/index.ts";
import type { UserClient } from "../store/client.ts";
import * as store from "../store/orgs.ts";
import type { TaskDeps } from "../tasks/deps.ts";
import { closeGuestSockets, tasksOfOrg } from "../tasks/guest-sockets.ts";
import { noSuch, rowId } from "./row-id.ts";

const orgId = (id: string): string => rowId(id, "organisation");

/** The value, or a throw of the refusal by a rule of the database. */
export function valueOrThrow<T>(outcome: { value: T } | store.OrgRefusal): T {
  if ("refused" in outcome) throw new ApiError(outcome.refused, outcome.message);
  return outcome.value;
}

/** The user's organisations, the oldest first. */
export const listOrgs = ({ config }: TaskDeps, user: User): Promise<Org[]> =>
  store.listOrgs(databaseOf(config, user));

async function readOrg(deps: TaskDeps, user: User, id: string): Promise<Org> {
  const org = (await listOrgs(deps, user)).find(({ org_id }) => org_id === id);
  if (!org) throw noSuch("organisation");
  return org;
}

/** The user owns it. */
export async function createOrg(deps: TaskDeps, user: User, name: string): Promise<Org> {
  const id = valueOrThrow(await store.createOrg(databaseOf(deps.config, user), name));
  return readOrg(deps, user, id);
}

export async function renameOrg(deps: TaskDeps, user: User, id: string, name: string): Promise<Org> {
  valueOrThrow(await store.renameOrg(databaseOf(deps.config, user), orgId(id), name));
  return readOrg(deps, user, orgId(id));
}

/** Whoever may have lost the right to read one of its tasks has their sockets closed. */
export const deleteOrg = async (deps: TaskDeps, user: User, id: string): Promise<void> =>
  closingSockets(deps, user, orgId(id), (database) => store.deleteOrg(database, orgId(id)));

/** The user's own id: they leave. Sockets are closed as when the organisation ends. */
export const removeMember = async (
  deps: TaskDeps,
  user: User,
  id: string,
  memberId: string,
): Promise<void> => {
  const member = rowId(memberId, "member");
  return closingSockets(deps, user, orgId(id), (database) => store.removeMember(database, orgId(id), member));
};

async function closingSockets(
  deps: TaskDeps,
  user: User,
  id: string,
  act: (database: UserClient) => Promise<{ value: unknown } | store.OrgRefusal>,
): Promise<void> {
  // Asked before: afterwards the user may see none of them.
  const tasks = await tasksOfOrg(deps, user, id);
  valueOrThrow(await act(databaseOf(deps.config, user)));
  await closeGuestSockets(deps, tasks);
}

/** Members, and the open invitations with their URLs for whom may see them. */
export async function readPeople({ config }: TaskDeps, user: User, id: string): Promise<OrgPeople> {
  const people = await store.readPeople(databaseOf(config, user), orgId(id));
  if (!people) throw noSuch("organisation");
  const invites = people.invites.map(async (invite) => ({ ...invite, url: await inviteUrl(config, invite) }));
  return { members: people.members, invites: await Promise.all(invites) };
}

export async function setRole(
  { config }: TaskDeps,
  user: User,
  id: string,
  { memberId, role }: { memberId: string; role: OrgRole },
): Promise<void> {
  const member = rowId(memberId, "member");
  valueOrThrow(await store.setOrgRole(databaseOf(config, user), orgId(id), member, role));
}

/** The invitation with its URL. */
export async function invite(
  deps: TaskDeps,
  user: User,
  id: string,
  wanted: CreateOrgInvite,
): Promise<OrgInvite> {
  const inviteId = valueOrThrow(await store.createInvite(databaseOf(deps.config, user), orgId(id), wanted));
  const { invites } = await readPeople(deps, user, id);
  const made = invites.find(({ invite_id }) => invite_id === inviteId);
  if (!made) throw new ApiError("not_found", "the invitation was used or revoked at once");
  return made;
}

export async function revokeInvite(
  { config }: TaskDeps,
  user: User,
  id: string,
  inviteId: string,
): Promise<void> {
  const revoked = rowId(inviteId, "invitation");
  valueOrThrow(await store.revokeInvite(databaseOf(config, user), orgId(id), revoked));
}

/**
 * The organisation that the user is in now, by the token of the URL. Where invitations open the installation, one who is not
 * on its list is let in by this one, if whoever made it may use the installation still. Elsewhere they are refused with
 * `no_entry` or `entry_unknown`.
 */
export async function acceptInvite(deps: TaskDeps, user: User, token: string): Promise<Org> {
  const { INVITATION_ONLY } = deps.config;
  if (!INVITATION_ONLY) await requireEntry(deps.config, user.userId);
  const inviteId = await inviteIdOf(deps.config, token);
  if (INVITATION_ONLY) await requireMaker(deps, inviteId);
  const database = serviceDatabaseFor(deps.config, user);
  return readOrg(deps, user, valueOrThrow(await store.acceptInvite(database, inviteId, user.userId)));
}

/** An invitation lets in as long as its maker is in. Throws `not_found` for a void one, `no_entry` and `entry_unknown`. */
async function requireMaker({ config }: TaskDeps, inviteId: string): Promise<void> {
  const maker = await store.inviteMaker(databaseOf(config, SERVICE), inviteId);
  if (maker === null) throw inviteNotFound();
  const entry = await entryOf(config, maker);
  if (entry === "admitted") return;
  throw new ApiError(
    entry.refused,
    entry.refused === "no_entry"
      ? "Whoever made this invitation may not use this installation any more. Ask somebody else for one."
      : "GitHub does not say at the moment whether whoever made this invitation may use this installation. Try again in a minute.",
  );
}

/** What whoever has the token is offered, signed in or not. */
export async function previewInvite({ config }: TaskDeps, token: string): Promise<InvitePreview> {
  const preview = await store.previewInvite(databaseOf(config, SERVICE), await inviteIdOf(config, token));
  if (!preview) throw inviteNotFound();
  return preview;
}
