import { describe, expect, it } from "vitest";
import { fixedBecause, grantable } from "./roles.ts";

const [owner, admin, member] = (["owner", "admin", "member"] as const).map((role) => ({ role }));

describe("what may be granted", () => {
  it("ends at one's own role", () => {
    expect(grantable("owner")).toEqual(["owner", "admin", "member", "viewer"]);
    expect(grantable("admin")).toEqual(["admin", "member", "viewer"]);
    expect(grantable("member")).toEqual([]);
  });
});

describe("a member's role", () => {
  const of = (mine: "owner" | "admin" | "member", one: typeof owner, owners = 2) =>
    fixedBecause(mine, one ?? { role: "viewer" }, [...Array(owners).fill(owner), admin, member]);

  it("is changed from above", () => {
    expect(of("owner", owner)).toBeNull();
    expect(of("admin", admin)).toBeNull();
    expect(of("admin", owner)).toMatch(/may not change an owner/);
    expect(of("member", member)).toMatch(/Only admins and owners/);
  });

  it("stays when it is the only owner's", () => {
    expect(of("owner", owner, 1)).toMatch(/only owner/);
    expect(of("owner", admin, 1)).toBeNull();
  });
});
