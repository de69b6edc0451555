/** Which hosts commands reach: of a user's own tasks in a repository, and of an organisation's tasks. */
import { databaseOf } from "../access/database.ts";
import type { User } from "../access/principal.ts";
import {
  ApiError,
  type EgressRules,
  type EgressSettings,
  MAX_EGRESS_HOSTS,
  type OrgEgressRules,
} from "../protocol/index.ts";
import * as store from "../store/egress.ts";
import type { TaskDeps } from "../tasks/deps.ts";
import { valueOrThrow } from "./orgs.ts";
import { tooManyRepos } from "./repo-settings.ts";
import { noSuch, rowId } from "./row-id.ts";

export const readEgress = ({ config }: TaskDeps, user: User, repo: string): Promise<EgressRules> =>
  store.readEgress(databaseOf(config, user), user.userId, repo);

/** Takes the place of what was decided before. */
export const putEgress = async (
  { config }: TaskDeps,
  user: User,
  repo: string,
  settings: EgressSettings,
): Promise<EgressRules> =>
  rulesOrThrow(await store.putEgress(databaseOf(config, user), user.userId, repo, settings));

/** Nothing happens when it is allowed already. */
export const allowHost = async (
  { config }: TaskDeps,
  user: User,
  repo: string,
  host: string,
): Promise<EgressRules> =>
  rulesOrThrow(await store.allowHost(databaseOf(config, user), user.userId, repo, host));

function rulesOrThrow(rules: EgressRules | "full" | "too_many"): EgressRules {
  if (rules === "full") throw tooManyRepos();
  if (rules === "too_many")
    throw new ApiError("invalid_state", `a repository has at most ${MAX_EGRESS_HOSTS} allowed hosts`);
  return rules;
}

export async function readOrgEgress(
  { config }: TaskDeps,
  user: User,
  orgId: string,
): Promise<OrgEgressRules> {
  const rules = await store.readOrgEgress(databaseOf(config, user), rowId(orgId, "organisation"));
  if (!rules) throw noSuch("organisation");
  return rules;
}

/** For admins and owners. */
export async function putOrgEgress(
  deps: TaskDeps,
  user: User,
  orgId: string,
  settings: EgressSettings,
): Promise<OrgEgressRules> {
  const database = databaseOf(deps.config, user);
  valueOrThrow(await store.putOrgEgress(database, rowId(orgId, "organisation"), settings));
  return readOrgEgress(deps, user, orgId);
}
