import { describe, expect, it } from "vitest";
import { ModelFailure } from "../llm/types.ts";
import { MemoryBudget, MemoryConversation, MemoryHost } from "./fakes/memory-host.ts";
import { editRequest, planFor, planRequest } from "./fakes/requests.ts";
import { call, type Script, ScriptedModel, type ScriptedTurn } from "./fakes/scripted-model.ts";
import { agent } from "./index.ts";
import type { EditRequest } from "./types.ts";

const FILES = { "src/a.js": "const a = 1;\n", "src/b.js": "const b = 1;\n", "test/a.test.js": "t\n" };
const read = call("read", { path: "src/a.js" });
const edit = call("edit", { path: "src/a.js", edits: [{ old: "a = 1", new: "a = 2" }] });
const done = call("finish", { summary: "Done." });

/** A run that changes nothing is asked once whether it has finished, so `finish` may be played again. */
function rig(script: Script[], forever: Script | null = done) {
  const host = new MemoryHost(FILES);
  const client = new ScriptedModel(script, forever);
  const budget = new MemoryBudget();
  const conversation = new MemoryConversation();
  return {
    host,
    client,
    budget,
    conversation,
    runEdit: (patch: Partial<EditRequest> = {}) =>
      agent.edit(host, { client, model: "m" }, budget, conversation, editRequest(patch)),
    plan: () => agent.plan(host, { client, model: "m" }, budget, conversation, planRequest()),
  };
}

/** The content of the last tool result of a request. */
const lastResult = (client: ScriptedModel, request = -1): string =>
  client.requests.at(request)?.messages.findLast((message) => message.role === "tool")?.content ?? "";

describe("edit", () => {
  it("reads, edits, finishes, and stores the edit together with the work tree", async () => {
    const { runEdit, host, conversation, budget } = rig([read, edit, done]);
    expect(await runEdit()).toEqual({ end: "done", summary: "Done." });
    expect(host.text("src/a.js")).toBe("const a = 2;\n");
    // Stored are the opening, then each turn and each result but the last; the edit's result with the workspace.
    expect(conversation.edits).toEqual([false, false, false, false, true, false]);
    expect(host.ofType("edit")[0]?.data).toMatchObject({
      path: "src/a.js",
      action: "modify",
      additions: 1,
      deletions: 1,
      plan_step: "s1",
    });
    expect(host.ofType("tool").map((event) => event.message)).toEqual(["Read src/a.js"]);
    expect(budget.spent).toMatchObject({ modelCalls: 3, toolCalls: 3, inputTokens: 300, outputTokens: 30 });
    expect(host.ofType("usage")).toHaveLength(3);
  });

  it("refuses a file outside the plan, does the rest, and asks for nothing by itself", async () => {
    const outside = call("write", { path: "src/c.js", content: "x\n" });
    const { runEdit, host, client } = rig([outside, read, edit, done]);
    expect(await runEdit()).toEqual({ end: "done", summary: "Done." });
    expect(host.text("src/c.js")).toBeNull();
    expect(host.text("src/a.js")).toBe("const a = 2;\n");
    expect(client.requests[1]?.messages.at(-1)?.content).toContain("not in the approved plan");
  });

  it("asks for files by request_files, but not for those that may be changed already", async () => {
    const { runEdit, host } = rig([
      call("request_files", { paths: ["src/b.js", "src/a.js", "test/x.test.js"], reason: "it calls a" }),
      done,
    ]);
    expect(await runEdit()).toEqual({
      end: "scope_exceeded",
      paths: ["src/b.js"],
      files: [{ path: "src/b.js", action: "modify", reason: "it calls a" }],
      summary: "Nothing was changed.\n\nPlanned and not done: modify `src/a.js`.",
      unchanged: true,
    });
    expect(host.ofType("edit")).toEqual([]);
  });

  it("writes test files outside the plan but does not delete them", async () => {
    const { runEdit, host } = rig([
      call("write", { path: "test/new.test.js", content: "t" }),
      call("delete", { path: "test/a.test.js" }),
      done,
    ]);
    expect(await runEdit()).toMatchObject({ end: "done" });
    expect(host.text("test/new.test.js")).toBe("t");
    expect(host.text("test/a.test.js")).toBe("t\n");
  });

  it("takes a second turn without a call as the end, after one nudge", async () => {
    const { runEdit, client } = rig([read, edit, { text: "All done." }, { text: "As I said." }]);
    expect(await runEdit()).toEqual({ end: "done", summary: "As I said." });
    expect(client.requests[3]?.messages.at(-1)).toMatchObject({
      role: "user",
      content: expect.stringContaining("no tool call"),
    });
  });

  it("puts the user's messages into the next turn", async () => {
    const inbox = [[], [{ id: "m1", text: "Also rename it" }], []];
    const { runEdit, client } = rig([read, done]);
    await runEdit({ takeMessages: () => inbox.shift() ?? [] });
    expect(client.requests[1]?.messages.at(-1)?.content).toContain("Also rename it");
    expect(JSON.stringify(client.requests[0]?.messages)).not.toContain("Also rename it");
  });
});

describe("bad models", () => {
  it.each<[string, ScriptedTurn, string]>([
    ["an unknown tool", call("run_shell", { command: "rm -rf /" }), 'There is no tool "run_shell"'],
    ["broken JSON", call("read", '{"path": "src'), "not valid JSON"],
    ["other arguments", call("read", { file: "src/a.js" }), "- path:"],
    ["a path outside", call("read", { path: "../../etc/passwd" }), "inside the repository"],
    ["a path under .git", call("write", { path: ".git/hooks/pre-commit", content: "x" }), "outside .git"],
    [
      "an inexact edit of a file it has not read",
      call("edit", { path: "src/a.js", edits: [{ old: "const  a = 1;", new: "x" }] }),
      "You have not read this file yet",
    ],
  ])("tells the model about %s", async (_name, bad, expected) => {
    const { runEdit, client, host } = rig([bad, done]);
    expect(await runEdit()).toMatchObject({ end: "done" });
    expect(lastResult(client, 1)).toContain(expected);
    expect(host.text("src/a.js")).toBe("const a = 1;\n");
  });

  it("ends after six malformed calls in a row", async () => {
    let n = 0;
    const { runEdit, client } = rig([], () => call("read", `{broken ${n++}`));
    await expect(runEdit()).rejects.toMatchObject({ name: "ModelFailure", class: "garbage" });
    expect(client.requests).toHaveLength(6);
  });

  it("notes the third identical call and ends at the fifth", async () => {
    const { runEdit, client } = rig([], read);
    expect(await runEdit()).toEqual({
      end: "loop_detected",
      detail: "read was called 5 times with the same arguments and result",
    });
    expect(client.requests).toHaveLength(5);
    expect(lastResult(client)).toContain("several times with the same result");
  });

  it("ends after twelve failed calls in a row, however they differ", async () => {
    let n = 0;
    const { runEdit, client, host } = rig([read], () =>
      call("edit", { path: "src/a.js", edits: [{ old: `no ${n++}`, new: "x" }] }),
    );
    expect(await runEdit()).toEqual({ end: "loop_detected", detail: "12 tool calls in a row failed" });
    expect(client.requests).toHaveLength(1 + 12);
    expect(host.text("src/a.js")).toBe(FILES["src/a.js"]);
  });

  it("stops at the budget, having said so before, and keeps what is done", async () => {
    let n = 0;
    const { host, client, conversation } = rig([read, edit], () => call("grep", { pattern: `p${n++}` }));
    const grepHost = new MemoryHost(FILES, (argv) => (argv[0] === "git" ? { exitCode: 1 } : undefined));
    const budget = new MemoryBudget({ maxModelCalls: 10 });
    const result = await agent.edit(grepHost, { client, model: "m" }, budget, conversation, editRequest());
    expect(result).toEqual({ end: "budget_exhausted", detail: "the limit of model calls is reached" });
    expect(budget.spent.modelCalls).toBe(10);
    expect(grepHost.text("src/a.js")).toBe("const a = 2;\n");
    expect(JSON.stringify(conversation.stored)).toContain("nearly used up");
    expect(host.events).toEqual([]);
  });

  it("reports a refusal, and an answer that is empty twice", async () => {
    await expect(rig([{ text: "I cannot.", finish: "refusal" }]).runEdit()).rejects.toMatchObject({
      class: "refused",
    });
    await expect(rig([{}, {}]).runEdit()).rejects.toMatchObject({
      class: "garbage",
      message: "The model gave an empty answer.",
    });
  });

  it("asks for smaller pieces when an answer is cut off, three times at most", async () => {
    const cut: ScriptedTurn = { text: "endless", finish: "length" };
    const { runEdit, client } = rig([cut, done]);
    await runEdit();
    expect(client.requests[1]?.messages.at(-1)?.content).toContain("cut off");
    await expect(rig([], cut).runEdit()).rejects.toMatchObject({ class: "garbage" });
  });

  it("tries a transient failure again and gives up on a final one", async () => {
    const failure = { message: "try later", retryable: true, retryAfterMs: 1_500 } as const;
    const { runEdit, host, budget } = rig([{ error: { class: "rate_limited", ...failure } }, done]);
    expect(await runEdit()).toMatchObject({ end: "done" });
    expect(host.sleeps[0]).toBeGreaterThanOrEqual(1_500);
    expect(host.ofType("warning")[0]?.data.code).toBe("model_rate_limited");
    expect(budget.spent.modelCalls).toBe(3);
    const bad = { class: "invalid_key", message: "no", retryable: false, retryAfterMs: null } as const;
    await expect(rig([{ error: bad }]).runEdit()).rejects.toBeInstanceOf(ModelFailure);
  });

  it("throws the signal's reason when it is aborted between turns", async () => {
    const { runEdit, host, client } = rig([
      () => {
        host.abort.abort(new Error("cancelled by the user"));
        return read;
      },
    ]);
    await expect(runEdit()).rejects.toThrow("cancelled by the user");
    expect(client.requests).toHaveLength(1);
    expect(host.ofType("tool")).toEqual([]);
  });
});

describe("after a crash", () => {
  const assistant = (name: string, args: unknown) => ({
    role: "assistant" as const,
    content: "",
    toolCalls: [{ id: "c1", name, arguments: JSON.stringify(args) }],
  });
  const start = [
    { role: "system" as const, content: "s" },
    { role: "user" as const, content: "u" },
  ];

  it("makes an open reading call again", async () => {
    const { runEdit, conversation, client } = rig([done]);
    conversation.stored = [...start, assistant("read", { path: "src/a.js" })];
    await runEdit();
    expect(client.requests[0]?.messages.at(-1)).toMatchObject({
      role: "tool",
      toolCallId: "c1",
      content: expect.stringContaining("const a = 1;"),
    });
  });

  it("does not make an open edit again", async () => {
    const { runEdit, conversation, client, host } = rig([done]);
    conversation.stored = [...start, assistant("write", { path: "src/a.js", content: "new" })];
    await runEdit();
    expect(client.requests[0]?.messages.at(-1)?.content).toContain("interrupted");
    expect(host.text("src/a.js")).toBe("const a = 1;\n");
  });

  it("ends at once when only the end was not stored, without calling the model", async () => {
    const { runEdit, conversation, client } = rig([]);
    conversation.stored = [
      ...start,
      assistant("request_files", { paths: ["src/z.js"], reason: "r" }),
      { role: "tool", toolCallId: "c1", content: "Noted" },
      {
        ...assistant("finish", { summary: "Done." }),
        toolCalls: [{ id: "c2", name: "finish", arguments: '{"summary":"Done."}' }],
      },
    ];
    expect(await runEdit()).toEqual({
      end: "scope_exceeded",
      paths: ["src/z.js"],
      files: [{ path: "src/z.js", action: "create", reason: "r" }],
      summary: "Nothing was changed.\n\nPlanned and not done: modify `src/a.js`.",
      unchanged: true,
    });
    expect(client.requests).toEqual([]);
  });
});

describe("plan", () => {
  const draft = (path: string, action = "modify") => ({
    goal: "Fix it",
    steps: [{ title: "Fix a", intent: "wrong", acceptance: "right", files: [{ path, action }], risk: "Med" }],
  });

  it("offers no tool that writes, and puts the draft into shape", async () => {
    const { plan, client } = rig([read, call("submit_plan", draft("./src/a.js"))]);
    const made = await plan();
    expect(client.requests[0]?.tools.map((tool) => tool.name)).toEqual([
      "glob",
      "grep",
      "read",
      "read_output",
      "remember",
      "submit_plan",
    ]);
    expect(made.steps[0]).toMatchObject({
      id: "s1",
      risk: "medium",
      files: [{ path: "src/a.js", action: "modify" }],
    });
  });

  it("sends missing files back once, then fits the actions to the tree", async () => {
    const { plan, client } = rig([
      call("submit_plan", draft("src/nope.js")),
      call("submit_plan", draft("src/nope.js")),
    ]);
    const made = await plan();
    expect(client.requests[1]?.messages.at(-1)?.content).toContain("do not exist: src/nope.js");
    expect(made.steps[0]?.files).toEqual([{ path: "src/nope.js", action: "create" }]);
  });

  it("names what is wrong with a plan", async () => {
    const { plan, client } = rig([
      call("submit_plan", { goal: "", steps: [] }),
      call("submit_plan", draft("../outside.js")),
      call("submit_plan", draft("src/a.js")),
    ]);
    await plan();
    expect(client.requests[1]?.messages.at(-1)?.content).toContain("a plan needs at least one step");
    expect(client.requests[2]?.messages.at(-1)?.content).toContain(
      "- steps.0.files.0.path: must be a relative path",
    );
  });

  it("fails with garbage when the model talks instead, twice", async () => {
    const { plan, client } = rig([{ text: "Sure!" }, { text: "Here it is: ..." }]);
    await expect(plan()).rejects.toMatchObject({
      class: "garbage",
      message: "The model gave no plan, it said: Here it is: ...",
    });
    expect(client.requests).toHaveLength(2);
  });

  it("stops with a code of its own when it goes round in circles", async () => {
    const { plan, client } = rig([], read);
    await expect(plan()).rejects.toMatchObject({
      name: "AgentStopped",
      code: "loop_detected",
      message: "read was called 5 times with the same arguments and result",
    });
    expect(client.requests).toHaveLength(5);
  });
});

describe("the plan's files", () => {
  it("may be deleted where the plan names them", async () => {
    const { runEdit, host } = rig([call("delete", { path: "src/b.js" }), done]);
    const plan = planFor([{ path: "src/b.js", action: "delete" }]);
    expect(await runEdit({ plan })).toMatchObject({ end: "done" });
    expect(host.text("src/b.js")).toBeNull();
    expect(host.ofType("edit")[0]?.data).toMatchObject({ action: "delete", deletions: 1 });
  });
});
