/**
 * Who may use this installation, whichever door they come by. The lists of the configuration are compared with what GitHub
 * says for the user's own token, never with what the user says about themselves. What cannot be found out is a refusal.
 */
import type { Config } from "../env.ts";
import { type GitHubClient, GitHubFailure } from "../github/client.ts";
import { tokenOwner } from "../github/identity.ts";
import { type Membership, membershipIn } from "../github/membership.ts";
import { ApiError } from "../protocol/index.ts";
import { wasInvited } from "../store/orgs.ts";
import { type GitHubAccess, githubFor } from "./credentials.ts";
import { databaseOf } from "./database.ts";
import { SERVICE } from "./principal.ts";

/** `embedded` alone is the set-up for one person: there, nobody is refused until a list is given. */
type EntryRule = "anyone" | "nobody" | "listed";

export function entryRule({ ALLOWED_LOGINS, ALLOWED_ORGS, ALLOW_ANYONE, EMBEDDED }: Config): EntryRule {
  if (ALLOWED_LOGINS.length + ALLOWED_ORGS.length > 0) return "listed";
  return ALLOW_ANYONE || EMBEDDED ? "anyone" : "nobody";
}

/** What GitHub is asked for at sign-in, separated by blanks. */
export const scopesFor = ({ ALLOWED_ORGS }: Config): string =>
  ALLOWED_ORGS.length > 0 ? "repo read:user read:org" : "repo read:user";

/** `unknown`: whether they may cannot be found out now. */
export type Entry = "admitted" | { refused: "no_entry" | "entry_unknown"; message: string };

type Listing = "listed" | "not_listed" | "not_connected" | "refused" | "unavailable";

interface Answer {
  listing: Listing;
  /** On GitHub; null where it did not say. */
  login: string | null;
}

/** How long each answer is good for. */
const LIFE_MS: Record<Listing, number> = {
  listed: 10 * 60_000,
  // Whoever was put on the list or logged in again is not to wait for long.
  not_listed: 60_000,
  not_connected: 0,
  refused: 15_000,
  unavailable: 15_000,
};
const MAX_KEPT = 10_000;
/** A request waits for the answer; GitHub's failures are tried again less patiently than for a task. */
const RETRY_BASE_MS = 50;

type Kept = Answer & { until: number };

/** Values and no promises: one request may not wait for another's I/O. */
const kept = new WeakMap<Config, Map<string, Kept>>();

function keptOf(config: Config) {
  const known = kept.get(config) ?? new Map<string, Kept>();
  kept.set(config, known);
  return known;
}

/** Whether the user may use this installation. Throws StoreFailure. */
export async function entryOf(config: Config, userId: string, now = Date.now()): Promise<Entry> {
  const rule = entryRule(config);
  if (rule === "anyone") return "admitted";
  if (rule === "nobody") return { refused: "no_entry", message: NOBODY };
  const answer = await answerFor(config, userId, now);
  if (answer.listing === "listed") return "admitted";
  // Asked each time: who leaves the organisation is out at once.
  if (config.INVITATION_ONLY && (await wasInvited(databaseOf(config, SERVICE), userId))) return "admitted";
  return refusalOf(config, answer);
}

/** Throws `no_entry` or `entry_unknown` for a user who may not use this installation, and StoreFailure. */
export async function requireEntry(config: Config, userId: string): Promise<void> {
  const entry = await entryOf(config, userId);
  if (entry !== "admitted") throw new ApiError(entry.refused, entry.message);
}

/** What was found out about the user is asked again: they have logged in anew. */
export const forgetEntry = (config: Config, userId: string): boolean => keptOf(config).delete(userId);

async function answerFor(config: Config, userId: string, now: number): Promise<Answer> {
  const answers = keptOf(config);
  const known = answers.get(userId);
  if (known && known.until > now) return known;
  const access = await githubFor(config, userId, { retryBaseMs: RETRY_BASE_MS, maxRateLimitWaitMs: 0 });
  const answer: Answer = access ? await askGitHub(config, access) : { listing: "not_connected", login: null };
  answers.delete(userId);
  answers.set(userId, { ...answer, until: now + LIFE_MS[answer.listing] });
  const [oldest] = answers.keys();
  if (answers.size > MAX_KEPT && oldest !== undefined) answers.delete(oldest);
  return answer;
}

/** Of GitHub, not of what was stored: a login may have been given up since. */
async function askGitHub(config: Config, { client }: GitHubAccess): Promise<Answer> {
  let login: string | null = null;
  try {
    ({ login } = await tokenOwner(client));
    const named = config.ALLOWED_LOGINS.includes(login.toLowerCase());
    return { listing: named ? "listed" : await askOrgs(client, config.ALLOWED_ORGS), login };
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
    return { listing: error.kind === "unauthorized" ? "not_connected" : "unavailable", login };
  }
}

async function askOrgs(client: GitHubClient, orgs: readonly string[]): Promise<Listing> {
  const asked = await Promise.allSettled(orgs.map((org) => membershipIn(client, org)));
  const said = (answer: Membership) =>
    asked.some((each) => each.status === "fulfilled" && each.value === answer);
  if (said("member")) return "listed";
  for (const each of asked) if (each.status === "rejected") throw each.reason;
  return said("refused") ? "refused" : "not_listed";
}

const NOBODY =
  "This installation admits nobody yet: whoever runs it has to say who may use it (ALLOWED_LOGINS, ALLOWED_ORGS or ALLOW_ANYONE).";

function refusalOf(config: Config, { listing, login }: Answer): Entry {
  const ask = config.OPERATOR_CONTACT || "whoever runs it";
  switch (listing) {
    case "listed":
      return "admitted";
    case "not_listed":
      return {
        refused: "no_entry",
        message: `The GitHub account ${login} is not among those that may use this installation. To be let in, ask ${ask}.`,
      };
    case "not_connected":
      return {
        refused: "entry_unknown",
        message:
          "Verne cannot ask GitHub who you are: it has no access to your account any more. Log in with GitHub again.",
      };
    case "refused":
      return {
        refused: "entry_unknown",
        message: `GitHub does not let Verne see whether you are in an organisation that may use this installation. Log in with GitHub again and grant Verne access to your organisation there, with its single sign-on where it has one. If that does not help, ask ${ask}.`,
      };
    case "unavailable":
      return {
        refused: "entry_unknown",
        message:
          "GitHub does not say at the moment whether you may use this installation. Try again in a minute.",
      };
  }
}
