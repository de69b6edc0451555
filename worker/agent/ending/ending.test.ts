/** Ends of runs: what is sent back once, and what the user is told in the end. */
import { describe, expect, it } from "vitest";
import type { PlanFile } from "../../protocol/index.ts";
import { planOf, planStep } from "../../protocol/testing/plans.ts";
import { MemoryBudget, MemoryConversation, MemoryHost } from "../fakes/memory-host.ts";
import { editRequest, planFor } from "../fakes/requests.ts";
import { call, type Script, ScriptedModel, type ScriptedTurn } from "../fakes/scripted-model.ts";
import { agent } from "../index.ts";
import type { EditRequest } from "../types.ts";

const A = "src/a.js";
const B = "src/b.js";
const FILES = { [A]: "const a = 1;\n", [B]: "const b = 1;\n" };
const CLAIM = "I have fixed everything, and it works.";

const read = call("read", { path: A });
const edit = call("edit", { path: A, edits: [{ old: "a = 1", new: "a = 2" }] });
const undo = call("edit", { path: A, edits: [{ old: "a = 2", new: "a = 1" }] });
const claim = call("finish", { summary: CLAIM });
const together = (...turns: ScriptedTurn[]): ScriptedTurn => ({
  calls: turns.flatMap(({ calls }) => calls ?? []),
});
const follow = (text: string): Partial<EditRequest> => ({ round: { kind: "follow_up", text } });
const bothFiles: PlanFile[] = [
  { path: A, action: "modify" },
  { path: B, action: "modify" },
];

async function run(script: Script[], patch: Partial<EditRequest> = {}, files = FILES) {
  const host = new MemoryHost(files);
  const client = new ScriptedModel(script);
  const conversation = new MemoryConversation();
  const ports = [host, { client, model: "m" }, new MemoryBudget(), conversation] as const;
  const result = await agent.edit(...ports, editRequest(patch));
  const sentBack = conversation.stored.filter(
    ({ role, content }) => role === "tool" && content.startsWith("Not finished yet."),
  );
  return {
    result,
    calls: client.requests.length,
    sentBack: sentBack.map(({ content }) => content),
    told: JSON.stringify([result, host.ofType("agent_text")]),
  };
}

const NOTHING = "Nothing was changed.";
const LEFT_A = `Planned and not done: modify \`${A}\`.`;

describe("a false end", () => {
  const CASES: [what: string, script: Script[], patch: Partial<EditRequest>, reason: string, end: string][] =
    [
      ["without any change", [claim, claim], {}, NOTHING, `${NOTHING}\n\n${LEFT_A}`],
      [
        "beside an edit that fails",
        [read, together(call("edit", { path: A, edits: [{ old: "zzz", new: "y" }] }), claim), claim],
        {},
        "In the same turn edit failed",
        `${NOTHING}\n\n${LEFT_A}`,
      ],
      [
        "before an edit of the same turn that fails",
        [read, together(claim, call("edit", { path: A, edits: [{ old: "zzz", new: "y" }] })), claim],
        {},
        "In the same turn edit failed",
        `${NOTHING}\n\n${LEFT_A}`,
      ],
      [
        "beside a malformed write",
        [together(call("write", '{"path": "src'), claim), claim],
        {},
        "In the same turn write failed",
        `${NOTHING}\n\n${LEFT_A}`,
      ],
      [
        "after every write was undone",
        [read, edit, undo, claim, claim],
        {},
        NOTHING,
        `${NOTHING}\n\n${LEFT_A}`,
      ],
      [
        "with the file to be deleted still there",
        [claim, claim],
        { plan: planFor([{ path: B, action: "delete" }]) },
        `delete ${B}`,
        `${NOTHING}\n\nPlanned and not done: delete \`${B}\`.`,
      ],
      [
        "with the file to be created missing",
        [claim, claim],
        { plan: planFor([{ path: "src/new.js", action: "create" }]) },
        "create src/new.js",
        `${NOTHING}\n\nPlanned and not done: create \`src/new.js\`.`,
      ],
      [
        "of a step that did nothing",
        [claim, claim],
        {
          stepId: "two",
          plan: planOf([planStep("one", {}), planStep("two", { files: [{ path: A, action: "modify" }] })]),
        },
        "This step has changed nothing.",
        `This step changed nothing.\n\n${LEFT_A}`,
      ],
      [
        "of a repair that repaired nothing",
        [read, claim, claim],
        { round: { kind: "install", command: "npm ci", output: "ERR" } },
        NOTHING,
        NOTHING,
      ],
      [
        "of an answered question with nothing done",
        [claim, claim],
        { round: { kind: "follow_up", text: "The first.", questions: ["Which?"] } },
        NOTHING,
        `${NOTHING}\n\n${LEFT_A}`,
      ],
    ];

  it.each(CASES)("%s is sent back once, then told as it is", async (_what, script, patch, reason, end) => {
    const { result, sentBack, told, calls } = await run(script, patch);
    expect(sentBack).toEqual([expect.stringContaining(reason)]);
    expect(calls).toBe(script.length);
    expect(result).toMatchObject({ end: "done", summary: end, unchanged: true });
    expect(told).not.toContain(CLAIM);
  });

  it("with a planned file untouched names that file beside the words", async () => {
    const { result, sentBack } = await run([read, edit, claim, claim], { plan: planFor(bothFiles) });
    expect(sentBack).toEqual([expect.stringContaining(`modify ${B}`)]);
    expect(sentBack[0]).not.toContain(`modify ${A}`);
    expect(result).toMatchObject({
      end: "done",
      summary: `${CLAIM}\n\nPlanned and not done: modify \`${B}\`.`,
      untouched: [B],
    });
  });

  it("by silence is told as it is too", async () => {
    const { result, told } = await run([{ text: CLAIM }, { text: CLAIM }]);
    expect(result).toMatchObject({ end: "done", summary: `${NOTHING}\n\n${LEFT_A}` });
    expect(JSON.stringify(result)).not.toContain(CLAIM);
    expect(told).toContain(NOTHING);
  });

  it("that asks the user something claims nothing either", async () => {
    const ask = call("ask_user", { questions: ["Which?"], summary: CLAIM });
    const { result } = await run([ask]);
    expect(result).toEqual({
      end: "needs_user",
      questions: ["Which?"],
      summary: NOTHING,
      unchanged: true,
    });
  });

  it("is judged by the stored change where there is one", async () => {
    const standing = () => ({ paths: [A], sinceStart: true });
    const { result, sentBack } = await run([claim], { standing });
    expect(result).toEqual({ end: "done", summary: CLAIM });
    expect(sentBack).toEqual([]);
  });

  it("is judged by the conversation where a crash has taken the rest", async () => {
    const host = new MemoryHost({ ...FILES, [A]: "const a = 2;\n" });
    const calls = [{ id: "c1", name: "edit", arguments: JSON.stringify({ path: A, edits: [] }) }];
    const conversation = new MemoryConversation([
      { role: "system", content: "s" },
      { role: "user", content: "u" },
      { role: "assistant", content: "", toolCalls: calls },
      { role: "tool", toolCallId: "c1", content: "Edited" },
    ]);
    const client = new ScriptedModel([claim]);
    const ports = [host, { client, model: "m" }, new MemoryBudget(), conversation] as const;
    expect(await agent.edit(...ports, editRequest())).toEqual({ end: "done", summary: CLAIM });
  });
});

describe("an honest end", () => {
  it("that says what is not done is taken at once", async () => {
    const { result, sentBack } = await run([
      call("finish", { summary: CLAIM, not_done: "The code is right already." }),
    ]);
    expect(sentBack).toEqual([]);
    expect(result).toMatchObject({
      end: "done",
      summary: `${NOTHING}\n\n${LEFT_A}\n\nNot done: The code is right already.`,
    });
  });

  it("of a question is taken at once, with its answer", async () => {
    const answer = call("finish", { summary: "Because of empty input." });
    const { result, sentBack } = await run([answer], follow("Why is this check there?"));
    expect(sentBack).toEqual([]);
    expect(result).toEqual({
      end: "done",
      summary: `${NOTHING}\n\nBecause of empty input.`,
      unchanged: true,
    });
  });

  it("of a wish that came to nothing is sent back once", async () => {
    const { result, sentBack } = await run([claim, claim], follow("Rename it."));
    expect(sentBack).toHaveLength(1);
    expect(result).toMatchObject({ summary: expect.stringMatching(/^Nothing was changed\./) });
  });

  it("does the calls beside it first", async () => {
    const { result, sentBack } = await run([read, together(claim, edit)]);
    expect(sentBack).toEqual([]);
    expect(result).toEqual({ end: "done", summary: CLAIM });
  });

  it("needs no change of lock files, which package managers write", async () => {
    const plan = planFor([
      { path: A, action: "modify" },
      { path: "package-lock.json", action: "modify" },
    ]);
    expect((await run([read, edit, claim], { plan })).result).toEqual({ end: "done", summary: CLAIM });
  });
});
