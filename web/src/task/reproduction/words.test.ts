import { expect, it } from "vitest";
import { reproductionOf } from "../../../../worker/protocol/testing/reproductions.ts";
import { evidenceWords, isAsWanted, planWords } from "./words.ts";

const no = { reason: "", run: null };

it("says what a plan's reproduction did, and that it will run", () => {
  expect(planWords(reproductionOf().before)).toEqual({
    tone: "ok",
    title: "Fails before the edits, as it should",
  });
  expect(planWords({ ...no, verdict: "new" }).tone).toBe("warn");
  expect(planWords(null).title).toBe(planWords(undefined).title);
});

it("takes failed before and passes after alone for good", () => {
  expect(evidenceWords(reproductionOf())).toEqual({ tone: "ok", title: "Failed before, passes after" });
  expect(evidenceWords(reproductionOf({ after: { ...no, verdict: "fails" } })).tone).toBe("bad");
  expect(evidenceWords(reproductionOf({ before: { ...no, verdict: "new" } })).title).toContain(
    "did not show",
  );
  expect(evidenceWords(reproductionOf({ after: { ...no, verdict: "not_run" } })).title).toContain("not run");
});

it("marks a red run before and a green one after", () => {
  const verdicts = ["failed_before", "passed_before", "new", "not_run", "passes", "fails"] as const;
  expect(verdicts.filter(isAsWanted)).toEqual(["failed_before", "passes"]);
});
