import { describe, expect, it } from "vitest";
import type { Draft } from "../../../worker/protocol/index.ts";
import { draftMatches, EVERYTHING, filterHref, readFilter } from "./filters.ts";

describe("the filter in the address", () => {
  it("comes back as it was written", () => {
    const filter = { view: "team", repo: "ada/engine", q: "node & more" } as const;
    const params = Object.fromEntries(new URLSearchParams(filterHref(filter).slice(2)));
    expect(readFilter(params)).toEqual(filter);
  });

  it("leaves out what is not narrowed, and takes an unknown view for the usual one", () => {
    expect(filterHref({ ...EVERYTHING, q: "  " })).toBe("/");
    expect(readFilter({ view: "everyone", q: ["one", "two"] })).toEqual({ ...EVERYTHING, q: "one" });
  });
});

it("finds drafts by repository and by a part of their text", () => {
  const draft: Draft = {
    draft_id: "",
    repo_full_name: "ada/engine",
    branch: null,
    prompt: "Upgrade to Node 24",
    provider: null,
    model: null,
    updated_at: "",
  };
  expect(draftMatches(draft, { ...EVERYTHING, q: "NODE" })).toBe(true);
  expect(draftMatches(draft, { ...EVERYTHING, q: "engine" })).toBe(true);
  expect(draftMatches(draft, { ...EVERYTHING, q: "python" })).toBe(false);
  expect(draftMatches(draft, { ...EVERYTHING, repo: "ada/other" })).toBe(false);
  expect(draftMatches({ ...draft, repo_full_name: null }, { ...EVERYTHING, repo: "ada/other" })).toBe(false);
});
