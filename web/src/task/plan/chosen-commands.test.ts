import { expect, it } from "vitest";
import { chosenProblem, commandProblem, fitsFound, shownCommand, shownSetup } from "./chosen-commands.ts";

const FOUND = { install: null, test: "npm test", lint: null, setup: [{ command: "make", source: "ci.yml" }] };

it("a field shows the choice, else what was found; an empty choice stays empty", () => {
  expect(shownCommand("a", "b")).toBe("a");
  expect(shownCommand("", "b")).toBe("");
  expect([shownCommand(null, "b"), shownCommand(undefined, null)]).toEqual(["b", ""]);
  expect(shownSetup({}, FOUND)).toEqual(["make"]);
  expect(shownSetup({ setup: [] }, FOUND)).toEqual([]);
});

it("what only repeats the found one is no choice", () => {
  expect(fitsFound(" npm test ", "npm test")).toBeNull();
  expect(fitsFound("", null)).toBeNull();
  expect(fitsFound("", "npm test")).toBe("");
});

it("names the field of what cannot be saved", () => {
  expect(commandProblem("Test", "npm\ttest\nagain")).toBeNull();
  expect(chosenProblem({ test: "x".repeat(2001) })).toBe("Test: at most 2000 characters.");
  expect(chosenProblem({ setup: ["ok", "a\u0007b"] })).toBe("Set-up: remove the control characters.");
  expect(chosenProblem({ setup: Array.from({ length: 21 }, () => "x") })).toBe(
    "Set-up: at most 20 commands.",
  );
  expect([chosenProblem(), chosenProblem({ install: "", lint: null })]).toEqual([null, null]);
});
