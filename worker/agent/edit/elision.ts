/** Tells comments that stand for left-out code, in the comment syntax of any language, from other comments. */

export interface Elision {
  /** Nobody writes this about code that is there. Otherwise it depends on what the line replaces. */
  sure: boolean;
  /** It stands behind code on its line, or only words that are usual in comments give it away. */
  beside: boolean;
  /** Dots without words, and without a sign of a comment. */
  dots: boolean;
}

const BEGIN =
  /^(?:\/\/+!?|#+|--+\[*|;+|%+|\/\*+|\*+(?=[\s/…]|\.{3}|$)|<!--+|<%--|<%#|\{\/\*+|\{\{!(?:--)?|\{[#-]-?|\(\*+|\\"|dnl\b|rem\b|"""|'''|'|"(?=\s)|!(?=\s)|\.\.(?=\s)|=begin\b)\s*/i;
const END = /\s*(?:\*+\/\s*\}?|--+>|--%>|%>|--\}\}|\}\}|#\}|-\}|\*+\)|\]\]|"""|''')$/;
/** A comment behind code; not within an address or a text. */
const BEHIND = /(?:^|[\s;{}()[\],])((?:\/\/|\/\*|#\s|--\s|<!--|\{\/\*).*)/;

const DOTS = /^(?:\.{3,}|…)+$/;
const LEFT = `(?:rest|remainder|remaining|existing|other|unchanged|previous|omitted|truncated|snip(?:ped)?|original|same)`;
const CODE = `(?:code|file|page|document|script|program|functions?|methods?|class(?:es)?|components?|modules?|implementations?|logic|contents?|body|template|markup|stuff|everything)`;
const THING = `(?:${CODE}|imports?|exports?|tests?|test cases?|cases|lines?|fields?|props|properties|routes?|styles?|rules?|definitions?|declarations?|config(?:uration)?|options?|handlers?|helpers?|statements?|elements?|items?|entries|sections?|variables?|constants?|types?|attributes?|columns?|parameters?|params|args|arguments?|steps?|jobs?|targets?|dependencies|keys?|values?|settings?|queries|tables?|html|css)`;
const WORDS = String.raw`(?:[\w'"$./-]+ ){0,2}`;
const THE = "(?:the |your |this |that |our |all |all the |of the )?";
const STAYS = `(?:is|are|remains?|stays?|continues?|goes|kept|left)(?: (?:the|exactly|all|as))*(?: (?:same|unchanged|unmodified|as(?: it)?(?: is| was)?|is|before|intact|untouched|here|identical|omitted|unaltered|below|above|on))+(?: .{0,30})?`;
const BREVITY = `for (?:the sake of )?(?:brevity|clarity|space|simplicity|conciseness|readability|length)`;
const GONE =
  "(?:omitted|elided|truncated|snipped|left out|skipped|shortened|removed|abbreviated|collapsed|hidden)";
const RANGE = String.raw`lines? \d+(?: ?(?:-|–|to|through|and) ?\d+)?`;

const whole = (...patterns: string[]) => new RegExp(`^(?:${patterns.join("|")})$`, "i");

/** With or without dots. */
const SURE = whole(
  `${THE}(?:rest|remainder) of ${THE}${WORDS}${CODE}`,
  `${THE}(?:(?:rest|remainder)(?: of ${THE}${WORDS}${THING})?|everything else|all else|${RANGE}|(?:other|existing|remaining|previous|original) ${WORDS}${THING}) ${STAYS}`,
  `${THE}${LEFT} ${WORDS}${THING} (?:unchanged|here|omitted|as before|goes here|go here|continues?)`,
  `(?:existing|unchanged|remaining) ${CODE}`,
  `(?:[\\w'"$./-]+ ){0,4}${GONE} ${BREVITY}`,
  `${RANGE} (?:unchanged|omitted|as before)`,
  `(?:code|${THING}) (?:above|below|before|after)?(?: this)? ?(?:remains?|stays?) (?:the same|unchanged)`,
  `(?:keep|insert|add|put|include) ${THE}(?:rest|remaining|existing|original|previous|other) ${WORDS}${THING}(?: here| as is| unchanged)?`,
);

/** With dots before or behind it. */
const SURE_WITH_DOTS = whole(
  `${THE}(?:rest|remainder)(?: of ${THE}${WORDS}\\S+)?`,
  `${THE}(?:existing|unchanged|remaining|previous|original|omitted|truncated|snip(?:ped)?) ${WORDS}${THING}(?: ${STAYS}| here| above| below)?`,
  "(?:existing|unchanged|remaining|omitted|truncated|snip(?:ped)?|same as (?:before|above)|(?:code|content) (?:continues?|unchanged|omitted))",
);
const LEADING_DOTS = whole(`${THE}other ${WORDS}${THING}`, `${WORDS}${CODE}`);

/** As the whole of a bracket: `(unchanged)`. */
const SURE_IN_BRACKETS = whole(
  "unchanged|omitted|snip(?:ped)?|same as before|no changes?|truncated|rest unchanged",
  `${THE}(?:rest|remainder|existing|remaining|unchanged|previous)(?: of)? ${THE}${WORDS}${THING}(?: .{0,30})?`,
);

/** Says that something is left out, if something is. */
const LIKELY = whole(
  `(?:${THE}${WORDS}${THING} )?(?:is |are |remains? |stays? )?(?:the )?(?:same|identical|unchanged)(?: as (?:before|above|previous(?:ly)?|the original|original|it was|in the original))?`,
  `(?:no changes?|nothing changed|not changed|as before|as is|unchanged|etc)(?: here| below)?`,
  `${THE}${WORDS}${THING} ${GONE}`,
  `${GONE}|snip`,
  `${THE}(?:rest|remainder)(?: of ${THE}${WORDS}\\S+)?(?: here| below)?`,
);
const POSSIBLE = whole(
  `${THE}${LEFT} ${WORDS}${THING}(?: here| below| above)?`,
  `${WORDS}${CODE} (?:here|goes here)`,
  "existing|remaining|the others|others",
);

/** Null if the line does not look as if it stood for something else. */
export function elisionIn(line: string): Elision | null {
  const text = line.trim();
  if (text.length > MAX_CHARS) return null;
  const begin = BEGIN.exec(text);
  if (begin) return judge(text.slice(begin[0].length).replace(END, ""), true);
  if (/^[[(.…]/.test(text)) {
    const found = judge(text.replace(/\s*[,;]$/, ""), false);
    if (found) return found;
  }
  const behind = BEHIND.exec(text)?.[1];
  const found = behind === undefined ? null : elisionIn(behind);
  return found && { ...found, beside: true };
}

/** Longer ones are sentences. */
const MAX_CHARS = 160;

export const isComment = (line: string): boolean => BEGIN.test(line.trim());

/** `text`: a comment without its signs. Without a comment, only dots or brackets around it all tell it from code. */
function judge(text: string, isInComment: boolean): Elision | null {
  if (DOTS.test(text)) return { sure: false, beside: !isInComment, dots: !isInComment };
  const bracket = /^[[(<{](.+)[\])>}][.,;]?$/.exec(text);
  const inner = (bracket?.[1] ?? text).trim();
  const leading = /^(?:\.{3,}|…)/.exec(inner);
  const trailing = /(?:\.{3,}|…)[)\]]?$/.exec(inner);
  const gap = inner.slice(leading?.[0].length ?? 0);
  // A spread: `...rest`, `...existing,`; also one that is commented out.
  if (leading && /^[\w$.]/.test(gap) && !trailing && !/\s/.test(gap)) return null;
  if (!isInComment && bracket && isListOfCode(inner)) return null;
  if (!isInComment && !bracket && !(leading && (trailing || /^\s/.test(gap)))) return null;
  const words = wordsOf(inner);
  const surely = (sure: boolean): Elision => ({ sure, beside: false, dots: false });
  if (SURE.test(words)) return surely(isInComment || leading !== null || trailing !== null || isAside(words));
  if (bracket && SURE_IN_BRACKETS.test(words) && (isInComment || leading || trailing)) return surely(true);
  if (leading && (SURE_WITH_DOTS.test(words) || LEADING_DOTS.test(words))) return surely(true);
  if (trailing && SURE_WITH_DOTS.test(words)) return surely(true);
  if (LIKELY.test(words)) return surely(false);
  return POSSIBLE.test(words) || (leading !== null && trailing !== null)
    ? { ...surely(false), beside: true }
    : null;
}

/** `[...existing, ...items]`, `(rest: Props, options = {})`, `(rest)`: between commas stands one name or value. */
function isListOfCode(inner: string): boolean {
  const elements = inner.replace(/,$/, "").split(",");
  if (!elements.every((element) => ELEMENT.test(element.trim()))) return false;
  return (
    elements.length > 1 || /^(?:rest|remaining|remainder|existing|others?|previous|original)$/i.test(inner)
  );
}

const ELEMENT = /^(?:\.{3}|\*{1,2}|&)?[\w$][\w$.?!()[\]'"]*(?:\s*[:=]\s*\S+)?$/;

/** More than a call's arguments could be. */
const isAside = (words: string): boolean => words.split(" ").length >= 3;

function wordsOf(text: string): string {
  return text
    .replace(/\.{3,}|…/g, " ")
    .replace(/[[\](){}<>"`:;!]+/g, " ")
    .replace(/[.,]+(?=\s|$)/g, "")
    .replace(/\s+/g, " ")
    .trim();
}
