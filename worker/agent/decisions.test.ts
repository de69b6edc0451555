import { describe, expect, it } from "vitest";
import { checkBudget, settleReserved } from "./budget.ts";
import { MemoryHost } from "./fakes/memory-host.ts";
import { EndlessText, RepetitionWatch, TextWatch } from "./repetition.ts";
import { TextLog } from "./text-log.ts";

describe("checkBudget", () => {
  const limits = {
    maxModelCalls: 10,
    maxToolCalls: 20,
    maxInputTokens: 1_000,
    maxOutputTokens: 100,
    maxTokens: null,
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

  /** One dollar per thousand tokens, input or output. */
  const price = ({ inputTokens, outputTokens }: { inputTokens: number; outputTokens: number }) =>
    (inputTokens + outputTokens) / 1_000;
  const call = (inputTokens: number) => ({ model: "m", inputTokens, maxOutputTokens: 50, price });

  it.each([
    [{}, 10, { ok: true, nearly: null }],
    [{ modelCalls: 9 }, 10, { ok: true, nearly: "The budget of model calls" }],
    [{ modelCalls: 10 }, 10, { ok: false, detail: "the limit of model calls is reached" }],
    [{ toolCalls: 20 }, 10, { ok: false, detail: "the limit of tool calls is reached" }],
    [{ inputTokens: 500 }, 501, { ok: false, detail: "the limit of input tokens is reached" }],
    [{ inputTokens: 500 }, 400, { ok: true, nearly: "The budget of input tokens" }],
    [{ outputTokens: 100 }, 10, { ok: false, detail: "the limit of output tokens is reached" }],
  ])("%j with %i more tokens", (spent, estimate, expected) => {
    expect(checkBudget(limits, { ...none, ...spent }, call(estimate))).toMatchObject(expected);
  });

  it("lets the answer be as long as the tokens that are left", () => {
    expect(checkBudget(limits, { ...none, outputTokens: 80 }, call(10))).toMatchObject({
      reserve: { inputTokens: 10, outputTokens: 20, costUsd: 0.03 },
    });
  });

  it("counts tokens in and out together where the user limits them", () => {
    const limited = { ...limits, maxInputTokens: 1e9, maxOutputTokens: 1e9, maxTokens: 1_000 };
    const spent = { ...none, inputTokens: 600, outputTokens: 300 };
    expect(checkBudget(limited, spent, call(60))).toMatchObject({ ok: true, reserve: { outputTokens: 40 } });
    expect(checkBudget(limited, spent, call(100))).toEqual({
      ok: false,
      detail: "the limit of tokens is reached",
    });
  });

  describe("with a limit of money", () => {
    const wide = { ...limits, maxInputTokens: 1e9, maxOutputTokens: 1e9, maxCostUsd: 10 };
    const big = { model: "m", inputTokens: 1_000, maxOutputTokens: 8_000, price };

    it("reserves what the call may cost at most", () => {
      expect(checkBudget(wide, none, big)).toEqual({
        ok: true,
        nearly: "The budget of money",
        reserve: { inputTokens: 1_000, outputTokens: 8_000, costUsd: 9 },
      });
    });

    it("shortens the answer to what is left, and refuses when that is too little", () => {
      expect(checkBudget(wide, { ...none, costUsd: 5 }, big)).toMatchObject({
        ok: true,
        reserve: { outputTokens: 4_000, costUsd: 5 },
      });
      expect(checkBudget(wide, { ...none, costUsd: 8.5 }, big)).toEqual({
        ok: false,
        detail: "the limit of $10.00 is reached: $8.50 are spent, and the next call would cost about $2.00",
      });
    });

    it.each([
      ["the model's", { ...big, price: () => null }, none],
      ["an earlier call's", big, { ...none, costUsd: null }],
    ])("refuses when %s price is not known", (_whose, asked, spent) => {
      expect(checkBudget(wide, spent, asked)).toMatchObject({
        ok: false,
        detail: expect.stringContaining("the price of m is not known, so the limit of $10.00 cannot be kept"),
      });
    });

    it("takes nothing for a model that is free", () => {
      expect(checkBudget(wide, { ...none, costUsd: 0 }, { ...big, price: () => 0 })).toMatchObject({
        ok: true,
        reserve: { outputTokens: 8_000, costUsd: 0 },
      });
    });
  });

  it("counts a reservation that a crash left behind in full", () => {
    const reserved = { inputTokens: 7, outputTokens: 5, costUsd: 0.5 };
    expect(settleReserved({ ...none, inputTokens: 1, costUsd: 1, reserved })).toEqual({
      ...none,
      inputTokens: 8,
      outputTokens: 5,
      costUsd: 1.5,
      reserved: null,
    });
  });
});

describe("TextWatch", () => {
  const feed = (text: string) => {
    const watch = new TextWatch();
    for (let at = 0; at < text.length; at += 7) watch.push(text.slice(at, at + 7));
  };

  it("ends an answer that repeats itself, or does not end", () => {
    expect(() => feed("I will now look at the file. ".repeat(200))).toThrow(EndlessText);
    const numbers = Array.from({ length: 20_000 }, (_, n) => n * 7919).join(" ");
    expect(() => feed(numbers)).toThrow("does not end");
  });

  it("lets rulers, tables and long prose pass", () => {
    feed(`${"-".repeat(5_000)}\n${"|---".repeat(1_000)}`);
    feed(Array.from({ length: 1_500 }, (_, n) => `Sentence ${n} says something else.`).join(" "));
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
