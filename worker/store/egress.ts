/** Which hosts commands reach: by repository for a user's own tasks, and for those that an organisation sees. */
import { EgressRules, EgressSettings, OrgEgressRules } from "../protocol/index.ts";
import type { ServiceClient, UserClient } from "./client.ts";
import { dataOf } from "./failure.ts";
import { type OrgRefusal, outcomeOf } from "./orgs.ts";
import { isoTime } from "./text.ts";

const COLUMNS = "egress_presets, egress_allow, updated_at";
/** Raised by the trigger for one repository too many, and by `allow_egress_host` for one host too many. */
function refusalOf(error: { code: string; message: string } | null): "full" | "too_many" | null {
  if (error?.code !== "PT409") return null;
  return error.message.includes("allowed hosts") ? "too_many" : "full";
}

/** The defaults where this user has stored nothing for the repository. */
export async function readEgress(
  client: UserClient | ServiceClient,
  userId: string,
  repo: string,
): Promise<EgressRules> {
  const query = client.from("repo_settings").select(COLUMNS).eq("user_id", userId);
  const row = dataOf("read egress", await query.eq("repo_full_name", repo.toLowerCase()).maybeSingle());
  if (row === null) return { repo_full_name: repo, presets: {}, allow: [], updated_at: null };
  return rulesOf(repo, row);
}

/** Replaces what was stored. `full`: the user has MAX_REPO_SETTINGS others; `too_many`: more hosts than a row may hold. */
export async function putEgress(
  client: UserClient,
  userId: string,
  repo: string,
  { presets, allow }: EgressSettings,
): Promise<EgressRules | "full" | "too_many"> {
  const key = { user_id: userId, repo_full_name: repo.toLowerCase() };
  const row = { ...key, egress_presets: presets, egress_allow: [...new Set(allow)] };
  const upsert = client.from("repo_settings").upsert(row, { onConflict: "user_id,repo_full_name" });
  const answer = await upsert.select(COLUMNS).single();
  return refusalOf(answer.error) ?? rulesOf(repo, dataOf("store egress", answer));
}

/** Adds one host; nothing happens when it is there. */
export async function allowHost(
  client: UserClient,
  userId: string,
  repo: string,
  host: string,
): Promise<EgressRules | "full" | "too_many"> {
  const answer = await client.rpc("allow_egress_host", { p_repo: repo, p_host: host });
  const refusal = refusalOf(answer.error);
  if (refusal) return refusal;
  dataOf("allow a host", answer);
  return readEgress(client, userId, repo);
}

interface Row {
  egress_presets: unknown;
  egress_allow: string[];
  updated_at: string;
}

const rulesOf = (repo: string, row: Row): EgressRules =>
  EgressRules.parse({
    repo_full_name: repo,
    presets: row.egress_presets,
    allow: row.egress_allow,
    updated_at: isoTime(row.updated_at),
  });

/** Null where the caller is in no such organisation. */
export async function readOrgEgress(client: UserClient, orgId: string): Promise<OrgEgressRules | null> {
  const query = client.from("organisations").select("egress_presets, egress_allow, egress_updated_at");
  const row = dataOf("read egress of organisation", await query.eq("id", orgId).maybeSingle());
  return (
    row &&
    OrgEgressRules.parse({
      org_id: orgId,
      presets: row.egress_presets,
      allow: row.egress_allow,
      updated_at: row.egress_updated_at && isoTime(row.egress_updated_at),
    })
  );
}

/** Replaces what was stored; for admins and owners. */
export async function putOrgEgress(
  client: UserClient,
  orgId: string,
  { presets, allow }: EgressSettings,
): Promise<{ value: unknown } | OrgRefusal> {
  const args = { p_org_id: orgId, p_presets: presets, p_allow: [...new Set(allow)] };
  return outcomeOf("store egress of organisation", await client.rpc("put_organisation_egress", args));
}

/** Of the organisation that a task is shared with, if it is. */
export async function readTaskOrgEgress(
  service: ServiceClient,
  taskId: string,
): Promise<EgressSettings | null> {
  const answer = await service.rpc("task_organisation_egress", { p_task_id: taskId });
  const found = dataOf("read egress of a task's organisation", answer);
  return found && EgressSettings.parse(found);
}
