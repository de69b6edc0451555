import type { EditRequest, RepoContext } from "../types.ts";
import { untrusted } from "./untrusted.ts";

const MAX_SUBJECTS = 8;
const MAX_SUBJECT_CHARS = 100;

/** What the title and the summary of the run are to follow; empty if nothing is known. */
export function wordingParts(mark: string, { context, saidSoFar }: EditRequest): string[] {
  return [...subjectParts(mark, context), ...saidParts(mark, saidSoFar)];
}

function subjectParts(mark: string, { house }: RepoContext): string[] {
  const subjects = (house?.subjects ?? []).slice(0, MAX_SUBJECTS);
  if (subjects.length === 0) return [];
  const lines = subjects.map((subject) => `- ${subject.slice(0, MAX_SUBJECT_CHARS)}`);
  return [
    `# Last commits here\nThe title that you give to finish has their style.\n${untrusted(mark, "git log", lines.join("\n"))}`,
  ];
}

function saidParts(mark: string, saidSoFar: EditRequest["saidSoFar"]): string[] {
  if (saidSoFar === undefined) return [];
  const { title, summary } = saidSoFar;
  const text = [...(title === "" ? [] : [`Title: ${title}`]), summary].join("\n\n");
  return [
    `# What you said about the change so far\n${untrusted(mark, "summary so far", text)}\nYour next summary is put behind it; give another title only if this one no longer fits the whole change.`,
  ];
}
