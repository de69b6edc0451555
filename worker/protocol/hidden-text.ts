/**
 * Characters that a person does not see, and a model or a compiler reads: zero-width ones, marks that turn the
 * direction of writing, tag characters, fillers. Text can hide instructions and code in them.
 */
const HIDDEN =
  /[\u00AD\u061C\u115F\u1160\u17B4\u17B5\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{1D173}-\u{1D17A}\u{E0000}-\u{E007F}]|\u034F|[\u{E0100}-\u{E01EF}]/gu;

/** Joiners belong into emoji, and into Arabic and Indic words. Anywhere else they are hidden too. */
const STRAY_JOINER =
  /(?<!\uFE0F|[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Myanmar}\p{Script=Khmer}])[\u200C\u200D]/gu;

/** Selectors of a character's look belong behind one that has several. A row of them can spell any text. */
const STRAY_SELECTOR =
  /(?<![\p{Emoji}\p{Sm}\p{Script=Han}\p{Script=Mongolian}\p{Script=Myanmar}])[\uFE00-\uFE0F]/gu;

/** What a terminal or an editor acts on instead of showing it; a form feed is old custom in sources. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are control characters
const CONTROLS = /[\x00-\x08\x0B\x0E-\x1F\x7F-\x9F\u2028\u2029]/gu;

/** Nothing but the characters of every keyboard: most lines. */
const PLAIN = /^[\t\n\f\r\x20-\x7E]*$/;

const INVISIBLE = [HIDDEN, STRAY_JOINER, STRAY_SELECTOR];

/** The text as a person sees it: without hidden characters. */
export const visibleText = (text: string): string =>
  PLAIN.test(text) ? text : INVISIBLE.reduce((rest, pattern) => rest.replace(pattern, ""), text);

/** How many characters `visibleText` leaves out. */
export const countHidden = (text: string): number =>
  PLAIN.test(text) ? 0 : INVISIBLE.reduce((count, pattern) => count + (text.match(pattern)?.length ?? 0), 0);

const numberOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

const reveal = (text: string, patterns: readonly RegExp[]): string =>
  PLAIN.test(text)
    ? text
    : patterns.reduce((rest, pattern) => rest.replace(pattern, (one) => `⟨${numberOf(one)}⟩`), text);

/** The text with every hidden character as its number, `⟨U+202E⟩`. For text that may hold colours of a terminal. */
export const revealHidden = (text: string): string => reveal(text, INVISIBLE);

/** The same of a line of source, or a name, where control characters have no place either. */
export const revealAll = (text: string): string => reveal(text, [...INVISIBLE, CONTROLS]);

/** The different hidden and control characters of a line of source, or of a name: `U+202E`. */
export const hiddenIn = (text: string): string[] =>
  PLAIN.test(text)
    ? []
    : [...new Set([...INVISIBLE, CONTROLS].flatMap((pattern) => text.match(pattern) ?? []))].map(numberOf);
