import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Message } from "../../llm/types.ts";
import { openCheckouts } from "../fakes/checkout-fixture.ts";
import { requestedPaths } from "./request-files.ts";

let checkouts: Awaited<ReturnType<typeof openCheckouts>>;
beforeAll(async () => {
  checkouts = await openCheckouts();
});
afterAll(() => checkouts.close());

describe("what a run asks the user for at its end", () => {
  const asked = (planned: string[], ...calls: [name: string, args: object, result: string][]) =>
    requestedPaths(
      calls.flatMap(([name, args, content]): Message[] => [
        { role: "assistant", content: "", toolCalls: [{ id: "c", name, arguments: JSON.stringify(args) }] },
        { role: "tool", toolCallId: "c", content },
      ]),
      { steps: [{ files: planned.map((path) => ({ path, action: "modify" })) }] as never },
      (path) => path,
    );

  it("is no file that the plan names in another look, whatever the calls call it", async () => {
    const [family, typed] = ["family-👨\u200d👩\u200d👧.md", "family-👨👩👧.md"];
    const { use } = await checkouts.open({ [family]: "family\n" }, { planned: [family] });
    await use("read", { path: typed });
    const args = { path: typed, content: "all\n" };
    const { ok, content } = await use("write", args);
    expect(ok).toBe(true);
    expect(asked([family], ["write", args, content])).toEqual([]);
    expect(asked(["a"], ["write", args, "It is noted."], ["write", { path: family }, "Noted."])).toEqual([
      typed,
    ]);
  });

  it("is no link: its target is named at once, planned or not", async () => {
    const { use } = await checkouts.open({ "AGENTS.md": { link: "real.md" }, "real.md": "r\n" });
    const calls: [string, object][] = [
      ["write", { path: "AGENTS.md", content: "x\n" }],
      ["delete", { path: "AGENTS.md" }],
      ["request_files", { paths: ["AGENTS.md"], reason: "" }],
    ];
    for (const [name, args] of calls) {
      const { ok, content } = await use(name, args);
      expect({ ok, content }).toMatchObject({ ok: false, content: expect.stringContaining("use real.md") });
      expect(asked([], [name, args, content])).toEqual([]);
    }
  });
});
