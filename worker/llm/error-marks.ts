/**
 * Which class a provider's failure has. The status decides where it can; where one status covers several causes, the
 * words do that providers use for them. The sentences are those of real answers, by provider in `error-bodies.test.ts`.
 */
import type { ProviderError } from "./error-body.ts";
import { retryAfterInWords } from "./retry-after.ts";
import type { ModelErrorClass } from "./types.ts";

/** Nothing is left to pay with, or what may be used is used up for a day or longer: no pause helps. */
const SPENT = new RegExp(
  [
    "insufficient[ _]?(?:quota|funds|balance|credits?)|insufficient account balance",
    "(?:balance|credits?|funds) (?:is|are|has been|have been) (?:insufficient|not enough|too low|depleted|exhausted|used up)",
    "credit balance|(?:run )?out of (?:\\w+ )?credits|no (?:remaining )?credits|any credits or licenses|used all available credits",
    "(?:requires?|need) more credits|more credits are required|can only afford|credit limit exceeded|included credits",
    "credits are required|extra usage is required",
    "spend(?:ing)? (?:limit|cap)|specified api usage limits|key limit exceeded|billing_error",
    "billing[ _](?:hard[ _]limit|not[ _]active)|check your billing details|(?:enable|requires?) billing|billing (?:to be|is not) enabled|billing account.{0,40}(?:disabled|closed|not active)",
    "budget[ _]?(?:has been )?exceeded|exceeded[ _]?(?:your )?(?:token)?[ _]?budget|over budget|crossed budget",
    "arrearage|overdue|good standing|freetieronly|free tier of the model has been exhausted|余额不足|欠费",
    "free-models-per-day|free_tier_daily|perday(?:per|-|\\b)",
  ].join("|"),
  "i",
);
/** Says both "used up" and "too fast", by the provider: it counts unless a pause is named or the quota is of a minute. */
const QUOTA =
  /exceeded your current quota|exceeded_current_quota|check your plan and billing|quota.{0,20}exhausted|\bbilling\b/i;
const OF_A_MINUTE = /per[-_ ]?minute|free-models-per-min/i;
const NO_TIER = /\blimit: 0\b/;
const SOME_TIER = /\blimit: [1-9]/;

const CONTEXT = new RegExp(
  [
    "context_length_exceeded|contextwindowexceeded|context[ _]?(?:length|window|size|limit)|maximum context|exceed_context",
    "prompt (?:is )?too (?:long|large)|maximum prompt length|prompt (?:length )?exceeds|input_too_large|input is too long|input length exceeds",
    "too many (?:input )?tokens(?!,? please wait)|input token count|request (?:body )?too large|request_too_large|tokens_limit_reached",
    "`?inputs`? tokens \\+ `?max_new_tokens`?|`?inputs`? must have less than \\d+ tokens|range of input length|string_above_max_length",
    "model token limit|reduce (?:the length of the messages|your (?:message|prompt) (?:size|length))|exceeds (?:the )?max(?:imum)? (?:input )?length",
  ].join("|"),
  "i",
);
/** Under 429 "too many tokens" is a matter of speed; only a request that alone is above the limit never fits. */
const ALONE_TOO_LARGE = /request (?:body )?too large|tokens_limit_reached/i;

const REFUSED =
  /content[ _-]?(?:policy|filter|management)|contentpolicyviolation|policy_violation|bio_policy|usage[ _](?:polic|guideline)|safety[ _](?:system|check)|moderation|responsibleaipolicy|data_?inspection|inappropriate content|content exists risk|new_sensitive|input was flagged|prompt was flagged/i;

/** The model called a tool in a way that its server could not read: another answer may be readable. */
const UNREADABLE =
  /tool_use_failed|failed to call a function|tool call validation failed|output_parse_failed|error parsing tool call|failed_generation/i;

/** The account, its organisation, its project or its place may not, whatever the key. */
const NOT_ALLOWED =
  /must be verified|verif(?:y|ication).{0,30}organi[sz]ation|organi[sz]ation.{0,40}(?:verif|restricted|disabled)|unsupported_country|request_forbidden|(?:country|region|territory|location).{0,30}(?:is )?not (?:supported|available|allowed)|not (?:supported|available|allowed) in (?:your|this) (?:country|region|location)|(?:not have|no|without) access to (?:the )?(?:model|project)|access to (?:the )?model.{0,60}denied|\bgated\b|service_disabled|has not been used in project|ip_not_|\bip address\b/i;

/** Between here and the model something answers in its place. */
const CHALLENGE =
  /just a moment|cf-mitigated|cf_chl|challenge-platform|attention required|enable javascript and cookies|error code: 10\d\d|request blocked|captcha/i;

const INVALID_KEY =
  /invalid_api_key|authentication_?error|permission_error|(?:incorrect|invalid) api[ _-]?key|api[ _-]?key[ _](?:not valid|is invalid|invalid|expired|was reported)|unauthorized/i;

/** In the order in which they count. */
const MARKS: readonly [RegExp, ModelErrorClass][] = [
  [SPENT, "no_quota"],
  [UNREADABLE, "garbage"],
  [INVALID_KEY, "invalid_key"],
  [CONTEXT, "context_too_long"],
  [REFUSED, "refused"],
  [NOT_ALLOWED, "bad_request"],
  [CHALLENGE, "network"],
  [/rate[ _-]?limit|too many requests|resource_exhausted|throttl/i, "rate_limited"],
  [
    /overloaded|server_?error|internal_?error|api_error|service_?unavailable|unavailable|bad gateway/i,
    "overloaded",
  ],
  [/timed? ?out|timeout/i, "timeout"],
  [/invalid_request|badrequesterror/i, "bad_request"],
];

/** Classes that words may choose under this status. */
function classesUnder(status: number | null): readonly ModelErrorClass[] | "any" {
  if (status === null) return "any";
  if (status === 401 || status === 412) return ["no_quota"];
  if (status === 403) return ["no_quota", "refused", "bad_request", "network", "rate_limited"];
  if (status === 500) return ["context_too_long", "garbage"];
  if (status === 400 || status === 413 || status === 422) {
    return ["no_quota", "garbage", "invalid_key", "context_too_long", "refused"];
  }
  return [];
}

function classOfStatus(status: number | null): ModelErrorClass {
  if (status === null) return "network";
  if (status === 401 || status === 403) return "invalid_key";
  if (status === 402) return "no_quota";
  if (status === 408 || status === 504 || status === 522 || status === 524) return "timeout";
  if (status === 413) return "context_too_long";
  if (status === 429) return "rate_limited";
  if ([409, 424, 425, 498, 499].includes(status) || status >= 500) return "overloaded";
  return "bad_request";
}

/**
 * The class of a provider's failure. The status decides first; code, type and message refine it where a status covers
 * several causes, and stand alone for an error inside a stream.
 */
export function classify(error: ProviderError): ModelErrorClass {
  const { isPage = false, statusInside = null } = error;
  const status = statusOf(error.status, statusInside ?? statusIn(error.code));
  const words = [error.code, error.type, error.message, error.words].filter(Boolean).join(" ");
  if (isPage && status === 403) return "network";
  if (status === 429) return classOfLimit(words, error);
  const allowed = classesUnder(status);
  const marked = MARKS.find(
    ([mark, cls]) => (allowed === "any" || allowed.includes(cls)) && mark.test(words),
  )?.[1];
  if (marked) return marked;
  if ((allowed === "any" || allowed.includes("no_quota")) && isSpent(words, error) && status !== 401)
    return "no_quota";
  return classOfStatus(status);
}

/** A gateway's own failure says less than that of the server behind it. */
function statusOf(outer: number | null, inside: number | null): number | null {
  return outer === null || (outer >= 500 && inside !== null && inside < 500) ? inside : outer;
}

/** Some gateways put the HTTP status of the model behind them into `code`. */
function statusIn(code: string | null): number | null {
  const status = Number(code);
  return Number.isInteger(status) && status >= 400 && status < 600 ? status : null;
}

/** 429 is a speed, a purse, or a request that alone is larger than the limit. */
function classOfLimit(words: string, error: ProviderError): ModelErrorClass {
  if (SPENT.test(words)) return "no_quota";
  if (ALONE_TOO_LARGE.test(words)) return "context_too_long";
  return isSpent(words, error) ? "no_quota" : "rate_limited";
}

function isSpent(words: string, error: ProviderError): boolean {
  // Google's free tier does not have this model at all.
  if (NO_TIER.test(words) && !SOME_TIER.test(words)) return true;
  const pause = error.retryAfterMs ?? retryAfterInWords(words);
  return QUOTA.test(words) && pause === null && !OF_A_MINUTE.test(words);
}
