import { describe, expect, it } from "vitest";
import { fingerprints } from "../fingerprint.ts";
import type { Hunk, Row } from "../hunks.ts";
import { afterSending, EMPTY_REVIEW } from "./review.ts";
import {
  cancelNote,
  editNote,
  hunkVerdictOn,
  isNewSince,
  isViewed,
  keepNote,
  removeNote,
  setHunkVerdict,
  setVerdict,
  setViewed,
  startNote,
  verdictOn,
} from "./review-edits.ts";
import { reviewPoints, reviewText } from "./review-message.ts";

const patch = (a: string, b: string) =>
  `diff --git a/src/a.js b/src/a.js\n+${a}\ndiff --git a/lib/src/a.js b/lib/src/a.js\n+${b}\n`;
const files = [{ path: "src/a.js" }, { path: "lib/src/a.js" }];
const now = fingerprints(patch("1", "2"), files);
const later = fingerprints(patch("1", "3"), files);

const rows = (text: string): Row[] =>
  text.split("\n").map((line) => ({ sign: line[0] as Row["sign"], text: line.slice(1), end: "\n" }));
const hunk = (id: string, start: number, text: string): Hunk => {
  const count = (sign: string) => rows(text).filter((row) => row.sign === " " || row.sign === sign).length;
  return {
    id,
    path: "src/a.js",
    old: { start, count: count("-") },
    new: { start, count: count("+") },
    heading: "",
    rows: rows(text),
  };
};
const first = hunk("h1", 3, " a\n-b\n+c\n+d\n e");
const second = hunk("h2", 20, " a\n-b\n e");
const content = { prints: now, hunks: new Map([["src/a.js", [first, second]]]) };

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
    expect(reviewPoints(review, { prints: later, hunks: new Map() })).toEqual([]);
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
    expect(reviewText(review, { prints: now, hunks: new Map() })).toBe("");
    review = setVerdict(review, "lib/src/a.js", "rejected", now);
    review = {
      ...review,
      notes: [
        { id: "1", path: "src/a.js", side: "additions", start: 4, end: 6, text: "Use a map." },
        { id: "2", path: "src/a.js", side: "deletions", start: 9, end: 9, text: "Keep this." },
        { id: "3", path: "src/a.js", side: "additions", start: 0, end: 0, text: "Too long." },
      ],
    };
    expect(reviewText(review, { prints: now, hunks: new Map() })).toBe(
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
  });

  it("knows after sending what is new since", () => {
    expect(isNewSince(EMPTY_REVIEW, "src/a.js", now)).toBe(true);
    const sent = afterSending(EMPTY_REVIEW, Object.fromEntries(now));
    expect([isNewSince(sent, "src/a.js", later), isNewSince(sent, "lib/src/a.js", later)]).toEqual([
      false,
      true,
    ]);
    const added = fingerprints(patch("1", "2"), [...files, { path: "new.js" }]);
    expect(isNewSince(sent, "new.js", added)).toBe(true);
  });
});

describe("a verdict on a hunk", () => {
  it("goes into the message with the hunk itself, also when the text has code fences", () => {
    const fenced = hunk("h3", 9, "+```js\n+x\n+```");
    const whole = { prints: now, hunks: new Map([["src/a.js", [first, second, fenced]]]) };
    let review = setHunkVerdict(EMPTY_REVIEW, first, "rejected", whole);
    review = setHunkVerdict(review, second, "accepted", whole);
    review = setHunkVerdict(review, fenced, "rejected", whole);
    expect(reviewText(review, whole)).toBe(
      [
        "Review of the diff:",
        "",
        "1. Undo this part of src/a.js, lines 4-5; it is rejected:",
        "```diff",
        "@@ -3,3 +3,4 @@",
        " a",
        "-b",
        "+c",
        "+d",
        " e",
        "```",
        "2. Undo this part of src/a.js, lines 9-11; it is rejected:",
        "````diff",
        "@@ -9,0 +9,3 @@",
        "+```js",
        "+x",
        "+```",
        "````",
        "",
        "Accepted, leave as they are: src/a.js, line 21 of the old file.",
      ].join("\n"),
    );
  });

  it("is taken back when it is given twice, and forgotten when the hunk is gone", () => {
    const once = setHunkVerdict(EMPTY_REVIEW, first, "rejected", content);
    expect(hunkVerdictOn(once, first, now)).toBe("rejected");
    expect(hunkVerdictOn(setHunkVerdict(once, first, "rejected", content), first, now)).toBeNull();
    const gone = { prints: now, hunks: new Map([["src/a.js", [second]]]) };
    expect(reviewPoints(once, gone)).toEqual([]);
  });

  it("gives way to one on the file, and inherits it", () => {
    let review = setHunkVerdict(EMPTY_REVIEW, first, "rejected", content);
    review = setVerdict(review, "src/a.js", "accepted", now);
    expect([first, second].map((one) => hunkVerdictOn(review, one, now))).toEqual(["accepted", "accepted"]);
    review = setHunkVerdict(review, second, "rejected", content);
    expect(verdictOn(review, "src/a.js", now)).toBeNull();
    expect([first, second].map((one) => hunkVerdictOn(review, one, now))).toEqual(["accepted", "rejected"]);
  });
});

describe("changing a comment", () => {
  const place = { path: "src/a.js", side: "additions" as const, start: 3, end: 3 };
  const note = { ...place, id: "n1", text: "why?" };

  it("replaces it, or puts it back when given up", () => {
    const editing = editNote({ ...EMPTY_REVIEW, notes: [note] }, "n1", "n2");
    expect(editing).toMatchObject({ notes: [], draft: { text: "why?", start: 3 } });
    const typed = { ...editing, draft: editing.draft && { ...editing.draft, text: "why not?" } };
    expect(keepNote(typed, "n2").notes).toEqual([{ ...note, text: "why not?" }]);
    expect(cancelNote(typed)).toMatchObject({ draft: null, notes: [note] });
  });

  it("keeps what was being written elsewhere", () => {
    const writing = { ...EMPTY_REVIEW, notes: [note], draft: { ...place, start: 9, end: 9, text: "new" } };
    expect(editNote(writing, "n1", "n2").notes).toEqual([
      { ...place, start: 9, end: 9, text: "new", id: "n2" },
    ]);
  });
});
