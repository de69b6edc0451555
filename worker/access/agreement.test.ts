import { afterEach, expect, it, vi } from "vitest";
import { ADA, configWith, GRACE, serve } from "./access-fixture.ts";
import { agreementWanted, commandsRefusal, needsAgreement, sampleTasks } from "./agreement.ts";

afterEach(() => vi.unstubAllGlobals());

const SAMPLES = JSON.stringify({
  items: [
    { repo_full_name: "Verne/Shop", branch: "main", title: "Shop", prompt: "Fix it", plan_summary: "x" },
  ],
});
const STEP = { kind: "apply", isolation: "none", userId: ADA.userId, repo: "acme/api" } as const;

/** Ada has agreed for acme/api. */
const agreed = () =>
  serve({
    tables: {
      repo_settings: [
        { user_id: ADA.userId, repo_full_name: "acme/api", unconfined_commands: true, updated_at: 0 },
        { user_id: ADA.userId, repo_full_name: "acme/web", unconfined_commands: false, updated_at: 0 },
      ],
    },
  });

it.each([
  ["who agreed to it for the repository", {}, null],
  ["however its name is written", { repo: "Acme/API" }, null],
  ["for another repository", { repo: "acme/web" }, agreementWanted("acme/web")],
  ["for one without settings", { repo: "acme/new" }, agreementWanted("acme/new")],
  ["of somebody else", { userId: GRACE.userId }, agreementWanted("acme/api")],
])("commands run unconfined for the user %s or not: %j", async (_who, changes, refusal) => {
  agreed();
  expect(await commandsRefusal(configWith(), { ...STEP, ...changes })).toBe(refusal);
});

it.each([
  ["that is confined", { isolation: "uid" }],
  ["that publishes", { kind: "publish" }],
  ["that cleans up", { kind: "cleanup" }],
] as const)("nobody is asked for a step %s", async (_what, changes) => {
  const sent = serve({});
  expect(await commandsRefusal(configWith(), { ...STEP, ...changes })).toBeNull();
  expect(sent).toEqual([]);
});

it("the wish names the repository and where to agree", () => {
  expect(agreementWanted("acme/api")).toMatch(/acme\/api.*unconfined_commands of \/api\/repo-settings/);
});

it.each([
  ["none", "verne/SHOP", false],
  ["none", "verne/other", true],
  ["uid", "acme/api", false],
  [null, "acme/api", false],
] as const)("at isolation %s, %s needs agreement: %s", (isolation, repo, needed) => {
  expect(needsAgreement(configWith({ EMBEDDED: true, SAMPLES }), isolation, repo)).toBe(needed);
});

it("samples are on the embedded default only", () => {
  expect(sampleTasks(configWith({ EMBEDDED: true, SAMPLES })).items).toHaveLength(1);
  expect(sampleTasks(configWith({ EMBEDDED: false, SAMPLES }))).toEqual({ items: [] });
  expect(sampleTasks(configWith({ EMBEDDED: true }))).toEqual({ items: [] });
});
