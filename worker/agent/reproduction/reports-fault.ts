/** Phrases with these words that ask for something else. */
const OTHER =
  /\b(?:error[- ](?:handl\w+|messages?|codes?|pages?|types?|class(?:es)?|boundar\w+|report\w*|states?)|fix(?:ed|es|ing)? (?:the |a |an |any |all |some )?(?:typos?|spelling|grammar|lint\w*|format\w*|docs?|documentation|comments?|(?:broken |dead )?links?|wording|indentation|whitespace|style|names?|naming|warnings?|types?|vulnerabilit\w+)|fixed[- ](?:size|width|length|point|rate|price)|(?:issue|bug|error)[- ]?(?:template|tracker|form|page|report template))\b/gi;
const FAULT =
  /\b(?:fix(?:es|ed|ing)?|hotfix|bugs?|bugfix|buggy|crash(?:es|ed|ing)?|regressions?|broken|breaks|traceback|stack ?trace|exceptions?|fail(?:s|ed|ing|ure)|throws|threw|errors?|panics?|segfaults?|deadlocks?|hangs|wrong(?:ly)?|incorrect(?:ly)?|issue #?\d+|(?:does|do|did)(?:n['’]t| not) work|not working|no longer works?)\b/i;

/** Whether a prompt reports a fault, judged by its words. Pure. */
export const reportsFault = (prompt: string): boolean => FAULT.test(prompt.replace(OTHER, " "));
