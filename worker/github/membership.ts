import { type GitHubClient, GitHubFailure } from "./client.ts";

/** `refused`: GitHub does not let this token see it (single sign-on, a missing scope, an app that is not approved). */
export type Membership = "member" | "none" | "refused";

/**
 * Whether the token's owner is a member of the organisation. An invitation that they have not accepted is none.
 * GitHubFailure where GitHub does not answer or the token is not accepted.
 */
export async function membershipIn(client: GitHubClient, org: string): Promise<Membership> {
  try {
    const { data } = await client.orgs.getMembershipForAuthenticatedUser({ org });
    // Who pays its bills is no member.
    return data.state === "active" && data.role !== "billing_manager" ? "member" : "none";
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    if (error.kind === "not_found") return "none";
    if (error.kind === "forbidden") return "refused";
    throw error;
  }
}
