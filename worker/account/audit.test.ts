import { afterEach, describe, expect, it, vi } from "vitest";
import { ADA, database, deps, ORG, refused } from "./account-fixture.ts";
import { exportAudit, readAuditPage } from "./audit.ts";

afterEach(() => vi.unstubAllGlobals());

const row = (id: number) => ({
  id,
  at: "2026-11-22T10:00:00+00:00",
  actor_kind: "system",
  actor_id: null,
  actor_login: null,
  actor_client: null,
  actor_removed: false,
  action: "task.created",
  target_kind: "task",
  target_id: "t",
  target_login: null,
  org_id: null,
  detail: {},
});
interface Asked {
  p_org_id: string | null;
  p_before: number | null;
  p_limit: number;
}
/** A log of so many entries, the newest of which has the largest id. */
const log =
  (count: number) =>
  ({ p_before, p_limit }: Asked) =>
    Array.from({ length: count }, (_, n) => row(count - n))
      .filter(({ id }) => p_before === null || id < p_before)
      .slice(0, p_limit);
const idsOf = (page: { items: { entry_id: number }[] }) => page.items.map(({ entry_id }) => entry_id);

describe("whose entries", () => {
  it.each([["owner"], ["admin"]])("an organisation's are shown to its %s", async (role) => {
    const asked = database({
      "GET organisation_members": [{ org_id: ORG, role }],
      "POST rpc/audit_page": [row(1)],
    });
    expect(idsOf(await readAuditPage(deps().deps, ADA, { org_id: ORG }, { limit: 5 }))).toEqual([1]);
    expect(asked.at(-1)?.body).toMatchObject({ p_org_id: ORG, p_from: null, p_to: null });
  });

  it.each([
    ["member", "forbidden"],
    ["viewer", "forbidden"],
    [null, "not_found"],
  ])("an organisation's are not shown to its %s", async (role, code) => {
    const asked = database({ "GET organisation_members": role === null ? [] : [{ org_id: ORG, role }] });
    await expect(readAuditPage(deps().deps, ADA, { org_id: ORG }, { limit: 5 })).rejects.toMatchObject({
      code,
    });
    await expect(exportAudit(deps().deps, ADA, { org_id: ORG }, "csv")).rejects.toMatchObject({ code });
    expect(asked.map(({ call }) => call)).not.toContain("POST rpc/audit_page");
  });

  it("without an organisation are the user's own, in the period that was named", async () => {
    const asked = database({ "POST rpc/audit_page": [] });
    await readAuditPage(
      deps().deps,
      ADA,
      { from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z" },
      { limit: 5 },
    );
    expect(asked).toEqual([
      {
        call: "POST rpc/audit_page",
        body: {
          p_org_id: null,
          p_from: "2026-01-01T00:00:00Z",
          p_to: "2026-02-01T00:00:00Z",
          p_before: null,
          p_limit: 6,
        },
      },
    ]);
  });
});

it.each([
  [3, [[3, 2], [1]]],
  [
    4,
    [
      [4, 3],
      [2, 1],
    ],
  ],
  [2, [[2, 1]]],
  [0, [[]]],
])("a log of %i entries is read to its end by pages of two", async (count, pages) => {
  database({ "POST rpc/audit_page": log(count) });
  const read: number[][] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof readAuditPage>> = await readAuditPage(
      deps().deps,
      ADA,
      {},
      { limit: 2, ...(cursor === null ? {} : { cursor }) },
    );
    read.push(idsOf(page));
    cursor = page.next_cursor;
  } while (cursor !== null);
  expect(read).toEqual(pages);
});

describe("the file", () => {
  it("holds all entries, however many, after its head", async () => {
    const asked = database({ "POST rpc/audit_page": log(2_000) });
    const file = await exportAudit(deps().deps, ADA, {}, "csv");
    expect(file).toMatchObject({ name: "verne-audit-2026-11-22.csv", mediaType: "text/csv; charset=utf-8" });
    // Further pages wait for a reader.
    expect(asked.length).toBeLessThanOrEqual(2);
    const lines = (await new Response(file.content).text()).trimEnd().split("\r\n");
    expect(lines).toHaveLength(2_001);
    expect(lines[0]).toMatch(/^entry_id,/);
    expect([lines[1], lines.at(-1)]).toEqual([
      expect.stringMatching(/^"2000"/),
      expect.stringMatching(/^"1"/),
    ]);
    expect(asked).toHaveLength(3);
  });

  it("may be lines of JSON", async () => {
    database({ "POST rpc/audit_page": log(1) });
    const file = await exportAudit(deps().deps, ADA, {}, "ndjson");
    expect(file.name).toBe("verne-audit-2026-11-22.ndjson");
    expect(JSON.parse(await new Response(file.content).text())).toMatchObject({ entry_id: 1 });
  });

  it("is not begun when the first page cannot be read", async () => {
    database({ "POST rpc/audit_page": refused("08000", "gone") });
    await expect(exportAudit(deps().deps, ADA, {}, "csv")).rejects.toMatchObject({ name: "StoreFailure" });
  });
});
