/** Settings of users for repositories. Every function names the user, so that the Worker's own client may read. */
import {
  DEFAULT_REPO_SETTINGS,
  KeptCommands,
  type PutRepoSettings,
  type RepoSettings,
} from "../protocol/index.ts";
import type { ServiceClient, UserClient } from "./client.ts";
import { dataOf } from "./failure.ts";
import type { RepoSettingsRow } from "./rows.ts";
import { isoTime, toPostgresText } from "./text.ts";

const COLUMNS = "exit_status_counts, unconfined_commands, scan_command, second_reader, updated_at";
/** Raised by the trigger of repo_settings. */
const TOO_MANY = "PT409";

/** The defaults where this user has stored nothing for the repository. */
export async function readRepoSettings(
  client: UserClient | ServiceClient,
  userId: string,
  repo: string,
): Promise<RepoSettings> {
  const query = client.from("repo_settings").select(COLUMNS).eq("user_id", userId);
  const answer = await query.eq("repo_full_name", repo.toLowerCase()).maybeSingle();
  const row = dataOf("read repository settings", answer);
  return row === null
    ? { repo_full_name: repo, ...DEFAULT_REPO_SETTINGS, updated_at: null }
    : settingsOf(repo, row);
}

/** Replaces what was stored. `full` when the user has MAX_REPO_SETTINGS others. */
export async function putRepoSettings(
  client: UserClient,
  userId: string,
  repo: string,
  settings: PutRepoSettings,
): Promise<RepoSettings | "full"> {
  const row = { user_id: userId, repo_full_name: repo.toLowerCase(), ...settings };
  const upsert = client.from("repo_settings").upsert(row, { onConflict: "user_id,repo_full_name" });
  const answer = await upsert.select(COLUMNS).single();
  if (answer.error?.code === TOO_MANY) return "full";
  return settingsOf(repo, dataOf("store repository settings", answer));
}

/** The commands that are kept for the repository; none where they cannot be read as such. */
export async function readKeptCommands(
  client: ServiceClient,
  userId: string,
  repo: string,
): Promise<KeptCommands> {
  const query = client.from("repo_settings").select("commands").eq("user_id", userId);
  const answer = await query.eq("repo_full_name", repo.toLowerCase()).maybeSingle();
  const kept = KeptCommands.safeParse(dataOf("read commands of a repository", answer)?.commands ?? {});
  return kept.success ? kept.data : {};
}

/** Replaces them. `full` when the user has settings for MAX_REPO_SETTINGS other repositories. */
export async function putKeptCommands(
  client: ServiceClient,
  userId: string,
  repo: string,
  commands: KeptCommands,
): Promise<"kept" | "full"> {
  const row = toPostgresText({ user_id: userId, repo_full_name: repo.toLowerCase(), commands });
  const upsert = client.from("repo_settings").upsert(row, { onConflict: "user_id,repo_full_name" });
  const answer = await upsert.select("user_id").single();
  if (answer.error?.code === TOO_MANY) return "full";
  dataOf("store commands of a repository", answer);
  return "kept";
}

const settingsOf = (
  repo: string,
  { updated_at, ...settings }: PutRepoSettings & Pick<RepoSettingsRow, "updated_at">,
): RepoSettings => ({ repo_full_name: repo, ...settings, updated_at: isoTime(updated_at) });
