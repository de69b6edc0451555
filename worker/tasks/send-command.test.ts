/** The use case alone: no HTTP, no object, and of the database the answers that it gives. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Principal, SERVICE } from "../access/principal.ts";
import { SYSTEM, type TaskRef, type TaskState } from "../protocol/index.ts";
import type { CommandAnswer } from "../task/commands.ts";
import { commandTask } from "./send-command.ts";
import { ADA, database, depsWith, GRACE, ORG, TASK } from "./use-case-fixture.ts";

const REF: TaskRef = { task_id: TASK, status: "running", state: "planning" };
const OK: CommandAnswer = { ok: true, value: REF };

afterEach(() => vi.unstubAllGlobals());

interface World {
  /** Ada's task as its row has it; null where the database shows none. */
  row?: { state?: TaskState; org_id?: string | null } | null;
  /** Grace's role in ORG. */
  role?: string | undefined;
  placeFree?: boolean;
  /** Answers of the object: to the first request, and with a place. */
  inPlace?: CommandAnswer | "needs_place" | null;
  withPlace?: CommandAnswer | null;
  /** What the object says that the task's state is. */
  live?: TaskState | null;
}

function world({ row, role, placeFree = true, inPlace = OK, withPlace = null, live }: World) {
  const answers = { "POST rpc/take_place": placeFree, "PATCH tasks": null };
  const asked = database({ row, role, answers });
  const object = {
    commandInPlace: vi.fn(async () => inPlace),
    command: vi.fn(async () => withPlace),
    view: vi.fn(async () => live && { state: live }),
  };
  const send = (principal: Principal, id = TASK) =>
    commandTask(depsWith(object), principal, id, { key: "k", command: { name: "retry" } });
  return { send, object, asked };
}

describe("commandTask", () => {
  it("tells the object who it is from, and answers with the task", async () => {
    const { send, object } = world({ row: { org_id: ORG } });
    expect(await send(ADA)).toEqual(REF);
    const by = { actor: { kind: "user", user_id: ADA.userId, login: "ada" }, orgId: ORG };
    expect(object.commandInPlace).toHaveBeenCalledWith("k", { name: "retry" }, by);
  });

  it("takes a command of Verne itself, which has no session", async () => {
    const { send, object, asked } = world({});
    expect(await send(SERVICE)).toEqual(REF);
    expect(object.commandInPlace).toHaveBeenCalledWith(
      "k",
      { name: "retry" },
      { actor: SYSTEM, orgId: null },
    );
    expect(asked).toEqual(["GET tasks"]);
  });

  it.each([
    ["a member", "member", null],
    ["an admin", "admin", null],
    ["a viewer", "viewer", "forbidden"],
    ["somebody who may read it and is in none of its organisations", undefined, "forbidden"],
  ])("is for %s of the task's organisation: %s, %s", async (_who, role, code) => {
    const { send, object } = world({ row: { org_id: ORG }, role });
    if (code === null) expect(await send(GRACE)).toEqual(REF);
    else await expect(send(GRACE)).rejects.toMatchObject({ code });
    expect(object.commandInPlace).toHaveBeenCalledTimes(code === null ? 1 : 0);
  });

  it("knows no task that the database does not show, and asks it for no malformed id", async () => {
    const { send, asked } = world({ row: null });
    await expect(send(ADA)).rejects.toMatchObject({ code: "not_found" });
    expect(asked).toContain("GET tasks");
    const other = world({});
    await expect(other.send(ADA, "1' or 1")).rejects.toMatchObject({ code: "not_found" });
    expect(other.asked).not.toContain("GET tasks");
  });

  it("answers with the object's refusal, details included", async () => {
    const details = [{ path: "version", message: "is 2" }];
    const { send, object, asked } = world({
      inPlace: { ok: false, code: "stale_plan", message: "old", details },
    });
    await expect(send(ADA)).rejects.toMatchObject({ code: "stale_plan", message: "old", details });
    expect(object.commandInPlace).toHaveBeenCalledTimes(1);
    expect(object.command).not.toHaveBeenCalled();
    expect(asked).not.toContain("POST rpc/take_place");
  });

  it("says of an archived task that it has ended, and of one that did not start who has to open it", async () => {
    const archived = world({ row: { state: "complete" }, inPlace: null });
    await expect(archived.send(ADA)).rejects.toMatchObject({
      code: "invalid_state",
      message: expect.stringMatching(/archived/),
    });
    // Only its owner starts it, with their own keys: neither a colleague nor Verne itself.
    for (const principal of [GRACE, SERVICE]) {
      const queued = world({ row: { state: "queued", org_id: ORG }, role: "member", inPlace: null });
      await expect(queued.send(principal)).rejects.toMatchObject({
        message: expect.stringMatching(/its owner has to open it/),
      });
      expect(queued.asked.filter((call) => call === "GET tasks")).toHaveLength(1);
    }
  });
});

describe("a command that makes an ended task work again", () => {
  const ENDED: World = { row: { state: "failed", org_id: ORG }, role: "member", inPlace: "needs_place" };
  const RELEASED = "PATCH tasks";

  it("is sent once there is a place, which the task keeps", async () => {
    const { send, object, asked } = world({ ...ENDED, withPlace: OK });
    expect(await send(ADA)).toEqual(REF);
    expect(object.command).toHaveBeenCalledTimes(1);
    expect(asked).toContain("POST rpc/take_place");
    expect(asked).not.toContain(RELEASED);
  });

  it("is not sent without one; the message says whose tasks are too many", async () => {
    for (const [principal, message] of [
      [ADA, /^you have 2 tasks/],
      [GRACE, /^the owner of this task has 2 tasks/],
      [SERVICE, /^the owner of this task has 2 tasks/],
    ] as const) {
      const { send, object } = world({ ...ENDED, placeFree: false });
      await expect(send(principal)).rejects.toMatchObject({ code: "rate_limited", message });
      expect(object.command).not.toHaveBeenCalled();
    }
  });

  it.each([
    ["gives it back when the object refuses", "failed", true],
    ["gives it back when the object has no task any more", null, true],
    ["leaves it where another request has made the task work", "planning", false],
  ] as const)("%s", async (_name, live, released) => {
    const refusal: CommandAnswer = { ok: false, code: "invalid_state", message: "no" };
    const { send, asked } = world({ ...ENDED, withPlace: refusal, live });
    await expect(send(ADA)).rejects.toMatchObject({ code: "invalid_state" });
    expect(asked.includes(RELEASED)).toBe(released);
  });
});
