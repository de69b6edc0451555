import { describe, expect, it } from "vitest";
import type { Message, ModelRequest } from "../../llm/types.ts";
import { MemoryBudget, MemoryConversation, MemoryHost } from "../fakes/memory-host.ts";
import { editRequest } from "../fakes/requests.ts";
import { call, type Script, ScriptedModel, type ScriptedTurn } from "../fakes/scripted-model.ts";
import { agent } from "../index.ts";
import type { BudgetLimits, EditRequest } from "../types.ts";
import { groupMessages, splitAtTail } from "./groups.ts";
import { dropSupersededReads } from "./superseded.ts";
import { listCalls, transcriptOf } from "./transcript.ts";

/** 60 % of it is reached after some ten readings of 2,500 characters. */
const WINDOW = 16_000;
const LINE = "export const value = 'some text that fills a line of this file';\n";
const FILES = {
  "src/a.js": "const a = 1;\n",
  ...Object.fromEntries(
    Array.from({ length: 40 }, (_, n) => [`src/f${n}.js`, `// ${n}\n${LINE.repeat(40)}`]),
  ),
};
const SUMMARY = "## Goal\nFix a.\n## Done\nNothing yet.\n## Facts\nvalue is everywhere.\n## Next\nEdit a.";

const isSummaryRequest = (request: ModelRequest) => request.tools.length === 0;
const withReasoning = (n: number): ScriptedTurn => call("read", { path: `src/f${n}.js` });

/** Reads files, finally edits one, and answers requests for a summary. */
function longRun(answer: Script = { text: SUMMARY }, turns = 30): Script {
  let n = 0;
  const ends = [
    call("read", { path: "src/a.js" }),
    call("edit", { path: "src/a.js", edits: [{ old: "a = 1", new: "a = 2" }] }),
    call("finish", { summary: "Done." }),
  ];
  return (request) => {
    if (isSummaryRequest(request)) return typeof answer === "function" ? answer(request) : answer;
    if (n < turns) return withReasoning(n++);
    const next = ends.shift();
    if (!next) throw new Error("the script has ended");
    return next;
  };
}

async function run(script: Script, patch: Partial<EditRequest> = {}, limits: Partial<BudgetLimits> = {}) {
  const host = new MemoryHost(FILES);
  const client = new ScriptedModel([], script);
  const conversation = new MemoryConversation();
  const model = { client, model: "m", contextWindow: WINDOW };
  const budget = new MemoryBudget(limits);
  const result = await agent.edit(host, model, budget, conversation, editRequest(patch));
  const asked = client.requests.filter((request) => !isSummaryRequest(request));
  return { host, client, conversation, result, asked, summaries: client.requests.filter(isSummaryRequest) };
}

const sizeOf = (request: ModelRequest) =>
  (JSON.stringify(request.messages).length + JSON.stringify(request.tools).length) / 4;

/** Every result follows the call it answers, and every call has its result. */
function expectPairs(messages: readonly Message[]): void {
  const open = new Set<string>();
  for (const message of messages) {
    if (message.role !== "tool") expect([...open]).toEqual([]);
    if (message.role === "assistant") for (const { id } of message.toolCalls) open.add(id);
    if (message.role === "tool") expect(open.delete(message.toolCallId)).toBe(true);
  }
}

describe("a conversation that outgrows the window", () => {
  it("is summed up in its middle; opening, the last turns and every pair stay", async () => {
    const { result, asked, summaries, host } = await run(longRun());
    expect(result).toEqual({ end: "done", summary: "Done." });
    expect(host.text("src/a.js")).toBe("const a = 2;\n");
    expect(summaries.length).toBeGreaterThanOrEqual(2);
    const [first] = asked;
    for (const [at, request] of asked.entries()) {
      expect(request.messages.slice(0, 2)).toEqual(first?.messages.slice(0, 2));
      expectPairs(request.messages);
      expect(sizeOf(request)).toBeLessThan(WINDOW * 0.75);
      // The last message is never compacted.
      if (at > 0) expect(request.messages.at(-1)?.content).toMatch(/source="read"|^Edited/);
    }
    expect(host.ofType("warning").map(({ data }) => data.code)).toContain("conversation_compacted");
  });

  it("shows the summary in its fixed form, with the calls that were left out", async () => {
    const { asked, summaries } = await run(longRun(), {}, {});
    const message = asked.at(-1)?.messages[2];
    expect(message?.role).toBe("user");
    const headings = message?.content.match(/^## .+$/gm);
    expect(headings).toEqual(["## Goal", "## Done", "## Facts", "## Failing tests", "## Next"]);
    expect(message?.content).toContain("value is everywhere.");
    expect(message?.content).toMatch(/Calls you made in that part: read src\/f\d+\.js/);
    // The second summary is based on the first and the messages since.
    expect(summaries[1]?.messages[1]?.content).toContain("TO YOU: # Summary of the work so far");
    expect(summaries[0]?.messages[1]?.content).toContain("# Approved plan (version 1)");
  });

  it("is the same on every run", async () => {
    const once = await run(longRun());
    const again = await run(longRun());
    expect(again.client.requests).toEqual(once.client.requests);
    expect(again.summaries).toEqual(once.summaries);
    expect(once.summaries.length).toBeGreaterThan(0);
  });

  it.each<[string, Script, Partial<BudgetLimits>]>([
    ["fails", { error: { class: "bad_request", message: "no", retryable: false, retryAfterMs: null } }, {}],
    ["says nothing", {}, {}],
    ["repeats itself without end", { text: "I sum up the work that was done so far. ".repeat(300) }, {}],
  ])("goes on without the model's help when the summary %s", async (_what, answer, limits) => {
    const { result, asked } = await run(longRun(answer), {}, limits);
    expect(result).toMatchObject({ end: "done" });
    expect(asked.at(-1)?.messages[2]?.content).toMatch(/Calls you made in that part: read/);
  });

  it("keeps the last summary when the next one fails", async () => {
    let asked = 0;
    const failure = { class: "bad_request", message: "no", retryable: false, retryAfterMs: null } as const;
    const once: Script = () => (asked++ === 0 ? { text: SUMMARY } : { error: failure });
    const { asked: requests, summaries } = await run(longRun(once));
    expect(summaries.length).toBeGreaterThanOrEqual(2);
    expect(requests.at(-1)?.messages[2]?.content).toContain("value is everywhere.");
  });

  it("keeps what the user said meanwhile, word for word", async () => {
    const words = "Also keep the old name working.";
    const inbox = [[], [{ id: "m1", text: words }]];
    const { asked } = await run(longRun(), { takeMessages: () => inbox.shift() ?? [] });
    const last = asked.at(-1)?.messages ?? [];
    expect(last.some(({ role, content }) => role === "user" && content.endsWith(words))).toBe(true);
    expect(last.filter(({ content }) => content.includes(words))).toHaveLength(1);
  });

  it("still asks for the files that were requested in the part left out", async () => {
    const inner = longRun();
    let asked = false;
    const script: Script = (request) => {
      if (asked) return typeof inner === "function" ? inner(request) : inner;
      asked = true;
      return call("request_files", { paths: ["lib/x.js", 'lib/a "b".js'], reason: "needed" });
    };
    const { result, summaries } = await run(script);
    expect(result).toMatchObject({ end: "scope_exceeded", paths: ["lib/x.js", 'lib/a "b".js'] });
    expect(summaries.length).toBeGreaterThan(0);
  });

  it("is taken up after a crash as it was stored", async () => {
    const { conversation } = await run(longRun());
    expectPairs(conversation.stored.slice(0, -1));
    expect(JSON.stringify(conversation.stored).length / 4).toBeLessThan(WINDOW);
  });

  it("cuts results that alone would not fit", async () => {
    const host = new MemoryHost({ "src/a.js": "a\n", "src/big.js": LINE.repeat(600) });
    const finish = call("finish", { summary: "Seen." });
    const client = new ScriptedModel([
      {
        calls: Array.from({ length: 2 }, (_, n) => ({
          name: "read",
          args: { path: "src/big.js", start_line: n + 1 },
        })),
      },
      finish,
      finish,
    ]);
    const model = { client, model: "m", contextWindow: 12_000 };
    const ports = [host, model, new MemoryBudget(), new MemoryConversation()] as const;
    expect(await agent.edit(...ports, editRequest())).toMatchObject({ end: "done" });
    const request = client.requests[1];
    if (!request) throw new Error("there was no second call");
    expect(sizeOf(request)).toBeLessThan(12_000 * 0.9);
    expect(request.messages.at(-1)?.content).toContain("characters left out");
  });
});

describe("its parts", () => {
  const assistant = (id: string): Message => ({
    role: "assistant",
    content: "",
    toolCalls: [{ id, name: "read", arguments: '{"path":"a.js"}' }],
    reasoning: [{ provider: "p", block: id }],
  });
  const result = (id: string, content = "x"): Message => ({ role: "tool", toolCallId: id, content });
  const opening: Message[] = [
    { role: "system", content: "s" },
    { role: "user", content: "u" },
  ];
  const reading = (path: string, from: number, to: number) =>
    `<untrusted-abc source="read">\n${path} (lines ${from}-${to} of 90)\n    1| x\n</untrusted-abc>`;

  it("keeps an answer, its reasoning and its results together", () => {
    const note: Message = { role: "user", content: "note" };
    const messages = [...opening, assistant("1"), result("1"), note, assistant("2"), result("2")];
    const groups = groupMessages(messages);
    expect(groups.opening).toEqual(opening);
    expect(groups.rest).toEqual([[assistant("1"), result("1")], [note], [assistant("2"), result("2")]]);
    const { dropped, kept } = splitAtTail(groups, 0.3, (some) => some.length);
    expect([...groups.opening, ...dropped.flat(), ...kept.flat()]).toEqual(messages);
    expect(kept).toHaveLength(2);
  });

  it("replaces a reading only by a later one of all its lines", () => {
    const contents = [
      reading("a.js", 1, 50),
      reading("b.js", 1, 50),
      reading("a.js", 1, 40),
      reading("b.js", 1, 90),
      "a.js (lines 1-50 of 90)",
    ];
    const after = dropSupersededReads(contents.map((content, n) => result(String(n), content)));
    expect(after.map(({ content }) => content)).toEqual([
      contents[0],
      "[An older reading of b.js; it was read again later.]",
      ...contents.slice(2),
    ]);
  });

  it("writes messages down as one bounded text", () => {
    const messages = [
      assistant("1"),
      result("1", "y".repeat(5_000)),
      { role: "user" as const, content: "note" },
    ];
    const text = transcriptOf(messages, 10_000);
    expect(text).toMatch(/^CALL read \{"path":"a.js"\}\nRESULT of read: y+/);
    expect(text).toContain("characters left out");
    expect(text.endsWith("TO YOU: note")).toBe(true);
    expect(transcriptOf(messages, 200).length).toBeLessThan(300);
    expect(listCalls([...messages, assistant("2")])).toEqual(["read a.js (2)"]);
  });
});
