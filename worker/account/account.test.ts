/** What the small use cases decide: limits of the database, ids that are none, what is answered after a write. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { ADA, database, deps, ORG, refused } from "./account-fixture.ts";
import { addImage, deleteImage, readImage } from "./attachments.ts";
import { putDraft } from "./drafts.ts";
import { allowHost, putEgress, putOrgEgress, readOrgEgress } from "./egress.ts";
import { addKnowledge, correctKnowledge, deleteKnowledge } from "./knowledge.ts";
import { readMe } from "./me.ts";
import { putRepoSettings } from "./repo-settings.ts";
import { exportUsage, readUsageReport } from "./usage.ts";

afterEach(() => vi.unstubAllGlobals());

const AT = "2026-11-22T10:00:00+00:00";
const FULL = refused("PT409", "too many");
const HOSTS = refused("PT409", "a repository has too many allowed hosts");
const RULES = { presets: {}, allow: [] };
const DRAFT = { repo_full_name: "acme/api", branch: "main", prompt: "x", provider: null, model: null };
const ID = "50000000-0000-4000-8000-000000000001";

describe("a limit of the database is told with its number", () => {
  it.each([
    [
      "repositories",
      FULL,
      /settings for \d+ repositories/,
      () => putEgress(deps().deps, ADA, "acme/api", RULES),
    ],
    ["hosts", HOSTS, /at most \d+ allowed hosts/, () => putEgress(deps().deps, ADA, "acme/api", RULES)],
    [
      "settings",
      FULL,
      /settings for \d+ repositories/,
      () =>
        putRepoSettings(deps().deps, ADA, "acme/api", {
          exit_status_counts: false,
          unconfined_commands: false,
          scan_command: null,
          second_reader: "auto",
        }),
    ],
  ])("of %s", async (_what, answer, message, act) => {
    database({ "POST repo_settings": answer });
    await expect(act()).rejects.toMatchObject({
      code: "invalid_state",
      message: expect.stringMatching(message),
    });
  });

  it("of hosts that are allowed one by one", async () => {
    database({ "POST rpc/allow_egress_host": HOSTS });
    await expect(allowHost(deps().deps, ADA, "acme/api", "x.test")).rejects.toMatchObject({
      code: "invalid_state",
      message: expect.stringMatching(/at most \d+ allowed hosts/),
    });
  });

  it("of drafts, and of what is known of a repository", async () => {
    database({ "POST task_drafts": FULL, "POST repo_knowledge": FULL });
    await expect(putDraft(deps().deps, ADA, ID, DRAFT)).rejects.toMatchObject({
      code: "invalid_state",
      message: expect.stringMatching(/you have \d+ drafts/),
    });
    const item = { repo_full_name: "acme/api", kind: "command", text: "x" } as const;
    await expect(addKnowledge(deps().deps, ADA, item)).rejects.toMatchObject({
      code: "invalid_state",
      message: expect.stringMatching(/has \d+ items/),
    });
  });
});

describe("what hosts an organisation's tasks reach", () => {
  const STORED = { egress_presets: {}, egress_allow: ["x.test"], egress_updated_at: AT };

  it("is answered as the database has it after it was decided", async () => {
    const asked = database({ "POST rpc/put_organisation_egress": undefined, "GET organisations": [STORED] });
    expect(await putOrgEgress(deps().deps, ADA, ORG, RULES)).toMatchObject({
      org_id: ORG,
      allow: ["x.test"],
    });
    expect(asked).toHaveLength(2);
  });

  it("is decided by those who may", async () => {
    const asked = database({ "POST rpc/put_organisation_egress": refused("PT403", "only admins") });
    await expect(putOrgEgress(deps().deps, ADA, ORG, RULES)).rejects.toMatchObject({ code: "forbidden" });
    expect(asked).toHaveLength(1);
  });

  it.each([["x"], [ORG]])("is not found for %s, of which the user is no member", async (id) => {
    database({ "GET organisations": [] });
    await expect(readOrgEgress(deps().deps, ADA, id)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("what is known of a repository", () => {
  const ITEM = {
    id: ID,
    repo_full_name: "acme/api",
    kind: "command",
    text: "npm test",
    source_task: null,
    created_at: AT,
    updated_at: AT,
  };
  const wanted = { repo_full_name: "acme/api", kind: "command", text: "npm test" } as const;

  it("tells whether it was known already", async () => {
    database({ "POST repo_knowledge": ITEM });
    expect(await addKnowledge(deps().deps, ADA, wanted)).toMatchObject({
      added: true,
      item: { text: "npm test" },
    });
    database({ "POST repo_knowledge": refused("23505", "twice"), "GET repo_knowledge": [ITEM] });
    expect(await addKnowledge(deps().deps, ADA, wanted)).toMatchObject({ added: false, item: { id: ID } });
  });

  it.each([
    ["is not there", [], "not_found"],
    ["says the same as another", refused("23505", "twice"), "invalid_state"],
  ])("is not corrected where it %s", async (_why, answer, code) => {
    database({ "PATCH repo_knowledge": answer });
    await expect(correctKnowledge(deps().deps, ADA, ID, "y")).rejects.toMatchObject({ code });
  });

  it("under no id is not there: it cannot be corrected, and need not be deleted", async () => {
    const asked = database({});
    await expect(correctKnowledge(deps().deps, ADA, "x", "y")).rejects.toMatchObject({ code: "not_found" });
    await deleteKnowledge(deps().deps, ADA, "x");
    expect(asked).toEqual([]);
  });
});

describe("an image", () => {
  const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0);

  it("is stored, read again and deleted", async () => {
    const world = deps();
    database({ "POST attachments": undefined });
    const kept = await addImage(world.deps, ADA, "image/png", PNG);
    expect(kept).toMatchObject({ media_type: "image/png", bytes: PNG.length });
    const row = { id: kept.attachment_id, user_id: ADA.userId, media_type: "image/png", bytes: PNG.length };
    database({
      "GET attachments": [row],
      "GET tasks": [],
      "GET task_drafts": [],
      "DELETE attachments": undefined,
    });
    expect(await readImage(world.deps, ADA, kept.attachment_id)).toEqual({ type: "image/png", bytes: PNG });
    await deleteImage(world.deps, ADA, kept.attachment_id);
    expect(world.bucket.size).toBe(0);
    // The row outlived its bytes.
    await expect(readImage(world.deps, ADA, kept.attachment_id)).rejects.toMatchObject({ code: "not_found" });
  });

  it.each([
    ["empty", new Uint8Array(), "invalid_request"],
    ["another thing", PNG.slice(1), "unsupported_media_type"],
  ])("that is %s is refused before anything is stored", async (_what, bytes, code) => {
    const asked = database({});
    await expect(addImage(deps().deps, ADA, "image/png", bytes)).rejects.toMatchObject({ code });
    expect(asked).toEqual([]);
  });

  it("too many is refused with the limit", async () => {
    database({ "POST attachments": FULL, "POST rpc/unused_attachments": [] });
    await expect(addImage(deps().deps, ADA, "image/png", PNG)).rejects.toMatchObject({
      code: "invalid_state",
      message: expect.stringMatching(/\d+ images or \d+ MB/),
    });
  });

  it("that is used is not deleted", async () => {
    database({ "GET tasks": [{ user_id: ADA.userId }], "GET task_drafts": [] });
    await expect(deleteImage(deps().deps, ADA, ID)).rejects.toMatchObject({ code: "invalid_state" });
  });

  it("under no id, or one that the user may not see, is not there", async () => {
    const asked = database({ "GET attachments": [] });
    await expect(readImage(deps().deps, ADA, "x")).rejects.toMatchObject({ code: "not_found" });
    await deleteImage(deps().deps, ADA, "x");
    expect(asked).toEqual([]);
    await expect(readImage(deps().deps, ADA, ID)).rejects.toMatchObject({ code: "not_found" });
  });
});

it("a user whose account was removed is told to sign in", async () => {
  database({ "GET users": [], "GET github_tokens": [] });
  const world = deps().deps;
  const config = {
    ...world.config,
    KEY_RING: JSON.stringify({ current: "k", keys: { k: btoa("k".repeat(32)) } }),
  };
  await expect(readMe({ ...world, config }, ADA)).rejects.toMatchObject({ code: "unauthenticated" });
  database({ "GET users": [{ github_login: null, name: "Ada", avatar_url: null }], "GET github_tokens": [] });
  expect(await readMe({ ...world, config }, ADA)).toEqual({
    user_id: ADA.userId,
    login: "",
    name: "Ada",
    avatar_url: null,
    github_connected: false,
  });
});

describe("what was spent", () => {
  const tasks = new Response(null, { status: 200, headers: { "content-range": "*/2" } });

  it("is added up for the last thirty days where none are named", async () => {
    const asked = database({ "POST rpc/usage_summary": [], "HEAD tasks": tasks });
    expect(await readUsageReport(deps().deps, ADA, {})).toMatchObject({
      from: "2026-10-24",
      to: "2026-11-22",
      outcomes: { complete: 2, failed: 2, cancelled: 2 },
    });
    expect(asked[0]?.body).toEqual({ p_from: "2026-10-24T00:00:00.000Z", p_to: "2026-11-23T00:00:00.000Z" });
  });

  it("is a file named after its days", async () => {
    database({ "POST rpc/usage_summary": [] });
    expect(await exportUsage(deps().deps, ADA, { from: "2026-11-01", to: "2026-11-02" })).toMatchObject({
      name: "verne-usage-2026-11-01-2026-11-02.csv",
    });
  });

  it("in a period that is none is refused by the field", async () => {
    const asked = database({});
    for (const act of [readUsageReport, exportUsage])
      await expect(act(deps().deps, ADA, { from: "2026-11-02", to: "2026-11-01" })).rejects.toMatchObject({
        code: "invalid_request",
        details: [{ path: expect.any(String) }],
      });
    expect(asked).toEqual([]);
  });
});
