import { describe, expect, it } from "vitest";
import {
  afterSending,
  countNotes,
  EMPTY_REVIEW,
  fingerprints,
  isNewSince,
  isViewed,
  keepNote,
  removeNote,
  reviewText,
  setVerdict,
  setViewed,
  startNote,
  verdictOn,
} from "./review.ts";

const patch = (a: string, b: string) =>
  `diff --git a/src/a.js b/src/a.js\n+${a}\ndiff --git a/lib/src/a.js b/lib/src/a.js\n+${b}\n`;
const files = [{ path: "src/a.js" }, { path: "lib/src/a.js" }];
const now = fingerprints(patch("1", "2"), files);
const later = fingerprints(patch("1", "3"), files);

describe("a review", () => {
  it("tells files whose part of the patch changed, also where one path ends like another", () => {
    expect(now.get("src/a.js")).toBe(later.get("src/a.js"));
    expect(now.get("lib/src/a.js")).not.toBe(later.get("lib/src/a.js"));
    expect(now.get("src/a.js")).not.toBe(now.get("lib/src/a.js"));
  });

  it("forgets that a file was viewed or judged once it reads differently", () => {
    let review = setViewed(EMPTY_REVIEW, "lib/src/a.js", true, now);
    review = setVerdict(review, "lib/src/a.js", "rejected", now);
    expect([isViewed(review, "lib/src/a.js", now), isViewed(review, "lib/src/a.js", later)]).toEqual([
      true,
      false,
    ]);
    expect(verdictOn(review, "lib/src/a.js", now)).toBe("rejected");
    expect(verdictOn(review, "lib/src/a.js", later)).toBeNull();
    expect(countNotes(review, later)).toBe(0);
    expect(isViewed(setViewed(review, "lib/src/a.js", false, now), "lib/src/a.js", now)).toBe(false);
  });

  it("takes a verdict back when it is given twice", () => {
    const once = setVerdict(EMPTY_REVIEW, "src/a.js", "accepted", now);
    expect(verdictOn(setVerdict(once, "src/a.js", "rejected", now), "src/a.js", now)).toBe("rejected");
    expect(verdictOn(setVerdict(once, "src/a.js", "accepted", now), "src/a.js", now)).toBeNull();
  });

  it("keeps what was typed when the comment moves, and drops an empty one", () => {
    const place = { path: "src/a.js", side: "additions" as const, start: 3, end: 3 };
    const typing = startNote(EMPTY_REVIEW, place);
    expect(keepNote(typing, "n1")).toEqual(EMPTY_REVIEW);
    const typed = { ...typing, draft: { ...place, text: " why? " } };
    expect(startNote(typed, { ...place, start: 5, end: 6 }).draft).toMatchObject({
      start: 5,
      text: " why? ",
    });
    const kept = keepNote(typed, "n1");
    expect(kept).toMatchObject({ draft: null, notes: [{ id: "n1", start: 3, text: "why?" }] });
    expect(removeNote(kept, "n1").notes).toEqual([]);
  });

  it("says everything in one message, and nothing when there is nothing to say", () => {
    let review = setVerdict(EMPTY_REVIEW, "src/a.js", "accepted", now);
    expect(reviewText(review, now)).toBe("");
    review = setVerdict(review, "lib/src/a.js", "rejected", now);
    review = {
      ...review,
      notes: [
        { id: "1", path: "src/a.js", side: "additions", start: 4, end: 6, text: "Use a map." },
        { id: "2", path: "src/a.js", side: "deletions", start: 9, end: 9, text: "Keep this." },
        { id: "3", path: "src/a.js", side: "additions", start: 0, end: 0, text: "Too long." },
      ],
    };
    expect(reviewText(review, now)).toBe(
      [
        "Review of the diff:",
        "",
        "1. Undo the change to lib/src/a.js: it is rejected.",
        "2. src/a.js, lines 4-6: Use a map.",
        "3. src/a.js, line 9 of the old file: Keep this.",
        "4. src/a.js: Too long.",
        "",
        "Accepted, leave as they are: src/a.js.",
      ].join("\n"),
    );
    expect(countNotes(review, now)).toBe(4);
  });

  it("knows after sending what is new since", () => {
    expect(isNewSince(EMPTY_REVIEW, "src/a.js", now)).toBe(true);
    const sent = afterSending(EMPTY_REVIEW, now);
    expect([isNewSince(sent, "src/a.js", later), isNewSince(sent, "lib/src/a.js", later)]).toEqual([
      false,
      true,
    ]);
    const added = fingerprints(patch("1", "2"), [...files, { path: "new.js" }]);
    expect(isNewSince(sent, "new.js", added)).toBe(true);
  });
});
