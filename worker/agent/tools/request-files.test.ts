import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Message } from "../../llm/types.ts";
import { openCheckouts } from "../fakes/checkout-fixture.ts";
import { MemoryBudget, MemoryConversation, MemoryHost } from "../fakes/memory-host.ts";
import { editRequest, planFor } from "../fakes/requests.ts";
import { call, ScriptedModel } from "../fakes/scripted-model.ts";
import { agent } from "../index.ts";
import { summaryMessage } from "../prompts/compaction.ts";
import { askedIn, requestedNote } from "./request-files.ts";

let checkouts: Awaited<ReturnType<typeof openCheckouts>>;
beforeAll(async () => {
  checkouts = await openCheckouts();
});
afterAll(() => checkouts.close());

describe("request_files", () => {
  const plan = planFor([{ path: "src/a.js", action: "modify" }]);
  const ask = (args: object) => call("request_files", args);

  async function run(...asked: object[]) {
    const host = new MemoryHost({ "src/a.js": "a\n", "src/b.js": "b\n", "test/a.test.js": "t\n" });
    const script = [...asked.map(ask), call("finish", { summary: "x" })];
    const client = new ScriptedModel(script, call("finish", { summary: "x" }));
    const ports = [host, { client, model: "m" }, new MemoryBudget(), new MemoryConversation()] as const;
    const result = await agent.edit(...ports, editRequest({ plan }));
    return { result, last: client.requests.at(-1)?.messages.at(-1)?.content ?? "" };
  }

  it("carries each file with its reason and the action that the disk asks for", async () => {
    const { result } = await run(
      { paths: ["src/b.js", "src/new.js"], reason: "They call a." },
      { paths: ["test/a.test.js"], reason: "It tests what is gone.", delete: true },
      { paths: ["src/c.js"], reason: "Split.", action: "create" },
    );
    expect(result).toMatchObject({
      end: "scope_exceeded",
      files: [
        { path: "src/b.js", action: "modify", reason: "They call a." },
        { path: "src/new.js", action: "create", reason: "They call a." },
        { path: "test/a.test.js", action: "delete", reason: "It tests what is gone." },
        { path: "src/c.js", action: "create", reason: "Split." },
      ],
    });
  });

  it("refuses to ask for the deletion of what is not there, and needs none for what the plan names", async () => {
    const absent = await run({ paths: ["nope.js"], reason: "r", delete: true });
    expect([absent.result.end, absent.last]).toEqual([
      "done",
      expect.stringContaining("Nothing was changed."),
    ]);
    const planned = await run({ paths: ["src/a.js"], reason: "r", action: "delete" });
    expect(planned.result).toMatchObject({ end: "done" });
  });

  it("is kept in a conversation that was summed up", () => {
    const asked = [{ path: "x.js", reason: "Because of\nthat.", delete: true }];
    const note = requestedNote(asked) ?? "";
    const message = summaryMessage("mark", "s", [], note);
    expect(askedIn([message], plan, (path) => path)).toEqual(asked);
    expect(requestedNote([])).toBeNull();
  });
});

describe("what a run asks the user for at its end", () => {
  const asked = (planned: string[], ...calls: [name: string, args: object, result: string][]) =>
    askedIn(
      calls.flatMap(([name, args, content]): Message[] => [
        { role: "assistant", content: "", toolCalls: [{ id: "c", name, arguments: JSON.stringify(args) }] },
        { role: "tool", toolCallId: "c", content },
      ]),
      { steps: [{ files: planned.map((path) => ({ path, action: "modify" })) }] as never },
      (path) => path,
    ).map(({ path }) => path);

  it("is no file that the plan names in another look, whatever the calls call it", async () => {
    const [family, typed] = ["family-👨\u200d👩\u200d👧.md", "family-👨👩👧.md"];
    const { use } = await checkouts.open({ [family]: "family\n" }, { planned: [family] });
    await use("read", { path: typed });
    const args = { path: typed, content: "all\n" };
    const { ok, content } = await use("write", args);
    expect(ok).toBe(true);
    expect(asked([family], ["request_files", { paths: [typed], reason: "" }, content])).toEqual([]);
    const both = [typed, family].map((path): [string, object, string] => [
      "request_files",
      { paths: [path], reason: "r" },
      "Noted.",
    ]);
    expect(asked(["a"], ...both)).toEqual([typed]);
  });

  it("is nothing that a refused write, a patch or a deletion named", () => {
    const tried = ["write", "edit", "delete"].map((name): [string, object, string] => [
      name,
      { path: "x.js", content: "x" },
      "x.js is not in the plan; noted.",
    ]);
    const patch = "*** Begin Patch\n*** Add File: y.js\n+y\n*** End Patch";
    expect(asked([], ...tried, ["apply_patch", { patch }, "Noted."])).toEqual([]);
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
