/**
 * At the level `none` commands of a task run as whoever runs Verne. They do so for the shipped samples, and elsewhere
 * once the task's user has agreed to it for the repository.
 */
import type { Config } from "../env.ts";
import { type Isolation, SampleList, type StepKind } from "../protocol/index.ts";
import { readRepoSettings } from "../store/repo-settings.ts";
import { databaseOf } from "./database.ts";
import { SERVICE } from "./principal.ts";

/** Steps that start nothing in the checkout. */
const WITHOUT_COMMANDS: ReadonlySet<StepKind> = new Set(["publish", "cleanup"]);

/** What is refused without it, and how to agree. */
export const agreementWanted = (repo: string): string =>
  `Nothing confines commands on this machine: what the model and the code of ${repo} run, runs as you. Agree to that once for this repository (Settings, Repository rules; unconfined_commands of /api/repo-settings), or install bubblewrap and start Verne again`;

/** Whether the task's user may start commands of this repository's only after they agreed. */
export function needsAgreement(config: Config, isolation: Isolation | null, repo: string): boolean {
  if (isolation !== "none") return false;
  const name = repo.toLowerCase();
  return !sampleTasks(config).items.some((sample) => sample.repo_full_name.toLowerCase() === name);
}

/** Why a step may not run its commands, wherever the task came from; null where it may. */
export async function commandsRefusal(
  config: Config,
  step: { kind: StepKind; isolation: Isolation; userId: string; repo: string },
): Promise<string | null> {
  const { kind, isolation, userId, repo } = step;
  if (WITHOUT_COMMANDS.has(kind) || !needsAgreement(config, isolation, repo)) return null;
  const settings = await readRepoSettings(databaseOf(config, SERVICE), userId, repo);
  return settings.unconfined_commands ? null : agreementWanted(repo);
}

/** Those that came with Verne; none but on the embedded default. */
export const sampleTasks = ({ EMBEDDED, SAMPLES }: Config): SampleList =>
  EMBEDDED && SAMPLES ? SampleList.parse(JSON.parse(SAMPLES)) : { items: [] };
