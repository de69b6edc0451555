import type { Config } from "../env.ts";
import { type Amounts, QUOTA_KINDS, type QuotaUse } from "../protocol/index.ts";
import { readConsumption, readOrgConsumption } from "../store/consumption.ts";
import { listOrgs } from "../store/orgs.ts";
import { databaseOf } from "./database.ts";
import { SERVICE, type User } from "./principal.ts";
import { isLimited, type Quotas, quotasOf, resetsAt } from "./quota.ts";

/** The limits of this month for the user and for their organisations, with what is used up. Throws StoreFailure. */
export async function quotaUses(config: Config, user: User, nowMs: number): Promise<QuotaUse[]> {
  const service = databaseOf(config, SERVICE);
  const resets_at = resetsAt(nowMs);
  const rows = (org: QuotaUse["org"], quotas: Quotas, used: Amounts): QuotaUse[] =>
    QUOTA_KINDS.flatMap((kind) => {
      const limit = quotas[kind];
      return limit === undefined ? [] : [{ org, kind, limit, used: used[kind], resets_at }];
    });
  const ownQuotas = quotasOf(config, "user");
  const orgQuotas = quotasOf(config, "organisation");
  const own = async () => {
    if (!isLimited(ownQuotas)) return [];
    const { user: used } = await readConsumption(service, { userId: user.userId, taskId: null });
    return rows(null, ownQuotas, used);
  };
  const ofOrgs = async () => {
    if (!isLimited(orgQuotas)) return [];
    const orgs = await listOrgs(databaseOf(config, user));
    const uses = orgs.map(async ({ org_id, name }) =>
      rows({ org_id, name }, orgQuotas, await readOrgConsumption(service, org_id)),
    );
    return (await Promise.all(uses)).flat();
  };
  return (await Promise.all([own(), ofOrgs()])).flat();
}
