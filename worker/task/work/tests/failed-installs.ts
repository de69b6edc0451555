/**
 * Installs that failed. One is not repeated for the same manifests, commands and network: it would fail again, and its
 * time is the user's. A retry by the user forgets it.
 */

import type { InstallFailure } from "../../../agent/index.ts";
import type { DetectedCommands } from "../../../agent/types.ts";
import { egressPolicy } from "../../../protocol/index.ts";
import type { Life } from "../../record/life.ts";
import type { FailedInstall } from "../../record/stored-documents.ts";
import type { StepContext } from "../../run/step.ts";
import { egressSettings } from "../host/egress.ts";
import { systemLine } from "../host/system-line.ts";

const MAX_KEPT = 20;

/** What would be installed. */
export interface InstallAttempt {
  /** Hash of the manifests. */
  manifests: string;
  install: DetectedCommands;
  /** A manifest differs from the base's, so that other forms of the commands run. */
  changed: boolean;
}

type Asked = Pick<FailedInstall, "manifests" | "commands" | "network">;

/** How often an install that ended so may run: what a network or a clock decides gets one more chance. */
const MAX_RUNS: Record<InstallFailure["cause"], number> = { failed: 1, missing: 1, offline: 2, timed_out: 2 };

/** The failure that stands for another run of the same install; null where it has to run. Pure. */
export function standingFailure(failed: readonly FailedInstall[], asked: Asked): InstallFailure | null {
  const known = failed.find((one) => isSame(one, asked));
  return known && known.runs >= MAX_RUNS[known.failure.cause] ? known.failure : null;
}

/** The list with one more failure. Pure. */
export function withFailure(
  failed: readonly FailedInstall[],
  asked: Asked,
  failure: InstallFailure,
): FailedInstall[] {
  const runs = (failed.find((one) => isSame(one, asked))?.runs ?? 0) + 1;
  return [...failed.filter((one) => !isSame(one, asked)), { ...asked, runs, failure }].slice(-MAX_KEPT);
}

/** Whether every package that is missing now was missing with the base commit's manifests as well. Pure. */
export function missedBefore(
  failed: readonly FailedInstall[],
  baseManifests: string,
  { packages = [] }: Pick<InstallFailure, "packages">,
): boolean {
  const before = failed.find(({ manifests }) => manifests === baseManifests)?.failure.packages ?? [];
  return packages.length > 0 && packages.every((name) => before.includes(name));
}

const isSame = (one: Asked, other: Asked): boolean =>
  one.manifests === other.manifests && one.commands === other.commands && one.network === other.network;

/**
 * The failure of this install, if it ran in this checkout just before and would only fail again. What an install left
 * behind stands only until the next one, and not in a new sandbox: there it runs.
 */
export async function rememberedFailure(
  context: StepContext,
  attempt: InstallAttempt,
): Promise<InstallFailure | null> {
  const { life, host, checkout } = context;
  const failed = life.documents.get("failed_installs") ?? [];
  if (failed.length === 0 || (await checkout.installedFor()) !== markOf(attempt)) return null;
  const failure = standingFailure(failed, await askedOf(context, attempt));
  if (failure === null) return null;
  const text = `Not installed again: \`${failure.command}\` failed before, and neither manifests nor network have changed`;
  systemLine(host, text);
  return failure;
}

export async function noteFailure(
  context: StepContext,
  attempt: InstallAttempt,
  failure: InstallFailure,
): Promise<void> {
  const { life, checkout, commit } = context;
  const asked = await askedOf(context, attempt);
  commit(() =>
    life.documents.put(
      "failed_installs",
      withFailure(life.documents.get("failed_installs") ?? [], asked, failure),
    ),
  );
  // What was installed before may be gone or half replaced.
  await checkout.markInstalled(markOf(attempt));
}

/** For a retry by the user. Call inside a transaction. */
export const forgetFailures = (life: Life): void => life.documents.delete("failed_installs");

/** Never equal to a hash, so that the checkout does not count as installed. */
const markOf = ({ manifests }: InstallAttempt): string => `${FAILED}${manifests}`;
const FAILED = "failed:";

/** Whether the last install in this checkout succeeded, by its mark. Pure. */
export const isInstallMark = (mark: string | null): boolean => mark !== null && !mark.startsWith(FAILED);

async function askedOf({ config, life }: StepContext, attempt: InstallAttempt): Promise<Asked> {
  const { manifests, install, changed } = attempt;
  const all = [install.install, ...(install.packages ?? []).map((one) => one.install)];
  const displays = all.flatMap((one) => (one === null ? [] : `${one.dir ?? ""}$ ${one.display}`));
  const policy = egressPolicy("install", ...(await egressSettings(config, life)));
  return {
    manifests,
    commands: [...(changed ? ["changed"] : []), ...new Set(displays)].join("\n"),
    network: JSON.stringify(policy.allow),
  };
}
