/** What the whole installation did, for those who run it. */
import { requireAdmin } from "../access/admin.ts";
import { databaseOf } from "../access/database.ts";
import { SERVICE, type User } from "../access/principal.ts";
import type { InstallationMetrics } from "../protocol/index.ts";
import { readInstallationMetrics } from "../store/metrics.ts";
import type { TaskDeps } from "../tasks/deps.ts";

const HOUR_MS = 3_600_000;

/** Of the last `hours`. Throws `forbidden` for whoever is no administrator. */
export async function installationMetrics(
  deps: TaskDeps,
  user: User,
  hours: number,
): Promise<InstallationMetrics> {
  await requireAdmin(deps.config, user.userId);
  const to = new Date(deps.now()).toISOString();
  const from = new Date(deps.now() - hours * HOUR_MS).toISOString();
  return { from, to, ...(await readInstallationMetrics(databaseOf(deps.config, SERVICE), from, to)) };
}
