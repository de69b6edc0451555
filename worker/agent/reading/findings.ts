/** Takes a second reader's remarks from what the model sent. Pure: the model's text is not trusted. */
import { z } from "zod";
import { visibleText } from "../../protocol/hidden-text.ts";
import { MAX_READING_FINDINGS, pathKey, READING_KINDS, type ReadingFinding } from "../../protocol/index.ts";
import { fitArguments, parsedText } from "../tools/fit-arguments.ts";

const MAX_CHARS = 1_000;
const MAX_SENT = 50;

/** As the model is asked for them. */
const Sent = z.object({
  kind: z.enum(READING_KINDS),
  severity: z
    .enum(["high", "medium", "low"])
    .describe("high: wrong or dangerous; medium: likely wrong; low: worth a look"),
  path: z.string().optional().describe("A file of the change; leave out for the change as a whole"),
  line: z.int().min(1).optional().describe("Line in the new file, where the finding is about one"),
  message: z.string().min(1).describe("What is wrong and how it shows, in one or two sentences"),
  suggestion: z.string().optional().describe("What to do about it"),
});

export const ReportArguments = z.object({
  findings: z
    .array(Sent)
    .describe(`Most serious first, at most ${MAX_READING_FINDINGS}; empty if there is nothing`),
});

const Loose = z.object({ findings: z.array(z.unknown()) });
const RANK = { high: 0, medium: 1, low: 2 } as const;

/**
 * The findings in a call's arguments or in a text, most serious first; null if there are none to be read, not even an
 * empty list. One that does not fit is left out, and so is the place of one that names no file of the change.
 */
export function findingsIn(text: string, paths: readonly string[]): ReadingFinding[] | null {
  const given = jsonIn(text);
  const list = fitArguments(Loose, Array.isArray(given) ? { findings: given } : given);
  if (!list.success) return null;
  const known = new Map(paths.map((path) => [pathKey(path), path]));
  return list.data.findings
    .slice(0, MAX_SENT)
    .flatMap((item) => {
      const sent = fitArguments(Sent, withoutNulls(item), tidied);
      return sent.success ? [shown(sent.data, known)] : [];
    })
    .sort((a, b) => RANK[a.severity] - RANK[b.severity])
    .slice(0, MAX_READING_FINDINGS);
}

/** Whether findings are worth a round of the agent: what is low is for the reader of the review alone. */
export const worthARound = (findings: readonly ReadingFinding[]): ReadingFinding[] =>
  findings.filter(({ severity }) => severity !== "low");

function shown(sent: z.infer<typeof Sent>, known: ReadonlyMap<string, string>): ReadingFinding {
  const given = sent.path ?? "";
  // As the diff's headers name it, or from the root.
  const forms = [given, given.replace(/^(?:\.?\/|[ab]\/)/, "")];
  const path = forms.map((form) => known.get(pathKey(form))).find((found) => found !== undefined) ?? null;
  return {
    kind: sent.kind,
    severity: sent.severity,
    path,
    line: path === null ? null : (sent.line ?? null),
    message: words(sent.message),
    suggestion: words(sent.suggestion ?? ""),
  };
}

const words = (text: string): string => visibleText(text).trim().slice(0, MAX_CHARS);

/** Other words for kinds and severities, and names in capitals. */
function tidied(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const { kind, severity, ...rest } = value as Record<string, unknown>; // an object, as was checked
  const word = (given: unknown) =>
    typeof given === "string"
      ? given
          .trim()
          .toLowerCase()
          .replace(/[\s-]+/g, "_")
      : given;
  const [what, how] = [word(kind), word(severity)];
  return {
    ...rest,
    kind: READING_KINDS.some((known) => known === what) ? what : "other",
    severity:
      how === "critical" || how === "major" ? "high" : how === "minor" || how === "info" ? "low" : how,
  };
}

function withoutNulls(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null));
}

/** JSON as it is, or within a text, fenced or not. */
function jsonIn(text: string): unknown {
  const whole = parsedText(text);
  if (whole !== undefined) return whole;
  const fenced = /```(?:json)?\s*\n([\s\S]*?)\n\s*```/.exec(text)?.[1];
  const from = text.search(/[[{]/);
  const to = Math.max(text.lastIndexOf("}"), text.lastIndexOf("]"));
  return (
    (fenced && parsedText(fenced)) ??
    (from >= 0 && to > from ? parsedText(text.slice(from, to + 1)) : undefined)
  );
}
