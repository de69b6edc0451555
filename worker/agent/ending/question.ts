const ASKS =
  /^(?:and |but |so |ok(?:ay)?,? )?(?:why|what|how|where|which|who|whose|when|is|are|was|were|does|do|did|has|have|explain|tell me|describe|show me)\b/i;
const WISHES = /\b(?:please|can you|could you|would you|will you|let's|let us)\b/i;
const EXPLAINS = /\b(?:explain|tell|say|describe|show|summari[sz]e|answer)\b/i;

/**
 * Whether a message of the user only asks something, so that an answer without a change is what was wanted. A polite
 * request with a question mark is a request.
 */
export function asksOnly(text: string): boolean {
  const sentences = text
    .split(/(?<=[.!?？؟。])\s+|\n+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== "");
  return sentences.length > 0 && sentences.every(isQuestion);
}

function isQuestion(sentence: string): boolean {
  if (WISHES.test(sentence)) return EXPLAINS.test(sentence);
  return ASKS.test(sentence) || /[?？؟]["')]*$/.test(sentence);
}
