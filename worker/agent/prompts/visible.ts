/**
 * Characters that a person does not see and a model reads: zero-width ones, marks that turn the direction of writing,
 * tag characters, fillers. Text can hide instructions in them.
 */
const HIDDEN =
  /[\u00AD\u061C\u115F\u1160\u17B4\u17B5\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\u3164\uFEFF\uFFA0\u{1D173}-\u{1D17A}\u{E0000}-\u{E007F}]|[\u{E0100}-\u{E01EF}]/gu;

/** Joiners belong into emoji, and into Arabic and Indic words. Anywhere else they are hidden too. */
const STRAY_JOINER =
  /(?<!\uFE0F|[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Myanmar}\p{Script=Khmer}])[\u200C\u200D]/gu;

/** The text as a person sees it: without hidden characters. */
export function visibleText(text: string): string {
  return text.replace(HIDDEN, "").replace(STRAY_JOINER, "");
}

/** How many characters `visibleText` leaves out. */
export function countHidden(text: string): number {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  return count(HIDDEN) + count(STRAY_JOINER);
}
