import { describe, expect, it } from "vitest";
import type { Draft } from "../../../worker/protocol/index.ts";
import { draftMatches, EVERYTHING, filterHref, listQuery, readFilter } from "./filters.ts";

describe("the filter in the address", () => {
  it("comes back as it was written", () => {
    const filter = {
      ...{ view: "team" as const, repo: "ada/engine", q: "node & more" },
      ...{ status: "stopped", model: "m/1", owner: "0d9f2d4e-6b1c-4e0a-9a52-5e0c1d0a8a51", period: "7" },
    };
    const params = Object.fromEntries(new URLSearchParams(filterHref(filter).slice(2)));
    expect(readFilter(params)).toEqual(filter);
  });

  it("leaves out what is not narrowed, and takes an unknown view for the usual one", () => {
    expect(filterHref({ ...EVERYTHING, q: "  " })).toBe("/");
    expect(readFilter({ view: "everyone", q: ["one", "two"] })).toEqual({ ...EVERYTHING, q: "one" });
    expect(readFilter({ status: "odd", owner: "me", period: "9" })).toEqual(EVERYTHING);
  });

  it("asks the Worker for states and a time, and for a person among the team's alone", () => {
    const now = Date.parse("2026-11-22T10:30:00Z");
    expect(listQuery(EVERYTHING, now)).toEqual({ view: "mine", repo: "", q: "" });
    const owner = "0d9f2d4e-6b1c-4e0a-9a52-5e0c1d0a8a51";
    const narrow = { ...EVERYTHING, status: "stopped", model: "m", owner, period: "1" };
    expect(listQuery(narrow, now)).toEqual({
      ...{ view: "mine", repo: "", q: "", state: "cancelled", model: "m" },
      since: "2026-11-21T10:00:00.000Z",
    });
    expect(listQuery({ ...narrow, view: "team" }, now)).toMatchObject({ owner });
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
