import { expect, it } from "vitest";
import { warningWords } from "./warning-words.ts";

it("says what a known warning means for the reader", () => {
  expect(warningWords("mirror_failed", "The task's history could not be saved", "unavailable")).toEqual({
    text: "The task's history is not in the database yet",
    detail: "Nothing is lost: it is kept with the task, and Verne goes on trying.",
  });
});

it("keeps what only the Worker knows", () => {
  expect(
    warningWords("hidden_characters", "a.ts holds 3 hidden characters", "It can carry instructions."),
  ).toEqual({
    text: "a.ts holds 3 hidden characters",
    detail: "It can carry instructions.",
  });
  expect(warningWords("setup_failed", "Set-up command failed: make", "boom").text).toBe(
    "Set-up command failed: make",
  );
});

it("never shows a code as a sentence", () => {
  expect(warningWords("from_a_newer_worker", "Something happened", "sandbox_lost")).toEqual({
    text: "Something happened",
    detail: null,
  });
});
