/** Reads a model's arguments by a schema, and mends what models get wrong about types. Pure. */
import type { z } from "zod";
import { isRecord } from "../../llm/json.ts";

/** Each round mends one level: a list within a text, then the objects in it. */
const MAX_ROUNDS = 4;
const MAX_ISSUES = 200;
/** Words for "nothing" in an argument that is no text. */
const NOTHING = /^(?:null|none|undefined|nil)?$/i;

/**
 * The arguments as the schema wants them. A JSON text where a list, an object, a number or a yes or no is wanted is
 * read; a single thing where a list is wanted becomes a list, and a list of one where one thing is wanted that thing.
 * A text stays as it is wherever a text is wanted.
 */
export function fitArguments<S extends z.ZodType>(
  schema: S,
  value: unknown,
  normalise = (given: unknown): unknown => given,
): z.ZodSafeParseResult<z.infer<S>> {
  let given = normalise(value);
  let result = schema.safeParse(given);
  for (let round = 0; !result.success && round < MAX_ROUNDS; round += 1) {
    const mended = mend(given, result.error.issues.slice(0, MAX_ISSUES));
    if (mended === given) break;
    given = normalise(mended);
    result = schema.safeParse(given);
  }
  return result;
}

/** A value in the form of a JSON text, once or twice; anything else as it is. */
export function parsedText(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    // Some servers encode the arguments twice.
    if (typeof value !== "string" || !/^\s*\{/.test(value)) return value;
    return parsedText(value) ?? value;
  } catch {
    return undefined;
  }
}

type Path = readonly PropertyKey[];

function mend(given: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  return issues.flatMap(wantedBy).reduce((value, { path, expected }) => {
    const found = valueAt(value, path);
    const better = convert(expected, found);
    return better === found ? value : withValue(value, path, better);
  }, given);
}

function wantedBy(issue: z.core.$ZodIssue): { path: Path; expected: string }[] {
  if (issue.code === "invalid_type") return [{ path: issue.path, expected: issue.expected }];
  if (issue.code !== "invalid_union") return [];
  return issue.errors
    .flat()
    .flatMap((inner) =>
      wantedBy(inner).map(({ path, expected }) => ({ path: [...issue.path, ...path], expected })),
    );
}

/** The value in the expected type, or the value itself if it cannot be had without guessing. */
function convert(expected: string, value: unknown): unknown {
  const kind = /^(?:int|number|nan|bigint)/.test(expected)
    ? "number"
    : expected === "record"
      ? "object"
      : expected;
  if (kind === "string") return asText(value);
  if (typeof value === "string") {
    if (NOTHING.test(value.trim())) return undefined;
    return ofText(kind, value);
  }
  if (kind === "array" && isRecord(value)) return [value];
  if (kind === "object" && Array.isArray(value) && value.length === 1 && isRecord(value[0])) return value[0];
  return value;
}

function asText(value: unknown): unknown {
  if (typeof value === "number") return String(value);
  return Array.isArray(value) && value.length === 1 && typeof value[0] === "string" ? value[0] : value;
}

function ofText(kind: string, text: string): unknown {
  if (kind === "number") return /^\s*-?\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) : text;
  if (kind === "boolean")
    return /^\s*(?:true|false)\s*$/i.test(text) ? text.trim().toLowerCase() === "true" : text;
  const parsed = parsedText(text);
  if (kind === "object") return isRecord(parsed) ? parsed : text;
  if (kind !== "array") return text;
  if (Array.isArray(parsed)) return parsed;
  if (isRecord(parsed)) return [parsed];
  // What was meant as JSON and is none is told, not taken for a name.
  return /^\s*[[{]/.test(text) ? text : [text];
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, key) => {
    if (Array.isArray(at)) return at[Number(key)];
    return isRecord(at) && Object.hasOwn(at, String(key)) ? at[String(key)] : undefined;
  }, value);
}

/** A copy with another value at the path; `undefined` removes it. */
function withValue(value: unknown, [key, ...rest]: Path, next: unknown): unknown {
  if (key === undefined) return next;
  if (Array.isArray(value))
    return value.map((item, at) => (at === Number(key) ? withValue(item, rest, next) : item));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(([name, item]): [string, unknown] => [
    name,
    name === String(key) ? withValue(item, rest, next) : item,
  ]);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}
