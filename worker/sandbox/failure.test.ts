import { describe, expect, it } from "vitest";
import { classify, withDeadline } from "./failure.ts";
import { SandboxFailure } from "./port.ts";

const coded = (code: string) => Object.assign(new Error(code), { errorResponse: { code } });

describe("classify", () => {
  it.each([
    [coded("STALE_PROCESS_HANDLE"), "lost"],
    [coded("PROCESS_NOT_FOUND"), "lost"],
    [coded("OPERATION_INTERRUPTED"), "lost"],
    [coded("CONTAINER_UNAVAILABLE"), "transient"],
    [coded("RPC_TRANSPORT_ERROR"), "transient"],
    [coded("SURPASSED_TOTAL_LIMITS"), "capacity"],
    [coded("PROCESS_WAIT_TIMEOUT"), "timeout"],
    [coded("PROCESS_SPAWN_FAILED"), "permanent"],
    [coded("INTERNAL_ERROR"), "permanent"],
    [new Error("Container exited with unexpected exit code: 1"), "transient"],
    [new Error("Network connection lost."), "transient"],
    [new Error("There is no container instance that can be provided to this durable object"), "transient"],
    [new Error("Maximum number of running container instances exceeded; max_instances"), "capacity"],
    [Object.assign(new Error("unknown"), { retryable: true }), "transient"],
    [new TypeError("'utils.getRuntimeMetadata' is not a function."), "permanent"],
    ["thrown text", "permanent"],
    [undefined, "permanent"],
  ])("takes %s as %s", (error, kind) => {
    expect(classify(error).kind).toBe(kind);
  });

  it("leaves a SandboxFailure as it is", () => {
    const failure = new SandboxFailure("capacity", "X", "x");
    expect(classify(failure)).toBe(failure);
  });

  it("keeps code, message and cause", () => {
    const cause = coded("PROCESS_SPAWN_FAILED");
    expect(classify(cause)).toMatchObject({ code: "PROCESS_SPAWN_FAILED", message: cause.message, cause });
  });
});

describe("withDeadline", () => {
  it("gives up on a call that does not answer", async () => {
    const call = withDeadline(new Promise(() => {}), 5, "start");
    await expect(call).rejects.toMatchObject({
      kind: "transient",
      code: "CALL_TIMEOUT",
      message: expect.stringMatching(/^start/),
    });
  });

  it("passes on the answer, and classifies the error", async () => {
    expect(await withDeadline(Promise.resolve(1), 1000, "x")).toBe(1);
    await expect(
      withDeadline(Promise.reject(coded("STALE_PROCESS_HANDLE")), 1000, "x"),
    ).rejects.toMatchObject({
      kind: "lost",
    });
  });
});
