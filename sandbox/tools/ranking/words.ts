/** Words that cannot tell one file from another: grammar, and what nearly every request asks for. */
const STOP_WORDS = new Set(
  (
    "a an and any are as at be been but by can could do does for from get give has have how i if in into is it its " +
    "let like make me more must my need new no not of on once one only or our out please should so some such than " +
    "that the their them then there these they this to too up us use used using was we were what when where which " +
    "who why will with would you your via instead don doesn each other all also add fix change update implement " +
    "create remove allow support ensure avoid handle improve refactor move rename file files code"
  ).split(" "),
);

export const isStopWord = (word: string): boolean => STOP_WORDS.has(word);

/** `parseHTTPHeader_v2` -> `parse http header`, lower case. */
export function splitIdentifier(identifier: string): string[] {
  return identifier
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .replace(/[^A-Za-z]+/g, " ")
    .toLowerCase()
    .split(" ")
    .filter((word) => word.length > 1);
}

/** `routes`, `routing` and `router` are one word for a search. Not a linguist's stem, and never shown. */
export function stem(word: string): string {
  const single = word.length > 3 && /[^s]s$/.test(word) ? word.slice(0, -1) : word;
  if (single.length <= 4) return single;
  const stripped = single
    .replace(/i[sz]ation$/, "ize")
    .replace(/(?:ation|ator|ative)$/, "ate")
    .replace(/(?:ie|ied)$/, "y")
    .replace(/(?:ing|ed|er|or|ion|able|ible|ment|ly|ive|al|ance|ence)$/, "");
  if (stripped.length < 3) return single;
  const bare = stripped.replace(/([bdfgklmnprtz])\1$/, "$1").replace(/e$/, "");
  return bare.length < 3 ? single : bare;
}

/** One spelling for `maxBytes`, `max_bytes`, `max-bytes` and `MAX_BYTES`. */
export const fold = (identifier: string): string => identifier.toLowerCase().replace(/[_-]/g, "");
