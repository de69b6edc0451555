import { describe, expect, it } from "vitest";
import { classify, withDeadline } from "./failure.ts";
import { SandboxFailure } from "./port.ts";

describe("classify", () => {
  it.each([
    [new Error("Container exited with unexpected exit code: 1"), "transient"],
    [new Error("Network connection lost."), "transient"],
    [new Error("There is no container instance that can be provided to this durable object"), "transient"],
    [new Error("Maximum number of running container instances exceeded; max_instances"), "capacity"],
    [Object.assign(new Error("unknown"), { retryable: true }), "transient"],
    [new TypeError("'x' is not a function."), "permanent"],
    ["thrown text", "permanent"],
    [undefined, "permanent"],
  ])("takes %s as %s", (error, kind) => {
    expect(classify(error).kind).toBe(kind);
  });

  it("leaves a SandboxFailure as it is", () => {
    const failure = new SandboxFailure("capacity", "X", "x");
    expect(classify(failure)).toBe(failure);
  });

  it("keeps message and cause", () => {
    const cause = new Error("Network connection lost.");
    expect(classify(cause)).toMatchObject({ code: "UNKNOWN", message: cause.message, cause });
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
      withDeadline(Promise.reject(new Error("Container suddenly disconnected")), 1000, "x"),
    ).rejects.toMatchObject({
      kind: "transient",
    });
  });
});
