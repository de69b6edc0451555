import { afterEach, describe, expect, it, vi } from "vitest";
import { inviteUrl } from "../access/invite-link.ts";
import { ADA, type Answers, database, deps, ORG, refused } from "./account-fixture.ts";
import {
  acceptInvite,
  createOrg,
  deleteOrg,
  invite,
  previewInvite,
  readPeople,
  removeMember,
  renameOrg,
  revokeInvite,
  setRole,
} from "./orgs.ts";

afterEach(() => vi.unstubAllGlobals());

const GRACE = "10000000-0000-4000-8000-00000000000b";
const INVITE = "40000000-0000-4000-8000-000000000001";
const TIME = "2026-11-22T10:00:00+00:00";
const ACME = { org_id: ORG, name: "Acme", role: "owner", members: 1, created_at: TIME };
const OPEN = { invite_id: INVITE, role: "member", github_login: null, created_at: TIME, expires_at: TIME };
const PEOPLE = { members: [], invites: [OPEN] };

it("an organisation is answered as the database has it after it was made or renamed", async () => {
  const asked = database({
    "POST rpc/create_organisation": ORG,
    "POST rpc/rename_organisation": undefined,
    "POST rpc/organisation_list": [{ ...ACME, org_id: INVITE }, ACME],
  });
  const made = await createOrg(deps().deps, ADA, "Acme");
  expect(made).toMatchObject({ org_id: ORG, name: "Acme", role: "owner" });
  expect(await renameOrg(deps().deps, ADA, ORG, "Acme")).toEqual(made);
  expect(asked.map(({ call }) => call).filter((call) => call.includes("list"))).toHaveLength(2);
});

it("one that the user is not in any more is not found", async () => {
  database({ "POST rpc/create_organisation": ORG, "POST rpc/organisation_list": [] });
  await expect(createOrg(deps().deps, ADA, "Acme")).rejects.toMatchObject({ code: "not_found" });
});

describe("sockets of people who may lose a task", () => {
  const answers: Answers = {
    "GET tasks": [{ id: "t1" }, { id: "t2" }],
    "POST rpc/delete_organisation": undefined,
    "POST rpc/remove_organisation_member": undefined,
  };

  it.each([
    ["the organisation ends", (d: ReturnType<typeof deps>) => deleteOrg(d.deps, ADA, ORG)],
    ["a member goes", (d: ReturnType<typeof deps>) => removeMember(d.deps, ADA, ORG, GRACE)],
  ])("are closed when %s, of the tasks that it had before", async (_when, act) => {
    const asked = database(answers);
    const world = deps();
    await act(world);
    expect(asked[0]?.call).toBe("GET tasks");
    expect(world.closed).toEqual(["t1", "t2"]);
  });

  it("stay open when the database refuses", async () => {
    database({ ...answers, "POST rpc/delete_organisation": refused("PT403", "only owners may do that") });
    const world = deps();
    await expect(deleteOrg(world.deps, ADA, ORG)).rejects.toMatchObject({
      code: "forbidden",
      message: "only owners may do that",
    });
    expect(world.closed).toEqual([]);
  });
});

it.each([
  ["PT403", "forbidden"],
  ["PT404", "not_found"],
  ["PT409", "invalid_state"],
])("a rule of the database that raises %s is answered with %s and its words", async (sqlstate, code) => {
  database({ "POST rpc/set_organisation_role": refused(sqlstate, "the last owner stays") });
  await expect(setRole(deps().deps, ADA, ORG, { memberId: GRACE, role: "member" })).rejects.toMatchObject({
    code,
    message: "the last owner stays",
  });
});

describe("an id that is none", () => {
  it.each([
    ["organisation", () => renameOrg(deps().deps, ADA, "x", "Acme")],
    ["organisation", () => deleteOrg(deps().deps, ADA, "x")],
    ["organisation", () => readPeople(deps().deps, ADA, "x")],
    ["organisation", () => invite(deps().deps, ADA, "x", { role: "member" })],
    ["member", () => setRole(deps().deps, ADA, ORG, { memberId: "x", role: "member" })],
    ["invitation", () => revokeInvite(deps().deps, ADA, ORG, "x")],
  ])("is no such %s, and the database is not asked", async (what, act) => {
    const asked = database({});
    await expect(act()).rejects.toMatchObject({ code: "not_found", message: `no such ${what}` });
    expect(asked).toEqual([]);
  });

  it("of a member is no such member", async () => {
    database({});
    await expect(removeMember(deps().deps, ADA, ORG, "x")).rejects.toMatchObject({
      message: "no such member",
    });
  });
});

describe("an invitation", () => {
  it("is answered with the URL that accepts it", async () => {
    database({ "POST rpc/invite_to_organisation": INVITE, "POST rpc/organisation_people": PEOPLE });
    const made = await invite(deps().deps, ADA, ORG, { role: "member" });
    expect(made).toMatchObject({ invite_id: INVITE, url: await inviteUrl(deps().deps.config, OPEN) });
    expect((await readPeople(deps().deps, ADA, ORG)).invites).toEqual([made]);
  });

  it("that is gone before it was answered is not found", async () => {
    database({
      "POST rpc/invite_to_organisation": INVITE,
      "POST rpc/organisation_people": { ...PEOPLE, invites: [] },
    });
    await expect(invite(deps().deps, ADA, ORG, { role: "member" })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("makes whoever has its URL a member, in their own name", async () => {
    const asked = database({ "POST rpc/accept_invite": ORG, "POST rpc/organisation_list": [ACME] });
    const token = (await inviteUrl(deps().deps.config, OPEN)).split("/").at(-1) ?? "";
    expect(await acceptInvite(deps().deps, ADA, token)).toMatchObject({ org_id: ORG });
    expect(asked[0]).toEqual({
      call: "POST rpc/accept_invite",
      body: { p_invite_id: INVITE, p_user_id: ADA.userId },
    });
  });

  it("is the same nothing whether it was forged or is over", async () => {
    const asked = database({ "POST rpc/invite_preview": null });
    const token = (await inviteUrl(deps().deps.config, OPEN)).split("/").at(-1) ?? "";
    const told = { code: "not_found", message: "this invitation does not hold any more" };
    await expect(previewInvite(deps().deps, token)).rejects.toMatchObject(told);
    expect(asked).toHaveLength(1);
    await expect(previewInvite(deps().deps, "A".repeat(64))).rejects.toMatchObject(told);
    await expect(acceptInvite(deps().deps, ADA, "A".repeat(64))).rejects.toMatchObject(told);
    expect(asked).toHaveLength(1);
  });

  it("of an organisation that the user is not in shows nobody", async () => {
    database({ "POST rpc/organisation_people": null });
    await expect(readPeople(deps().deps, ADA, ORG)).rejects.toMatchObject({ code: "not_found" });
  });
});
