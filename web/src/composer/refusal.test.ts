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
    readOnly: false,
  });
});

it("puts it at the field that its code speaks about", () => {
  const failure = new ApiFailure("branch_not_found", "There is no branch x.");
  expect(refusalOf(failure)).toEqual({
    fields: { branch: "There is no branch x." },
    whole: null,
    readOnly: false,
  });
});

it("keeps it whole as well where it is cured elsewhere", () => {
  const key = new ApiFailure("invalid_model_key", "OpenAI refused the API key (401).");
  expect(refusalOf(key)).toEqual({
    fields: { model: "This model has no key that works." },
    whole: key,
    readOnly: false,
  });
  const github = new ApiFailure("github_not_connected", "Log in with GitHub again.");
  expect(refusalOf(github)).toEqual({ fields: {}, whole: github, readOnly: false });
});

it("leaves it whole where it belongs to none", () => {
  const failure = new ApiFailure("network", "You are offline.");
  expect(refusalOf(failure)).toEqual({ fields: {}, whole: failure, readOnly: false });
});

it("says briefly at the field that nothing can be pushed, and that the user may accept it", () => {
  const failure = new ApiFailure("no_push_permission", "You may read ada/engine, but not push to it.");
  expect(refusalOf(failure)).toEqual({
    fields: { repo: "Nothing can be pushed to it." },
    whole: null,
    readOnly: true,
  });
});
