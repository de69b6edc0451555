/** What later runs of a task, and runs after a crash, know of what earlier ones read. */
import { describe, expect, it } from "vitest";
import type { Message } from "../../llm/types.ts";
import { MemoryBudget, MemoryConversation, MemoryHost } from "../fakes/memory-host.ts";
import { editRequest, planFor, planRequest } from "../fakes/requests.ts";
import { call, type Script, ScriptedModel } from "../fakes/scripted-model.ts";
import { agent } from "../index.ts";
import { WorkTree } from "../tools/work-tree.ts";
import type { EditRequest } from "../types.ts";
import { carriedFiles } from "./carry.ts";
import { fittedDiff } from "./fitted-diff.ts";
import { merged, readingsOf } from "./readings.ts";

const lines = (name: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${name} line ${n + 1}\n`).join("");
const FILES = { "a.js": lines("a", 20), "b.js": lines("b", 900), "c.js": lines("c", 5) };
const A = planFor([{ path: "a.js", action: "modify" }]);

async function run(script: Script[], conversation = new MemoryConversation(), host = new MemoryHost(FILES)) {
  const client = new ScriptedModel(script);
  const ports = [host, { client, model: "m" }, new MemoryBudget(), conversation] as const;
  return { host, client, conversation, ports };
}
const opening = (client: ScriptedModel) => client.requests[0]?.messages[1]?.content ?? "";
const rewrite = call("write", { path: "a.js", content: "new\n" });
const finish = call("finish", { summary: "x", not_done: "y" });
const submit = call("submit_plan", {
  goal: "g",
  steps: [{ title: "t", intent: "i", acceptance: "c", files: [{ path: "a.js", action: "modify" }] }],
});

/** A planning run that reads these, then an editing run that carries it on. */
async function afterPlan(reads: object[], script: Script[], patch: Partial<EditRequest> = {}) {
  const planning = await run([...reads.map((args) => call("read", args)), submit]);
  await agent.plan(...planning.ports, planRequest());
  const editing = await run(script, new MemoryConversation(), planning.host);
  const earlier = () => [planning.conversation.stored];
  const result = await agent.edit(...editing.ports, editRequest({ plan: A, earlier, ...patch }));
  return { ...editing, planned: planning.conversation.stored, result };
}

describe("what a plan read", () => {
  it("is shown to the editing run and needs no reading again", async () => {
    const reads = [{ path: "a.js" }, { path: "b.js", start_line: 500, end_line: 503 }];
    const { client, host } = await afterPlan(reads, [rewrite, finish]);
    expect(opening(client)).toContain("a.js (lines 1-20 of 20)\n    1| a line 1\n");
    expect(opening(client)).toContain("b.js (lines 500-503 of 900)\n  500| b line 500\n");
    expect(opening(client)).not.toContain("b line 499");
    expect(host.text("a.js")).toBe("new\n");
  });

  it("is not shown once the file is another one, which has to be read", async () => {
    const planning = await run([call("read", { path: "a.js" }), submit]);
    await agent.plan(...planning.ports, planRequest());
    planning.host.files.set("/work/repo/a.js", "other\n");
    const { client, ports } = await run([rewrite, finish], new MemoryConversation(), planning.host);
    const earlier = () => [planning.conversation.stored];
    await agent.edit(...ports, editRequest({ plan: A, earlier }));
    expect(opening(client)).not.toContain("a line 1");
    expect(planning.host.text("a.js")).toBe("other\n");
    expect(client.requests[1]?.messages.at(-1)?.content).toContain("You have not read this file yet");
  });

  it("is shown to a refinement too", async () => {
    const planning = await run([call("read", { path: "c.js" }), submit]);
    await agent.plan(...planning.ports, planRequest());
    const refining = await run([submit], new MemoryConversation(), planning.host);
    await agent.plan(...refining.ports, planRequest({ earlier: () => [planning.conversation.stored] }));
    expect(opening(refining.client)).toContain("c.js (lines 1-5 of 5)");
  });

  it("survives into the third run through the second, with what that one wrote", async () => {
    const second = await afterPlan([{ path: "a.js" }, { path: "c.js" }], [rewrite, finish]);
    const third = await run([finish], new MemoryConversation(), second.host);
    const earlier = () => [second.planned, second.conversation.stored];
    await agent.edit(...third.ports, editRequest({ plan: A, earlier }));
    expect(opening(third.client)).toContain("a.js (lines 1-1 of 1)\n    1| new");
    expect(opening(third.client)).toContain("c.js (lines 1-5 of 5)");
    expect(opening(third.client)).not.toContain("a line 1");
  });
});

describe("after a crash", () => {
  it("what was read is known from the conversation", async () => {
    const before = await run([call("read", { path: "a.js" }), () => ({ error: FATAL })]);
    await expect(agent.edit(...before.ports, editRequest({ plan: A }))).rejects.toThrow("gone");
    const after = await run([rewrite, finish], before.conversation, before.host);
    await agent.edit(...after.ports, editRequest({ plan: A }));
    expect(before.host.text("a.js")).toBe("new\n");
  });

  it("so is what the opening showed, and a file that changed meanwhile is not", async () => {
    const first = await afterPlan([{ path: "a.js" }], [finish]);
    const crashed = new MemoryConversation(first.conversation.stored.slice(0, 2));
    const again = await run([rewrite, finish], crashed, first.host);
    await agent.edit(...again.ports, editRequest({ plan: A }));
    expect(first.host.text("a.js")).toBe("new\n");
    first.host.files.set("/work/repo/a.js", "other\n");
    const third = await run(
      [rewrite, finish],
      new MemoryConversation(crashed.stored.slice(0, 2)),
      first.host,
    );
    await agent.edit(...third.ports, editRequest({ plan: A }));
    expect(first.host.text("a.js")).toBe("other\n");
    expect(third.client.requests[1]?.messages.at(-1)?.content).toContain("changed since you read it");
  });
});

const FATAL = { class: "invalid_key", message: "gone", retryable: false, retryAfterMs: null } as const;

describe("the files carried over", () => {
  const seen = (path: string, hash: string, from = 1, to = 20): Message => ({
    role: "tool",
    toolCallId: "c",
    content: "",
    seen: [{ path, hash, from, to }],
  });
  const hashOf = async (host: MemoryHost, path: string) => {
    const tree = new WorkTree(host);
    await tree.remember(path, new TextEncoder().encode(host.text(path) ?? ""));
    return tree.takeNoted()[0]?.hash ?? "";
  };

  it("are limited in size, wanted files first, then those seen last", async () => {
    const names = Array.from({ length: 30 }, (_, n) => `f${n}.js`);
    const host = new MemoryHost(Object.fromEntries(names.map((name) => [name, lines(name, 300)])));
    const run: Message[] = [];
    for (const name of names) run.push(seen(name, await hashOf(host, name), 1, 300));
    const carried = await carriedFiles([run], new WorkTree(host), { wanted: ["f3.js"], shown: ["f29.js"] });
    expect(carried.slice(0, 4).map(({ path }) => path)).toEqual(["f3.js", "f29.js", "f28.js", "f27.js"]);
    expect(carried[1]?.text).toBeNull();
    const chars = carried.reduce((sum, { text }) => sum + (text?.length ?? 0), 0);
    expect(chars).toBeLessThanOrEqual(48_000);
    expect(chars).toBeGreaterThan(40_000);
  });

  it("leave out links, folders, and what cannot be read", async () => {
    const host = new MemoryHost({ link: "-> a.js", "a.js": "x\n", "bin.dat": new Uint8Array([0, 1]) });
    const run = ["link", "nope.js", "../x", "bin.dat"].map((path) => seen(path, "0"));
    expect(await carriedFiles([run], new WorkTree(host), { wanted: [], shown: [] })).toEqual([]);
  });

  it("keep the lines of older readings, and forget deleted files", () => {
    const gone: Message = { role: "tool", toolCallId: "c", content: "", seen: [{ path: "b", hash: null }] };
    expect(
      readingsOf([
        [seen("a", "1", 1, 4), seen("b", "1")],
        [seen("a", "2", 90, 99), gone],
      ]),
    ).toEqual([
      {
        path: "a",
        hash: "2",
        ranges: [
          { from: 1, to: 4 },
          { from: 90, to: 99 },
        ],
      },
    ]);
    expect(
      merged([
        { from: 5, to: 9 },
        { from: 1, to: 3 },
        { from: 20, to: 30 },
        { from: 25, to: 26 },
      ]),
    ).toEqual([
      { from: 1, to: 9 },
      { from: 20, to: 30 },
    ]);
  });
});

describe("the diff so far", () => {
  const file = (path: string, size: number, isNew = false) =>
    `diff --git a/${path} b/${path}\n--- ${isNew ? "/dev/null" : `a/${path}`}\n+++ b/${path}\n@@ -0,0 +1 @@\n+${"x".repeat(size)}\n`;

  it("has whole files up to a limit, and names the others", () => {
    const diff = file("a", 10, true) + file("big", 900) + file("c", 10);
    expect(fittedDiff(diff, 400)).toEqual({
      text: `${file("a", 10, true)}${file("c", 10)}[left out here: big]`,
      created: ["a"],
    });
    expect(fittedDiff(null)).toEqual({ text: null, created: [] });
    expect(fittedDiff(file("big", 900), 200).text).toMatch(/\[cut\]\n$/);
  });
});

it("the user's earlier words reach each run", async () => {
  const { client, ports } = await run([finish]);
  await agent.edit(...ports, editRequest({ plan: A, userMessages: ["Use tabs.", "No\nnew files."] }));
  expect(opening(client)).toContain("- Use tabs.\n- No\n  new files.");
  const planning = await run([submit]);
  const long = Array.from({ length: 30 }, (_, n) => `${n} ${"word ".repeat(200)}`);
  await agent.plan(...planning.ports, planRequest({ userMessages: long }));
  expect(opening(planning.client)).toContain("\n- 29 word");
  expect(opening(planning.client)).not.toContain("\n- 1 word");
});
