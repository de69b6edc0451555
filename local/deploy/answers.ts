/** Reads what the services' own programs print. Pure; what is not understood is never taken for "nothing there". */
import { z } from "zod";
import type { Outcome } from "./command.ts";
import type { Standing } from "./step.ts";

const said = ({ stdout, stderr }: Outcome) => (stderr.trim() || stdout.trim()).slice(-600);

/** Of each thing there is one answer: it is there, it is known to be absent, or nobody can tell. */
export function existing(names: readonly string[], outcomes: readonly Outcome[], absent: RegExp): Standing {
  const missing: string[] = [];
  for (const [index, name] of names.entries()) {
    const outcome = outcomes[index];
    if (outcome?.code === 0) continue;
    if (!outcome || !absent.test(`${outcome.stdout}\n${outcome.stderr}`))
      return {
        is: "blocked",
        why: `nobody can tell whether ${name} is there: ${outcome ? said(outcome) : ""}`,
      };
    missing.push(name);
  }
  return missing.length === 0 ? { is: "done" } : { is: "missing", what: missing };
}

/** The JSON that a program printed, also behind a notice of its own. Null where it is not of this form. */
export function parsed<T>(text: string, schema: z.ZodType<T>): T | null {
  for (const begin of [0, text.search(/^[[{]/m)]) {
    if (begin < 0) continue;
    try {
      return schema.parse(JSON.parse(text.slice(begin)));
    } catch {
      // Tried from its next likely beginning.
    }
  }
  return null;
}

const Whoami = z.object({
  loggedIn: z.boolean().optional(),
  accounts: z.array(z.object({ id: z.string(), name: z.string() })),
});

/** Which account a deployment would go to must be certain. */
export function account(outcome: Outcome | undefined, chosen: string | undefined): Standing {
  const who = parsed(outcome?.stdout ?? "", Whoami);
  if (outcome?.code !== 0 || !who || who.loggedIn === false)
    return { is: "blocked", why: "wrangler is signed in to no Cloudflare account" };
  const names = who.accounts.map(({ id, name }) => `${name} (${id})`).join(", ");
  if (chosen !== undefined)
    return who.accounts.some(({ id }) => id === chosen)
      ? { is: "done" }
      : { is: "blocked", why: `CLOUDFLARE_ACCOUNT_ID names none of this login's accounts: ${names}` };
  if (who.accounts.length === 1) return { is: "done" };
  return { is: "blocked", why: `this login has ${who.accounts.length} accounts: ${names || "none"}` };
}

const SecretList = z.array(z.object({ name: z.string() }));

/** The names of what the Worker has. Null where the answer cannot be read; a Worker that is not there has none. */
export function secretNames(outcome: Outcome | undefined): ReadonlySet<string> | null {
  if (!outcome) return null;
  if (outcome.code !== 0)
    return /Worker "[^"]*"[^\n]* not found\./.test(`${outcome.stdout}\n${outcome.stderr}`) ? new Set() : null;
  const list = parsed(outcome.stdout, SecretList);
  return list && new Set(list.map(({ name }) => name));
}

const Projects = z.array(z.object({ "Project Name": z.string(), "Project Domains": z.string() }));

/** The project's own host below pages.dev; null without such a project, undefined where nobody can tell. */
export function pagesHost(outcome: Outcome | undefined, project: string): string | null | undefined {
  const list = outcome?.code === 0 ? parsed(outcome.stdout, Projects) : null;
  if (!list) return undefined;
  const found = list.find((row) => row["Project Name"] === project);
  if (!found) return null;
  return found["Project Domains"]
    .split(",")
    .map((host) => host.trim())
    .find((host) => /^[a-z\d-]+\.pages\.dev$/.test(host));
}
