/** What a user's tasks spent on models. */
import { databaseOf } from "../access/database.ts";
import type { User } from "../access/principal.ts";
import { quotaUses } from "../access/quota-uses.ts";
import { fieldError, type UsageReport } from "../protocol/index.ts";
import { countOutcomes, readUsage } from "../store/usage.ts";
import { boundsOf, usageCsv, usagePeriod, usageReport } from "../store/usage-report.ts";
import type { TaskDeps } from "../tasks/deps.ts";

/** Days in UTC, both inclusive; the last thirty where none is named. */
export interface UsageSelection {
  from?: string | undefined;
  to?: string | undefined;
}

/** The period's model calls, added up. Throws `invalid_request` for a period that is none. */
export async function readUsageReport(
  deps: TaskDeps,
  user: User,
  asked: UsageSelection,
): Promise<UsageReport> {
  const period = periodOf(deps, asked);
  const { from, to } = boundsOf(period);
  const client = databaseOf(deps.config, user);
  const [rows, outcomes, quotas] = await Promise.all([
    readUsage(client, from, to),
    countOutcomes(client, user.userId, from, to),
    quotaUses(deps.config, user, deps.now()),
  ]);
  return { ...usageReport(period, rows, outcomes), quotas };
}

/** The finest figures as a file, one line each. */
export async function exportUsage(
  deps: TaskDeps,
  user: User,
  asked: UsageSelection,
): Promise<{ name: string; text: string }> {
  const period = periodOf(deps, asked);
  const { from, to } = boundsOf(period);
  const text = usageCsv(await readUsage(databaseOf(deps.config, user), from, to));
  return { name: `verne-usage-${period.from}-${period.to}.csv`, text };
}

function periodOf(deps: TaskDeps, asked: UsageSelection) {
  const answer = usagePeriod(asked, deps.now());
  if (!answer.ok) throw fieldError("invalid_request", answer.field, answer.reason);
  return answer.period;
}
