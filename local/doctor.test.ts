import { expect, it } from "vitest";
import { diagnosis, type Findings } from "./doctor.ts";

const IMAGE = { name: "example.test/base:1", digest: null };
const found: Findings = { git: "git version 2.39.5", bubblewrap: true, python: true, images: [IMAGE] };
const worst = (changes: Partial<Findings>) =>
  diagnosis({ ...found, ...changes }).filter(({ state }) => state !== "ok");

it("says that the base image is unpinned until a digest is there", () => {
  expect(worst({})).toEqual([
    { state: "warn", text: expect.stringContaining("unpinned (example.test/base:1)") },
  ]);
  expect(worst({ images: [{ ...IMAGE, digest: `sha256:${"a".repeat(64)}` }] })).toEqual([]);
});

it.each<[Partial<Findings>, string, string]>([
  [{ git: null }, "bad", "git is not installed"],
  [{ git: "git version 2.37.9" }, "bad", "git 2.37 is too old"],
  [{ git: "git version 1.99" }, "bad", "git 1.99 is too old"],
  [{ bubblewrap: false }, "warn", "bubblewrap is not installed"],
  [{ python: false }, "warn", "python3 is not installed"],
])("names what is missing: %j", (changes, state, text) => {
  expect(worst({ images: [], ...changes })).toEqual([{ state, text: expect.stringContaining(text) }]);
});

it("takes a later git, and asks for bubblewrap only where there is one", () => {
  expect(worst({ git: "git version 3.0.1 (Apple Git)", bubblewrap: null, images: [] })).toEqual([]);
});
