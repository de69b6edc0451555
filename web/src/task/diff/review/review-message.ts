/** The points of a review, and the message to the agent made from them. Pure. */
import { changedLines, type Hunk, quote } from "../hunks.ts";
import type { Note, Place, Review } from "./review.ts";
import { type Content, hunkKey, hunkVerdictOn, verdictOn } from "./review-edits.ts";

/** One request of the review. */
export type Point = { title: string; text: string } & (
  | { kind: "file"; path: string }
  | { kind: "hunk"; path: string; hunk: Hunk }
  | { kind: "note"; path: string; note: Note }
);

/** What would be sent: rejected files and hunks in the order of the diff, then the comments. */
export function reviewPoints(review: Review, content: Content): Point[] {
  const rejections = [...content.prints.keys()].flatMap((path): Point[] => {
    const verdict = verdictOn(review, path, content.prints);
    if (verdict === "accepted") return [];
    if (verdict === "rejected")
      return [
        { kind: "file", path, title: `Undo ${path}`, text: `Undo the change to ${path}: it is rejected.` },
      ];
    return (content.hunks.get(path) ?? [])
      .filter((hunk) => review.hunks[hunkKey(hunk)] === "rejected")
      .map((hunk) => {
        const where = placeText({ path, ...changedLines(hunk) });
        const text = `Undo this part of ${where}; it is rejected:\n${fenced(quote(hunk))}`;
        return { kind: "hunk", path, hunk, title: `Undo part of ${where}`, text };
      });
  });
  const comments = review.notes.map((note): Point => {
    const where = placeText(note);
    return { kind: "note", path: note.path, note, title: where, text: `${where}: ${note.text}` };
  });
  return [...rejections, ...comments];
}

/** As a Markdown block; the fence is longer than any run of backticks inside. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = "`".repeat(longest + 1);
  return `${fence}diff\n${text}\n${fence}`;
}

function placeText(place: Place): string {
  if (place.start === 0) return place.path;
  const lines = place.start === place.end ? `line ${place.start}` : `lines ${place.start}-${place.end}`;
  return `${place.path}, ${lines}${place.side === "deletions" ? " of the old file" : ""}`;
}

/** All comments and verdicts as one message to the agent; empty when there is nothing to say. */
export function reviewText(review: Review, content: Content): string {
  const points = reviewPoints(review, content);
  if (points.length === 0) return "";
  const accepted = [...content.prints.keys()].flatMap((path) => {
    if (verdictOn(review, path, content.prints) === "accepted") return [path];
    return (content.hunks.get(path) ?? [])
      .filter((hunk) => hunkVerdictOn(review, hunk, content.prints) === "accepted")
      .map((hunk) => placeText({ path, ...changedLines(hunk) }));
  });
  const keep = accepted.length > 0 ? `\n\nAccepted, leave as they are: ${accepted.join("; ")}.` : "";
  const numbered = points.map((point, index) => `${index + 1}. ${point.text}`);
  return `Review of the diff:\n\n${numbered.join("\n")}${keep}`;
}
