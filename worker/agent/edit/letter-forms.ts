/** Texts that look the same: composed or decomposed letters (NFC, NFD), with or without hidden characters. */
import { visibleText } from "../../protocol/hidden-text.ts";

export interface Folded {
  /** Composed, and without hidden characters. */
  text: string;
  /** Original offset of each offset in `text`, its end included; -1 within a letter that was composed. */
  offsets: Int32Array;
}

/**
 * A non-ASCII character, or any character before a combining mark, with the marks, vowels and finals that compose with
 * it and the hidden characters among them.
 */
const CLUSTER = /\P{ASCII}[\p{M}\p{Cf}\u115F-\u11FF]*|\p{ASCII}[\p{M}\p{Cf}]+/gu;

/** Whether the text could have another form that looks the same. */
export const hasForms = (text: string): boolean => /\P{ASCII}/u.test(text);

export function foldForms(text: string): Folded {
  const parts: string[] = [];
  const offsets: number[] = [];
  let from = 0;
  const copy = (to: number) => {
    for (let at = from; at < to; at += 1) offsets.push(at);
    parts.push(text.slice(from, to));
    from = to;
  };
  for (const match of text.matchAll(CLUSTER)) {
    const [cluster] = match;
    const folded = visibleText(cluster).normalize("NFC");
    if (folded === cluster) continue;
    copy(match.index);
    for (let at = 0; at < folded.length; at += 1) offsets.push(at === 0 ? match.index : -1);
    parts.push(folded);
    from = match.index + cluster.length;
  }
  copy(text.length);
  return { text: parts.join(""), offsets: Int32Array.from([...offsets, text.length]) };
}

/** The first folded offset at or after an offset of the original. */
export function foldedOffset({ offsets }: Folded, offset: number): number {
  if (offset >= (offsets.at(-1) ?? 0)) return offsets.length - 1;
  return offsets.findIndex((original) => original >= offset);
}

/**
 * `next` as replacement for `region`, which is `old` in another form: what both share keeps the file's form, and new
 * letters are decomposed if the file's are.
 */
export function keepForms(region: string, old: string, next: string): string {
  const [was, will] = [foldForms(region), foldForms(next)];
  if (was.text !== foldForms(old).text) return next;
  const most = Math.min(was.text.length, will.text.length);
  let head = 0;
  while (head < most && was.text[head] === will.text[head]) head += 1;
  while (was.offsets[head] === -1 || will.offsets[head] === -1) head -= 1;
  let tail = 0;
  while (tail < most - head && was.text.at(-1 - tail) === will.text.at(-1 - tail)) tail += 1;
  const inWas = () => was.offsets[was.text.length - tail] ?? 0;
  const inWill = () => will.offsets[will.text.length - tail] ?? 0;
  while (inWas() === -1 || inWill() === -1) tail -= 1;
  const added = next.slice(will.offsets[head], inWill());
  const apart = region.normalize("NFC") !== region && region.normalize("NFD") === region;
  return (
    region.slice(0, was.offsets[head]) + (apart ? added.normalize("NFD") : added) + region.slice(inWas())
  );
}
