import { afterEach, expect, it, vi } from "vitest";
import { SERVICE } from "../access/principal.ts";
import { readSharing, shareTask } from "./share.ts";
import { ADA, database, depsWith, GRACE, ORG, TASK } from "./use-case-fixture.ts";

afterEach(() => vi.unstubAllGlobals());

const SHARE = { id: "40000000-0000-4000-8000-000000000001", created_at: "2026-11-22T10:00:00+00:00" };
const world = (row: object, answers: object = {}) => {
  const asked = database({ row, role: "admin", answers: { "POST rpc/share_task": true, ...answers } });
  const closeGuestSockets = vi.fn(async () => {});
  return { asked, closeGuestSockets, deps: depsWith({ closeGuestSockets }) };
};

it("is the owner's to see and to change, and Verne's", async () => {
  const { deps, asked } = world({ org_id: ORG, visibility: "org" });
  await expect(readSharing(deps, GRACE, TASK)).rejects.toMatchObject({ code: "forbidden" });
  await expect(shareTask(deps, GRACE, TASK, { visibility: "private" })).rejects.toMatchObject({
    code: "forbidden",
  });
  expect(asked).not.toContain("POST rpc/share_task");
  const sharing = { visibility: "org", org_id: ORG, url: null, shared_at: null };
  expect(await readSharing(deps, ADA, TASK)).toEqual(sharing);
  expect(await readSharing(deps, SERVICE, TASK)).toEqual(sharing);
});

it("gives the address of a link, and none once it is something else", async () => {
  const { deps } = world({ visibility: "link" }, { "GET task_shares": [SHARE] });
  const shared = await readSharing(deps, ADA, TASK);
  expect(shared.url).toMatch(/^https:\/\/verne\.test\/s\/[\w-]{64}$/);
  expect(shared.shared_at).toBe("2026-11-22T10:00:00.000Z");
  expect((await shareTask(deps, ADA, TASK, { visibility: "private" })).url).toBeNull();
});

it.each([
  ["leaves its organisation", ORG, { visibility: "private" }, true],
  ["becomes a link instead", ORG, { visibility: "link" }, true],
  ["stays with its organisation", ORG, { visibility: "org", org_id: ORG }, false],
  ["was shared with nobody", null, { visibility: "private" }, false],
  ["comes to an organisation", null, { visibility: "org", org_id: ORG }, false],
] as const)("closes the sockets of guests where the task %s: %s", async (_what, org_id, sharing, closes) => {
  const { asked, deps, closeGuestSockets } = world({ org_id }, { "GET task_shares": [] });
  await shareTask(deps, ADA, TASK, sharing);
  expect(asked.filter((call) => call === "POST rpc/share_task")).toHaveLength(1);
  expect(closeGuestSockets).toHaveBeenCalledTimes(closes ? 1 : 0);
});

it("says what could not be shared", async () => {
  const gone = world({}, { "POST rpc/share_task": false });
  await expect(shareTask(gone.deps, ADA, TASK, { visibility: "link" })).rejects.toMatchObject({
    code: "not_found",
  });
  vi.stubGlobal("fetch", async (input: string) =>
    new URL(input).pathname.endsWith("share_task")
      ? Response.json({ code: "23503", message: "no such member" }, { status: 409 })
      : Response.json([
          { id: TASK, user_id: ADA.userId, created_at: SHARE.created_at, updated_at: SHARE.created_at },
        ]),
  );
  await expect(shareTask(gone.deps, ADA, TASK, { visibility: "org", org_id: ORG })).rejects.toMatchObject({
    code: "not_found",
    details: [{ path: "org_id", message: "you are in no organisation with this id" }],
  });
  expect(gone.closeGuestSockets).not.toHaveBeenCalled();
});
