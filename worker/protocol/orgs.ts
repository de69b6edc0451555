import { z } from "zod";

/**
 * What a member may do. `viewer` reads the organisation's tasks; `member` may also steer them; `admin` manages members
 * and invitations up to its own role; `owner` may do everything, and there is always one.
 */
export const OrgRole = z.enum(["owner", "admin", "member", "viewer"]);
export type OrgRole = z.infer<typeof OrgRole>;

const OrgName = z.string().trim().min(1, "must not be empty").max(80, "must be at most 80 characters");

export const Org = z.object({
  org_id: z.uuid(),
  name: z.string(),
  /** The caller's role. */
  role: OrgRole,
  members: z.int(),
  created_at: z.iso.datetime(),
});
export type Org = z.infer<typeof Org>;
export const OrgList = z.object({ items: z.array(Org) });
export type OrgList = z.infer<typeof OrgList>;
export const PutOrg = z.object({ name: OrgName });
export type PutOrg = z.infer<typeof PutOrg>;

export const OrgMember = z.object({
  user_id: z.uuid(),
  login: z.string().nullable(),
  name: z.string().nullable(),
  avatar_url: z.string().nullable(),
  role: OrgRole,
  joined_at: z.iso.datetime(),
});
export type OrgMember = z.infer<typeof OrgMember>;

/** An invitation that nobody has accepted yet. Its address is shown to who may invite, and works once. */
export const OrgInvite = z.object({
  invite_id: z.uuid(),
  role: OrgRole,
  /** Only this GitHub login may accept; null: whoever has the address. */
  github_login: z.string().nullable(),
  url: z.string(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
});
export type OrgInvite = z.infer<typeof OrgInvite>;

export const OrgPeople = z.object({ members: z.array(OrgMember), invites: z.array(OrgInvite) });
export type OrgPeople = z.infer<typeof OrgPeople>;

export const PutOrgMember = z.object({ role: OrgRole });
export type PutOrgMember = z.infer<typeof PutOrgMember>;

export const CreateOrgInvite = z.object({
  role: OrgRole.exclude(["owner"]),
  github_login: z
    .string()
    .regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/, "must be a GitHub login")
    .nullish(),
});
export type CreateOrgInvite = z.infer<typeof CreateOrgInvite>;

/** What an invited person sees before they accept. */
export const InvitePreview = z.object({
  org_name: z.string(),
  role: OrgRole,
  invited_by: z.string().nullable(),
  github_login: z.string().nullable(),
  expires_at: z.iso.datetime(),
});
export type InvitePreview = z.infer<typeof InvitePreview>;
