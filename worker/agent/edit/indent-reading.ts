import { indentOf, isMixed, isTelling, opensBlock, trimBlank, withoutMark } from "./indentation.ts";
import { alignedOperations } from "./line-alignment.ts";

/**
 * What the indentation of a new text means after `old` was found with another one. `like_old`: it differs from the
 * file's in the same way; `like_file`: it is the file's already.
 */
export type IndentReading = "like_old" | "like_file";

/** A line of `old`, as it was sent and as the file has it. */
export interface OldLine {
  sent: string;
  actual: string;
  /** Sent once for both sides, as an unchanged line of a patch is: says nothing about the new lines. */
  once: boolean;
}

export interface NextLine {
  line: string;
  once: boolean;
}

/**
 * Derives the meaning from the lines that both texts share, whatever their indentation; without any, from where each
 * block of new lines begins. Null if both are possible, and for another kind of indentation in a file (`text`) that
 * has both.
 */
export function readIndents(
  old: readonly OldLine[],
  next: readonly NextLine[],
  text: string,
): IndentReading | null {
  const added = next
    .filter(({ line, once }) => !once && trimBlank(line) !== "")
    .map(({ line }) => indentOf(line));
  const informative = old.filter(isInformative);
  const kind = byKind(informative, added);
  if (kind !== undefined) return isMixed(text) ? null : kind;
  const { shared, blocks } = align(old, next);
  const ofBlocks = new Set(blocks.map(blockReading));
  const reading = shared.length > 0 ? sharedReading(shared) : ofBlocks.size === 1 ? [...ofBlocks][0] : null;
  if (!reading || ofBlocks.has(reading === "like_old" ? "like_file" : "like_old")) return null;
  return contradicts(reading, informative, added) ? null : reading;
}

/** One reading if no line speaks for the other. */
function sharedReading(shared: readonly Shared[]): IndentReading | null {
  const votes = shared.map(({ old, next, below }) => ({ vote: voteOf(old, next), below }));
  const some = (wanted: Vote) => votes.some(({ vote }) => vote === wanted);
  const deeper = votes.filter(({ vote }) => vote === "like_file").map(({ below }) => below);
  // Below a new line that stands where it was, a line may be deeper and so come to stand where the file has it.
  if (some("like_old")) return deeper.every((below) => below?.opens) ? "like_old" : null;
  return some("neither") || deeper.some((below) => below !== null) ? null : "like_file";
}

type Vote = IndentReading | "neither";

const isInformative = ({ sent, actual }: OldLine): boolean =>
  trimBlank(sent) !== "" && indentOf(sent) !== indentOf(actual);

/** Tabs for blanks or blanks for tabs: then the characters tell. Undefined where they do not. */
function byKind(informative: readonly OldLine[], added: readonly string[]): IndentReading | null | undefined {
  const sent = kindOf(informative.map((line) => indentOf(line.sent)));
  const actual = kindOf(informative.map((line) => indentOf(line.actual)));
  if (sent === null || actual === null || sent === actual) return undefined;
  const indented = added.filter((indent) => indent !== "");
  if (indented.length === 0) return undefined;
  const kind = kindOf(indented);
  return kind === sent ? "like_old" : kind === actual ? "like_file" : null;
}

/** The only character; null if there is none, or several. */
function kindOf(indents: readonly string[]): string | null {
  const all = indents.join("");
  const only = all.charAt(0);
  return only !== "" && all === only.repeat(all.length) ? only : null;
}

/** Where the indentation is that of the line. */
function voteOf({ sent, actual }: OldLine, indent: string): Vote {
  if (indent === indentOf(sent)) return "like_old";
  return indent === indentOf(actual) ? "like_file" : "neither";
}

/** The least indentation of the new lines is that which the other reading leads to expect. */
function contradicts(reading: IndentReading, old: readonly OldLine[], added: readonly string[]): boolean {
  const changed = old.filter(({ once }) => !once);
  const sent = least(changed.map((line) => indentOf(line.sent)));
  const actual = least(changed.map((line) => indentOf(line.actual)));
  const next = least(added);
  return reading === "like_old" ? next === actual && next !== sent : next === sent && next !== actual;
}

/** Infinite for none, which is no line's. */
const least = (indents: readonly string[]): number => Math.min(...indents.map((indent) => indent.length));

interface Shared {
  old: OldLine;
  /** Its indentation in the new text. */
  next: string;
  /** The new line that encloses it, if that stands where it was. */
  below: NewLine | null;
}

/** A line of the new text; one that both texts have encloses what is below it, too. */
interface NewLine {
  indent: string;
  isNew: boolean;
  /** It may open a block. */
  opens: boolean;
}

/** `first`: the block's first new line. */
interface ChangedBlock {
  /** Lines of `old` that may have the indentation of the block's first new line: replaced ones, else both neighbours. */
  beside: OldLine[];
  first: string;
}

/** Lines with equal text whatever their indentation, and the blocks of new lines that hold none. */
function align(
  old: readonly OldLine[],
  next: readonly NextLine[],
): { shared: Shared[]; blocks: ChangedBlock[] } {
  const shared: Shared[] = [];
  const blocks: ChangedBlock[] = [];
  let [i, j] = [0, 0];
  let open: OpenBlock | null = null;
  let enclosing: NewLine[] = [];
  const operations = alignedOperations(
    old.map(({ sent, once }) => ({ key: trimBlank(sent), once })),
    next.map(({ line, once }) => ({ key: trimBlank(line), once })),
  );
  for (const { kind, line } of operations) {
    const [was, will] = [old[i], next[j]];
    if (kind !== "+") i += 1;
    if (kind !== "-") j += 1;
    if (kind === " ") {
      if (open) blocks.push(...closed(open, old, i - 1));
      open = null;
      if (!was || !will || line === "") continue;
      const indent = indentOf(will.line);
      enclosing = around(enclosing, indent);
      const parent = enclosing.at(-1);
      const below = parent?.isNew && parent.indent === indentOf(was.sent) ? parent : null;
      if (!was.once && isInformative(was) && isTelling(line)) shared.push({ old: was, next: indent, below });
      enclosing.push({ indent, isNew: false, opens: false });
      continue;
    }
    open ??= { removed: [], added: [] };
    if (line === "") continue;
    if (kind === "-" && was) open.removed.push(was);
    if (kind === "+" && will) {
      const indent = indentOf(will.line);
      open.added.push(will.line);
      enclosing = [...around(enclosing, indent), { indent, isNew: true, opens: opensBlock(line) }];
    }
  }
  if (open) blocks.push(...closed(open, old, i));
  return { shared, blocks };
}

/** Those of the lines above that are less deep. */
const around = (above: readonly NewLine[], indent: string): NewLine[] =>
  above.slice(0, above.findLastIndex((line) => line.indent.length < indent.length) + 1);

/** Without blank lines. */
interface OpenBlock {
  removed: OldLine[];
  added: string[];
}

/** `at`: index of the line of `old` below the block. */
function closed({ removed, added }: OpenBlock, old: readonly OldLine[], at: number): ChangedBlock[] {
  const [first] = added;
  if (first === undefined) return [];
  if (removed.length > 0) return [{ beside: removed, first }];
  const [above, below] = [before(old, at), after(old, at)];
  return [{ beside: above && below && tells(first, [above, below]) ? [above, below] : [], first }];
}

/** Whether one of the readings would put the line deeper than both neighbours, or less deep. */
function tells(first: string, neighbours: readonly OldLine[]): boolean {
  const depth = indentOf(first).length;
  const sent = neighbours.map((line) => indentOf(line.sent).length);
  const actual = neighbours.map((line) => indentOf(line.actual).length);
  return depth > Math.max(...sent) || depth < Math.min(...actual);
}

const isText = ({ sent }: OldLine): boolean => trimBlank(sent) !== "";
const before = (old: readonly OldLine[], at: number) => old.slice(0, at).findLast(isText);
const after = (old: readonly OldLine[], at: number) => old.slice(at).find(isText);

function blockReading({ beside, first }: ChangedBlock): IndentReading | null {
  const votes = new Set(beside.map((line) => voteOf(line, indentOf(first))));
  const [likeOld, likeFile] = [votes.has("like_old"), votes.has("like_file")];
  if (likeOld === likeFile) return null;
  const [reading, other] = likeOld
    ? (["like_old", "like_file"] as const)
    : (["like_file", "like_old"] as const);
  return beside.some((line) => isUnderMark(line, first, other)) ? null : reading;
}

/** The text of the new line stands where that of the old one does in the other reading: `uses: x` below `- name`. */
function isUnderMark({ sent, actual }: OldLine, first: string, reading: IndentReading): boolean {
  const deeper = withoutMark(sent, first);
  const at = indentOf(reading === "like_old" ? sent : actual).length;
  return deeper !== 0 && indentOf(first).length === at + deeper;
}
