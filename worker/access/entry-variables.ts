/** The variables that say who may use an installation. */
import { z } from "zod";

/** Logins and names of organisations; those of managed accounts have an underscore. */
const NAME = /^[a-z\d](?:[a-z\d_-]{0,98}[a-z\d_-])?$/;

/** Commas separate; letters count as small ones, as GitHub compares them. An unset variable is an empty list. */
const names = (what: string) =>
  z
    .string()
    .default("")
    .transform((text, check) => {
      if (text === "") return [];
      const entries = text.split(",").map((entry) => entry.trim().toLowerCase());
      const wrong = entries.findIndex((entry) => !NAME.test(entry));
      if (wrong >= 0) check.addIssue({ code: "custom", message: `entry ${wrong + 1} is no ${what}` });
      return [...new Set(entries)];
    });

const flag = z
  .enum(["0", "1", ""])
  .default("0")
  .transform((text) => text === "1");

export const ENTRY_VARIABLES = {
  /** GitHub logins, separated by commas. */
  ALLOWED_LOGINS: names("GitHub login"),
  /** GitHub organisations, separated by commas: their active members. */
  ALLOWED_ORGS: names("name of a GitHub organisation"),
  /** Whoever has accepted an invitation to an organisation of this installation may use it as well. */
  INVITATION_ONLY: flag,
  /** Everybody with a GitHub account may use it. */
  ALLOW_ANYONE: flag,
  /** GitHub logins of those who see the figures of the whole installation. */
  ADMIN_LOGINS: names("GitHub login"),
  /** Whom those may ask who are refused: a name, an address. */
  OPERATOR_CONTACT: z
    .string()
    .max(200, "must be at most 200 characters")
    .regex(/^\P{C}*$/u, "must be one line")
    .default(""),
};

interface EntryVariables {
  ALLOWED_LOGINS: readonly string[];
  ALLOWED_ORGS: readonly string[];
  INVITATION_ONLY: boolean;
  ALLOW_ANYONE: boolean;
}

/** What contradicts itself, by the variable that does. */
export function entryContradiction(
  variables: EntryVariables,
): { path: keyof EntryVariables; message: string } | null {
  const { ALLOWED_LOGINS, ALLOWED_ORGS, INVITATION_ONLY, ALLOW_ANYONE } = variables;
  const listed = ALLOWED_LOGINS.length + ALLOWED_ORGS.length > 0;
  if (ALLOW_ANYONE && (listed || INVITATION_ONLY))
    return {
      path: "ALLOW_ANYONE",
      message: "contradicts ALLOWED_LOGINS, ALLOWED_ORGS and INVITATION_ONLY; remove it or them",
    };
  if (INVITATION_ONLY && !listed)
    return {
      path: "INVITATION_ONLY",
      message: "needs ALLOWED_LOGINS or ALLOWED_ORGS: somebody has to be there to invite others",
    };
  return null;
}
