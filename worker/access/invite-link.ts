import type { Config } from "../env.ts";
import { ApiError, type OrgInvite } from "../protocol/index.ts";
import { readLink, signLink } from "./link-token.ts";

const PURPOSE = "invite";

export const inviteNotFound = (): ApiError =>
  new ApiError("not_found", "this invitation does not hold any more");

/** The URL under which whoever has it may accept the invitation. */
export async function inviteUrl(
  config: Config,
  { invite_id }: Pick<OrgInvite, "invite_id">,
): Promise<string> {
  return `${config.PUBLIC_URL}/invite/${await signLink(config.CAPABILITY_SECRET, PURPOSE, invite_id)}`;
}

/**
 * The id of the invitation that the token is for. Throws `not_found` for a forged one, as it is answered for one that was
 * used, was revoked or has expired.
 */
export async function inviteIdOf(config: Config, token: string): Promise<string> {
  const id = await readLink(config.CAPABILITY_SECRET, PURPOSE, token);
  if (id === null) throw inviteNotFound();
  return id;
}
