import { expect, it } from "vitest";
import { ApiFailure } from "../api/client.ts";
import { refusalOf } from "./refusal.ts";

it("puts a refusal at the fields that the server names", () => {
  const details = [
    { path: "budget.max_minutes", message: "too long" },
    { path: "prompt", message: "must be text" },
  ];
  const failure = new ApiFailure("invalid_request", "budget.max_minutes: too long", { details });
  expect(refusalOf(failure)).toEqual({
    fields: { maxMinutes: "too long", prompt: "must be text" },
    whole: null,
  });
});

it("puts it at the field that its code speaks about", () => {
  const failure = new ApiFailure("branch_not_found", "There is no branch x.");
  expect(refusalOf(failure)).toEqual({ fields: { branch: "There is no branch x." }, whole: null });
});

it("leaves it whole where it belongs to none", () => {
  const failure = new ApiFailure("network", "You are offline.");
  expect(refusalOf(failure)).toEqual({ fields: {}, whole: failure });
});
