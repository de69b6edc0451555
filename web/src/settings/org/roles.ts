import type { OrgMember, OrgRole } from "../../../../worker/protocol/index.ts";

/** What each role is called and may do; from the most to the least. */
export const ROLES: readonly { role: OrgRole; label: string; note: string }[] = [
  {
    role: "owner",
    label: "Owner",
    note: "manages people, the network, the name, and the end of the organisation",
  },
  { role: "admin", label: "Admin", note: "manages people, invitations and the network" },
  { role: "member", label: "Member", note: "sees and steers shared tasks" },
  { role: "viewer", label: "Viewer", note: "reads shared tasks" },
];

const rank = (role: OrgRole): number => ROLES.findIndex((one) => one.role === role);
export const labelOf = (role: OrgRole): string => ROLES[rank(role)]?.label ?? role;

/** Roles that somebody with the role `mine` may give: those up to their own, and none below admin. */
export const grantable = (mine: OrgRole): OrgRole[] =>
  managesPeople(mine) ? ROLES.map((one) => one.role).filter((role) => rank(role) >= rank(mine)) : [];

export const managesPeople = (role: OrgRole): boolean => role === "owner" || role === "admin";

/** Why somebody with the role `mine` may not change this member's role; null if they may. The Worker decides. */
export function fixedBecause(
  mine: OrgRole,
  member: Pick<OrgMember, "role">,
  members: readonly Pick<OrgMember, "role">[],
): string | null {
  if (!managesPeople(mine)) return "Only admins and owners change roles.";
  if (rank(member.role) < rank(mine)) return "An admin may not change an owner.";
  if (isLastOwner(member, members)) return "The only owner. Make somebody else an owner first.";
  return null;
}

/** An organisation keeps at least one owner. */
export const isLastOwner = (
  member: Pick<OrgMember, "role">,
  members: readonly Pick<OrgMember, "role">[],
): boolean => member.role === "owner" && members.filter((one) => one.role === "owner").length === 1;
