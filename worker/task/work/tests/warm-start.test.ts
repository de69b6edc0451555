import { expect, it } from "vitest";
import { broughtText, type InstallFacts, warmKey } from "./warm-start.ts";

const FACTS: InstallFacts = {
  owner: "u1",
  repository: "ada/app",
  commit: "c1",
  installs: [{ argv: ["npm", "ci"], display: "npm ci" }],
  network: [["registry.npmjs.org"], []],
  isolation: "bubblewrap",
};

it("the key is a SHA-256, the same for the same install", async () => {
  expect(await warmKey(FACTS)).toMatch(/^[0-9a-f]{64}$/);
  expect(await warmKey({ ...FACTS, repository: "Ada/App" })).toBe(await warmKey(FACTS));
});

it.each<[string, Partial<InstallFacts>]>([
  ["owner", { owner: "u2" }],
  ["repository", { repository: "bob/app" }],
  ["commit", { commit: "c2" }],
  ["command", { installs: [{ argv: ["npm", "install"], display: "npm install" }] }],
  ["variable of a command", { installs: [{ argv: ["npm", "ci"], display: "npm ci", env: { A: "1" } }] }],
  ["network policy", { network: ["all", []] }],
  ["isolation", { isolation: "container" }],
])("another %s has another key", async (_, changed) => {
  expect(await warmKey({ ...FACTS, ...changed })).not.toBe(await warmKey(FACTS));
});

it("no part of the key runs into the next", async () => {
  expect(await warmKey({ ...FACTS, owner: 'u1","x', repository: "y" })).not.toBe(
    await warmKey({ ...FACTS, owner: "u1", repository: 'x","y' }),
  );
});

it("the log says what was saved, as measured, and never less than nothing", () => {
  const kept = { bytes: 3 * 1_048_576, age_ms: 5 * 60_000, took_ms: 9_000 };
  expect(broughtText(kept, 500)).toBe(
    "Dependencies were brought from an earlier task on this commit, of 5 min ago (3.0 MiB, in 0.5 s); installing them took 9.0 s: 8.5 s saved",
  );
  expect(broughtText(kept, 10_000)).toContain(": 0.0 s saved");
});
