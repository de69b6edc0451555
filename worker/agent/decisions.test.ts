import { describe, expect, it } from "vitest";
import { checkBudget } from "./budget.ts";
import { MemoryHost } from "./fakes/memory-host.ts";
import { RepetitionWatch } from "./repetition.ts";
import { TextLog } from "./text-log.ts";

describe("checkBudget", () => {
  const limits = {
    maxModelCalls: 10,
    maxToolCalls: 20,
    maxInputTokens: 1_000,
    maxOutputTokens: 100,
    maxCostUsd: null,
  };
  const none = {
    modelCalls: 0,
    toolCalls: 0,
    inputTokens: 0,
    outputTokens: 0,
    cachedInputTokens: 0,
    costUsd: 0,
  };

  it.each([
    [{}, 10, { ok: true, nearly: null }],
    [{ modelCalls: 9 }, 10, { ok: true, nearly: "The budget of model calls" }],
    [{ modelCalls: 10 }, 10, { ok: false, detail: "the limit of model calls is reached" }],
    [{ toolCalls: 20 }, 10, { ok: false, detail: "the limit of tool calls is reached" }],
    [{ inputTokens: 500 }, 501, { ok: false, detail: "the limit of input tokens is reached" }],
    [{ inputTokens: 500 }, 400, { ok: true, nearly: "The budget of input tokens" }],
    [{ outputTokens: 100 }, 10, { ok: false, detail: "the limit of output tokens is reached" }],
  ])("%j with %i more tokens", (spent, estimate, expected) => {
    expect(checkBudget(limits, { ...none, ...spent }, estimate)).toEqual(expected);
  });
});

describe("RepetitionWatch", () => {
  const read = (args: string) => ({ id: "x", name: "read", arguments: args });

  it("takes the same arguments in another order for the same call", () => {
    const watch = new RepetitionWatch();
    const calls = ['{"a":1,"b":2}', '{"b":2, "a":1}', '{"a":1,"b":2}', '{"b":2,"a":1}', '{"a":1,"b":2}'];
    expect(calls.map((args) => watch.note(read(args), "r"))).toEqual([
      "go_on",
      "go_on",
      "tell",
      "tell",
      "end",
    ]);
  });

  it("does not mind another result, or calls long ago", () => {
    const watch = new RepetitionWatch();
    for (let n = 0; n < 4; n += 1) watch.note(read("{}"), "r");
    for (let n = 0; n < 30; n += 1) expect(watch.note(read("{}"), `r${n}`)).toBe("go_on");
    expect(watch.note(read("{}"), "r")).toBe("go_on");
  });
});

describe("TextLog", () => {
  it("joins what comes within 200 ms, splits at 1 KB, and loses nothing", () => {
    const host = new MemoryHost();
    const log = new TextLog(host);
    const pieces = () => host.ofType("agent_text").map((event) => event.data.text);
    log.push("a");
    host.clock += 100;
    log.push("b");
    expect(pieces()).toEqual([]);
    host.clock += 100;
    log.push("c");
    expect(pieces()).toEqual(["abc"]);
    log.push("x".repeat(1_024));
    log.push("\n");
    log.flush();
    log.flush();
    expect(pieces()).toEqual(["abc", "x".repeat(1_024), "\n"]);
    expect(host.events.every((event) => event.message !== "")).toBe(true);
  });
});
