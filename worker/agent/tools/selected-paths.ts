/** What a path argument of grep or glob selects, as git pathspecs: existing names first, then patterns. */
import type { AgentHost } from "../types.ts";
import { formsOf } from "./file-names.ts";
import { ignoredBy } from "./guarded.ts";
import type { Located } from "./lookup.ts";
import {
  expandBraces,
  hasWildcard,
  listed,
  splitAtBlanks,
  splitAtCommas,
  tidyPath,
  unquoted,
  withWholeStars,
} from "./path-patterns.ts";
import type { ToolContext } from "./tool.ts";

const MAX_ITEMS = 200;

export interface SelectedPaths {
  /** Pathspecs among what git does not ignore; empty for the whole repository, unless `ignored` has some. */
  pathspecs: string[];
  /** Pathspecs below ignored folders that were named outright. */
  ignored: string[];
  /** Pathspecs of what is left out of both. */
  excluded: string[];
  /** Why some of what was asked for does not exist; for the model. */
  missing: string[];
  /** Nothing was selected: all of it is missing. */
  nothing: boolean;
}

export type Selection = ({ ok: true } & SelectedPaths) | { ok: false; reason: string };

type Item =
  | { kind: "all" }
  | { kind: "spec"; spec: string[]; within: string | null }
  | { kind: "missing"; reason: string }
  | { kind: "refused"; reason: string };

const OUTSIDE = "must be relative and inside the repository.";

/** `what`: how the argument is called in a refusal. A name without a slash is looked for in every folder. */
export async function selectPaths(given: string, what: string, context: ToolContext): Promise<Selection> {
  const written = listed(given) ?? [given];
  const parts = (await Promise.all(written.map((part) => partsOf(part, context)))).flat();
  const without = parts.filter(isExclusion).map((part) => part.slice(1));
  const wanted = parts.filter((part) => !isExclusion(part));
  const items = await itemsOf(wanted, context);
  const left = await itemsOf(without, context);
  const refused = [...items, ...left].find((item) => item.kind === "refused");
  if (refused?.kind === "refused")
    return { ok: false, reason: refused.reason.replace(/^\0/, `The ${what} `) };
  const absent = items.flatMap((item) => (item.kind === "missing" ? [item.reason] : []));
  const specs = items.flatMap((item) => (item.kind === "spec" ? [item] : []));
  const named = specs.flatMap(({ within }) => (within === null ? [] : [within]));
  // A rule may ignore a folder (`dist/`), or all that is in one (`dist/*`).
  const rules = await ignoredBy(context.host, [...named, ...named.map(something)]);
  const all = items.length === 0 || items.some(({ kind }) => kind === "all");
  const excluded = left.flatMap((item) => (item.kind === "spec" ? item.spec : []));
  const isIgnored = ({ within }: { within: string | null }) =>
    within !== null && (rules.has(within) || rules.has(something(within)));
  const specsOf = (ignored: boolean) =>
    specs.filter((item) => isIgnored(item) === ignored).flatMap(({ spec }) => spec);
  const [pathspecs, ignored] = [all ? [] : specsOf(false), specsOf(true)];
  return {
    ok: true,
    pathspecs,
    ignored,
    excluded,
    missing: absent,
    nothing: !all && pathspecs.length === 0 && ignored.length === 0,
  };
}

const something = (folder: string): string => `${folder}/-`;

const isExclusion = (part: string): boolean => /^![^(]/.test(part);

/** One path of that name, else the paths of a list. */
async function partsOf(text: string, context: ToolContext): Promise<string[]> {
  const whole = unquoted(text);
  if (!/[,\s]/.test(whole) || (await exists(whole, context))) return [whole];
  const byComma = splitAtCommas(whole);
  const parts = await Promise.all(
    byComma.map(async (part) =>
      /\s/.test(part) && !(await exists(part, context)) && !hasFolder(part) ? splitAtBlanks(part) : [part],
    ),
  );
  return parts.flat();
}

/** `my docs/*.md` is one pattern, `src test` are two: only a blank behind a slash can be one of a list. */
const hasFolder = (part: string): boolean => /^[^/\s]+ [^/\s]+\/[^\s]*$/.test(part) && hasWildcard(part);

async function exists(path: string, { host, workTree }: ToolContext): Promise<boolean> {
  const parsed = workTree.parse(tidyPath(path));
  if (parsed === null || isRoot(path, host)) return false;
  const { kind } = await workTree.locate(parsed);
  return kind !== "missing" && kind !== "blocked";
}

async function itemsOf(parts: readonly string[], context: ToolContext): Promise<Item[]> {
  const expanded = await Promise.all(
    // A name that holds braces or brackets of its own (`{{name}}`, `[id].tsx`) is that name.
    parts.map(async (part) =>
      !hasBraces(part) || (await exists(part, context)) ? [part] : expandBraces(part),
    ),
  );
  const all = expanded.flat();
  const items = await Promise.all(all.slice(0, MAX_ITEMS).map((one) => itemOf(one, context)));
  const left = all.length - items.length;
  return left > 0 ? [...items, { kind: "missing", reason: `${left} more paths were left out` }] : items;
}

const hasBraces = (part: string): boolean => part.includes("{");

async function itemOf(part: string, context: ToolContext): Promise<Item> {
  const { host, workTree } = context;
  if (isRoot(part, host)) return { kind: "all" };
  const anywhere = !part.includes("/");
  const tidy = tidyPath(part);
  const inside = workTree.parse(tidy);
  if (inside === null) return { kind: "refused", reason: `\0${OUTSIDE}` };
  const located = await workTree.locate(inside);
  if (workTree.isForeign(part, located)) return { kind: "refused", reason: `\0${OUTSIDE}` };
  if (located.kind === "refused") return { kind: "refused", reason: located.reason };
  if (located.kind === "file" || located.kind === "directory")
    return { kind: "spec", spec: [`:(literal)${located.path}`], within: located.path };
  if (!hasWildcard(inside)) return anywhere ? byName(inside) : missingItem(located, context);
  if (anywhere) return patternItem([], inside, true);
  return belowPrefix(inside, /\/$/.test(part), context);
}

/** A file or a folder of that name, wherever it is. */
const byName = (name: string): Item => ({
  kind: "spec",
  spec: formsOf(name).flatMap((form) => ["", "/**"].map((below) => `:(glob)**/${escaped(form)}${below}`)),
  within: null,
});

const missing = (why: string): Item => ({ kind: "missing", reason: `No such path: ${why}` });

async function missingItem(
  located: Extract<Located, { kind: "missing" | "blocked" }>,
  { workTree }: ToolContext,
): Promise<Item> {
  return missing(located.kind === "missing" ? await workTree.missingReason(located) : notAFolder(located.by));
}

const notAFolder = (path: string): string => `${path} is a file, not a folder.`;

/** A pattern below a folder: the parts before the first wildcard are names, and have to exist. */
async function belowPrefix(pattern: string, folders: boolean, context: ToolContext): Promise<Item> {
  const { workTree } = context;
  const parts = pattern.split("/");
  const prefix: string[] = [];
  for (const part of parts.slice(0, -1)) {
    if (/[*?]/.test(part)) break;
    const located = await workTree.locate([...prefix, part].join("/"));
    if (located.kind === "directory") prefix.push(located.path.slice(located.path.lastIndexOf("/") + 1));
    else if (part.includes("[") && located.kind === "missing") break;
    else if (located.kind === "refused") return { kind: "refused", reason: located.reason };
    else return located.kind === "file" ? missing(notAFolder(located.path)) : missingItem(located, context);
  }
  const rest = parts.slice(prefix.length).join("/");
  return patternItem(prefix, folders ? `${rest}/**` : rest, false);
}

function patternItem(prefix: readonly string[], rest: string, anywhere: boolean): Item {
  const pattern = withWholeStars(rest);
  const spec = formsOf(anywhere ? `**/${pattern}` : pattern).map(
    (form) => `:(glob)${prefix.map((part) => `${escaped(part)}/`).join("")}${form}`,
  );
  return { kind: "spec", spec: [...new Set(spec)], within: prefix.length === 0 ? null : prefix.join("/") };
}

const escaped = (name: string): string => name.replace(/[\\*?[]/g, "\\$&");

/** The root, as a path or as a pattern for everything. */
function isRoot(part: string, { repoDir }: AgentHost): boolean {
  return /^(?:\.?\/?|(?:\.\/)?\*\*(?:\/\*{0,2})?|\*)$/.test(part) || tidyPath(part) === tidyPath(repoDir);
}
