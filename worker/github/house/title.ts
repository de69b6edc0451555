/** Titles of pull requests and commits. Pure; texts are of models, users and repositories. */
import { visibleText } from "../../protocol/hidden-text.ts";
import { type CommitStyle, prefixOf } from "./commit-style.ts";

export const MAX_TITLE_CHARS = 72;
/** A shorter rest behind a prefix says nothing. */
const MIN_REST_CHARS = 20;

/** What a title is about, where the style asks for more than its words. */
export interface TitleFacts {
  /** Paths of the changed files. */
  paths: readonly string[];
  /** The user's words: the only ones from which a ticket is taken. */
  prompt: string;
}

/** The first line without a full stop, hidden characters or Markdown's marks, cut at a word. Empty if there is none. */
export function plainTitle(text: string, maxChars = MAX_TITLE_CHARS): string {
  const line = visibleText(text)
    .split("\n")
    .map((one) => one.replace(/\s+/g, " ").trim())
    .find((one) => one !== "");
  const bare = (line ?? "").replace(/^(?:#+|[-*>]) +/, "").replace(/^\*\*(.+)\*\*$/, "$1");
  return cutAtWord(bare, maxChars).replace(/(?<![.!?])[.,;:]$/, "");
}

/** The title as the repository's own log would have it, with at most 72 characters. */
export function styledTitle(text: string, style: CommitStyle, facts: TitleFacts): string {
  const title = plainTitle(text, 400);
  if (title === "") return "";
  const prefix = wantedPrefix(title, style, facts);
  const own = prefix === null ? "" : ownPrefix(title, style);
  const rest = withLetter(title.slice(own.length), style.letter);
  const whole = prefix === null ? withLetter(title, style.letter) : prefix + rest;
  return plainTitle(whole.length - rest.length > MAX_TITLE_CHARS - MIN_REST_CHARS ? rest : whole);
}

/** Null leaves the title's beginning as it is. */
function wantedPrefix(title: string, style: CommitStyle, { paths, prompt }: TitleFacts): string | null {
  const own = ownPrefix(title, style);
  if (style.prefix === "none") {
    // A custom without prefixes is one too.
    return own !== "" && style.letter !== null ? "" : null;
  }
  if (prefixOf(title, style.prefix) !== "") return own;
  if (style.prefix === "conventional") return `${typeOf(title, paths, style.known)}: `;
  if (style.prefix === "place") {
    const place = placeOf(paths, style.known);
    return place === null ? null : `${place}: `;
  }
  const id = [...prompt.matchAll(/\b([A-Z][A-Z0-9]{1,9})-\d+\b/g)].find(([, key = ""]) =>
    style.known.has(key),
  );
  return id ? style.ticket.before + id[0] + style.ticket.after : null;
}

/** The prefix that the title brought along. */
const ownPrefix = (title: string, { prefix }: CommitStyle): string =>
  prefix === "ticket" || prefix === "place"
    ? prefixOf(title, prefix) || prefixOf(title, "conventional")
    : prefixOf(title, "conventional");

const WORDS: [type: string, pattern: RegExp][] = [
  ["fix", /\b(?:fix\w*|bug\w*|repair\w*|correct\w*|crash\w*|wrong|prevent\w*|avoid\w*|handle)\b/i],
  ["perf", /\b(?:faster|speed|performance|cache)\b/i],
  ["refactor", /\b(?:refactor\w*|renam\w*|extract\w*|simplif\w*|move\w*|split)\b/i],
];
const PLACES: [type: string, pattern: RegExp][] = [
  ["docs", /\.(?:md|mdx|rst|adoc)$|^docs?\//i],
  ["test", /(?:^|\/)(?:tests?|__tests__|specs?)\/|[._-](?:test|spec)\.\w+$|(?:^|\/)test_[^/]*$/i],
  ["ci", /^\.github\/workflows\/|^\.gitlab-ci|^\.circleci\//],
];

/** The kind of a change, by what changed, then by the words of its title. */
export function kindOf(title: string, paths: readonly string[]): string {
  const byPlace = PLACES.find(([, pattern]) => paths.length > 0 && paths.every((path) => pattern.test(path)));
  const byWord = WORDS.find(([, pattern]) => pattern.test(title));
  return byPlace?.[0] ?? byWord?.[0] ?? "feat";
}

/** In the spelling of the log. */
function typeOf(title: string, paths: readonly string[], known: ReadonlySet<string>): string {
  const wanted = kindOf(title, paths);
  const spellings: Record<string, string[]> = { feat: ["feat", "feature"], test: ["test", "tests"] };
  return (spellings[wanted] ?? [wanted]).find((type) => known.has(type)) ?? wanted;
}

/** The innermost part common to all changed files that the log names. */
function placeOf(paths: readonly string[], known: ReadonlySet<string>): string | null {
  const [first = "", ...rest] = paths;
  const folders = first.split("/").slice(0, -1);
  while (folders.length > 0) {
    const folder = folders.join("/");
    const shared = rest.every((path) => path.startsWith(`${folder}/`));
    if (shared && known.has(folder)) return folder;
    const name = folders.at(-1) ?? "";
    if (shared && known.has(name)) return name;
    folders.pop();
  }
  const stem =
    first
      .split("/")
      .at(-1)
      ?.replace(/\.\w+$/, "") ?? "";
  return rest.length === 0 && known.has(stem) ? stem : null;
}

/** A word with capitals inside, or of capitals alone, is a name and stays. */
function withLetter(text: string, letter: CommitStyle["letter"]): string {
  if (letter === null || !/^\p{L}\p{Ll}*(?![\p{L}\p{N}_.(/])/u.test(text)) return text;
  const first = text.slice(0, 1);
  return (letter === "upper" ? first.toUpperCase() : first.toLowerCase()) + text.slice(1);
}

function cutAtWord(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const cut = text.slice(0, maxChars + 1).toWellFormed();
  const space = cut.lastIndexOf(" ");
  return (space > maxChars / 2 ? cut.slice(0, space) : cut.slice(0, maxChars)).trimEnd();
}
