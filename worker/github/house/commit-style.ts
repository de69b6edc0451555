/** The style of a repository's commit subjects, read from its log. Pure; subjects are untrusted text. */

export interface CommitStyle {
  /** `conventional`: `type(scope): …`; `ticket`: a tracker's id first; `place`: the changed part first. */
  prefix: keyof typeof PREFIX | "none";
  /** Prefixes that occur: types, trackers' keys, or places. */
  known: ReadonlySet<string>;
  /** The case of the first letter behind the prefix; null where neither prevails. */
  letter: "upper" | "lower" | null;
  /** What stands around a ticket's id: `[` and `] `, or nothing and `: `. */
  ticket: { before: string; after: string };
}

/** Fewer subjects show no custom. */
const MIN_SUBJECTS = 5;
/** The share of subjects that makes a custom. */
const SHARE = 0.6;

/** In this order: a conventional subject has the form of a place too. The first group is the prefix's word. */
const PREFIX = {
  conventional:
    /^(build|chore|ci|docs|feat|feature|fix|hotfix|perf|refactor|release|revert|style|tests?)(?:\([^()\n]{1,60}\))?!?: +(?=\S)/,
  ticket: /^\[?([A-Z][A-Z0-9]{1,9})-\d+\]?:? +(?=\S)/,
  place: /^([\w./-]{1,60}): +(?=\S)/,
};

/** Written by git, GitHub or a program, not by the custom of people. */
const MACHINE = /^(?:Merge |Revert "|fixup! |squash! |Bump \S+ from |v?\d+\.\d+)/;

export const NO_STYLE: CommitStyle = {
  prefix: "none",
  known: new Set(),
  letter: null,
  ticket: { before: "", after: " " },
};

/** The custom of most of these subjects; `NO_STYLE` where there are too few. */
export function commitStyleOf(subjects: readonly string[]): CommitStyle {
  const written = subjects.map((one) => one.trim()).filter((one) => one !== "" && !MACHINE.test(one));
  if (written.length < MIN_SUBJECTS) return NO_STYLE;
  const prefix = prevailing(written);
  const matches = prefix === "none" ? [] : written.flatMap((one) => [PREFIX[prefix].exec(one)]);
  const found = matches.filter((match) => match !== null);
  const rests = written.map((one) => (prefix === "none" ? one : one.replace(PREFIX[prefix], "")));
  return {
    prefix,
    known: new Set(found.map(([, word = ""]) => word)),
    letter: letterOf(rests),
    ticket: aroundTicket(found[0]?.[0] ?? ""),
  };
}

function prevailing(written: readonly string[]): CommitStyle["prefix"] {
  for (const prefix of ["conventional", "ticket", "place"] as const)
    if (written.filter((one) => PREFIX[prefix].test(one)).length >= written.length * SHARE) return prefix;
  return "none";
}

function letterOf(rests: readonly string[]): CommitStyle["letter"] {
  const share = (pattern: RegExp) => rests.filter((one) => pattern.test(one)).length / rests.length;
  if (share(/^\p{Lu}/u) >= SHARE) return "upper";
  return share(/^\p{Ll}/u) >= SHARE ? "lower" : null;
}

function aroundTicket(prefix: string): CommitStyle["ticket"] {
  const match = /^(\[?)[A-Z0-9]+-\d+(\]?:? )/.exec(prefix);
  return { before: match?.[1] ?? "", after: match?.[2] ?? " " };
}

/** The prefix that a title has already, in any of the known forms; empty if it has none. */
export function prefixOf(title: string, form: keyof typeof PREFIX): string {
  return PREFIX[form].exec(title)?.[0] ?? "";
}
