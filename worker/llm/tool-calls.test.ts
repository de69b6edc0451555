import { describe, expect, it } from "vitest";
import { Chunk } from "./openai-compatible/wire.ts";
import { argumentsOf, sendableId, sendableName, ToolCallAssembler } from "./tool-calls.ts";
import type { ToolCall } from "./types.ts";

function assemble(deltas: Record<string, unknown>[], whole = true) {
  let ids = 0;
  const assembler = new ToolCallAssembler(() => {
    ids += 1;
    return `new_${ids}`;
  });
  const parsed =
    Chunk.parse({ choices: [{ delta: { tool_calls: deltas } }] }).choices?.[0]?.delta?.tool_calls ?? [];
  const events = [...parsed.flatMap((delta) => assembler.add(delta)), ...assembler.end(whole)];
  const calls: ToolCall[] = events.filter((event) => event.type === "tool_end").map((event) => event.call);
  return { events, calls };
}

const READ = { id: "a", name: "read", arguments: '{"path":"x"}' };
const GREP = { id: "b", name: "grep", arguments: '{"pattern":"y"}' };
const asDelta = ({ id, ...call }: ToolCall, index?: number) => ({ index, id, function: call });

describe("ToolCallAssembler", () => {
  it("takes whole calls with index, without index, and all with index 0", () => {
    expect(assemble([asDelta(READ, 0), asDelta(GREP, 1)]).calls).toEqual([READ, GREP]);
    expect(assemble([asDelta(READ), asDelta(GREP)]).calls).toEqual([READ, GREP]);
    expect(assemble([asDelta(READ, 0), asDelta(GREP, 0)]).calls).toEqual([READ, GREP]);
  });

  it("names whole calls that come without ids", () => {
    const bare = ({ name, arguments: text }: ToolCall) => ({ function: { name, arguments: text } });
    const calls = assemble([bare(READ), bare(GREP)]).calls;
    expect(calls).toEqual([
      { ...READ, id: "new_1" },
      { ...GREP, id: "new_2" },
    ]);
  });

  it("joins an id and a name that come in pieces", () => {
    const pieces = [
      { index: 0, id: "call_" },
      { index: 0, id: "1" },
      { index: 0, function: { name: "re" } },
      { index: 0, function: { name: "ad" } },
      { index: 0, function: { arguments: '{"pa' } },
      { index: 0, function: { arguments: 'th":"x"}' } },
    ];
    expect(assemble(pieces).calls).toEqual([{ ...READ, id: "call_1" }]);
  });

  it("ignores an id and a name repeated with every piece", () => {
    const pieces = ['{"pa', 'th":', '"x"}'].map((text) => ({
      index: 0,
      id: "a",
      function: { name: "read", arguments: text },
    }));
    expect(assemble(pieces).calls).toEqual([READ]);
    const fresh = pieces.map((piece, number) => ({ ...piece, id: `id${number}` }));
    expect(assemble(fresh).calls).toEqual([{ ...READ, id: "id0" }]);
  });

  it("takes an id that comes after the arguments", () => {
    const late = [
      { index: 0, function: { name: "read", arguments: '{"path":"x"}' } },
      { index: 0, id: "a" },
    ];
    expect(assemble(late).calls).toEqual([READ]);
  });

  it("takes arguments as an object, none, and invalid ones as they are", () => {
    expect(assemble([{ id: "a", function: { name: "read", arguments: { path: "x" } } }]).calls).toEqual([
      READ,
    ]);
    expect(assemble([{ id: "a", function: { name: "read" } }]).calls[0]?.arguments).toBe("{}");
    expect(assemble([{ id: "a", function: { name: "read", arguments: '{"p' } }]).calls[0]?.arguments).toBe(
      '{"p',
    );
  });

  it("drops an empty entry and never ends a cut call", () => {
    expect(
      assemble([{ index: 0 }, { index: 1, id: "", function: { name: "", arguments: "" } }]).events,
    ).toEqual([]);
    expect(
      assemble([asDelta(READ, 0), { ...asDelta(GREP, 1), function: { name: "grep", arguments: "" } }], false)
        .calls,
    ).toEqual([READ]);
  });

  it("announces each call once and before its text", () => {
    const { events } = assemble([asDelta(READ, 0), asDelta(GREP, 1)]);
    expect(events.map((event) => event.type)).toEqual([
      "tool_start",
      "tool_delta",
      "tool_start",
      "tool_delta",
      "tool_end",
      "tool_end",
    ]);
  });
});

describe("a call told to another provider", () => {
  it("has an id, a name and arguments that every provider takes", () => {
    expect(sendableId("functions.read:0")).toBe("functions_read_0");
    expect(sendableId("x".repeat(100))).toHaveLength(64);
    expect(sendableName("run shell!")).toBe("run_shell_");
    expect(sendableName("")).toBe("unknown");
    expect(argumentsOf(READ)).toEqual({ path: "x" });
    for (const text of ["{no", "[1]", "null", ""]) {
      expect(argumentsOf({ ...READ, arguments: text })).toEqual({ invalid_json: text });
    }
  });
});
