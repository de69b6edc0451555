/** The tools with results that outlive a call: questions, notes, stored outputs. */
import { describe, expect, it } from "vitest";
import { SandboxFailure } from "../../sandbox/port.ts";
import { MemoryHost } from "../fakes/memory-host.ts";
import { planFor } from "../fakes/requests.ts";
import type { Knowledge } from "../types.ts";
import { headAndTail, shorten } from "./kept-output.ts";
import { countNotes } from "./remember.ts";
import { stepOf } from "./scope.ts";
import { callTool, editingTools } from "./toolbox.ts";
import { WorkTree } from "./work-tree.ts";

function rig(notes = 0, host = new MemoryHost()) {
  const learned: Knowledge[] = [];
  const context = {
    host,
    workTree: new WorkTree(host),
    plan: planFor([]),
    learn: (item: Knowledge) => void learned.push(item),
  };
  const tools = editingTools({ provider: "demo", notes });
  const use = (name: string, args: unknown) =>
    callTool(tools, { id: "c", name, arguments: JSON.stringify(args) }, context);
  return { host, learned, use };
}

describe("ask_user", () => {
  it.each([
    [{ questions: [" Which one? ", "Why?"], summary: " Half. " }, ["Which one?", "Why?"], "Half."],
    [{ question: "Which one?" }, ["Which one?"], ""],
    [{ questions: "Which one?" }, ["Which one?"], ""],
  ])("ends the run with %j", async (args, questions, summary) => {
    expect((await rig().use("ask_user", args)).ending).toEqual({ kind: "ask", questions, summary });
  });

  it.each([{}, { questions: [] }, { questions: [" "] }, { questions: Array(6).fill("q") }])(
    "does not take %j",
    async (args) => {
      const outcome = await rig().use("ask_user", args);
      expect(outcome).toMatchObject({ ok: false, malformed: true });
      expect(outcome.content).toContain("questions");
      expect(outcome.ending).toBeUndefined();
    },
  );
});

describe("remember", () => {
  const note = { kind: "command", text: "npm run check" };

  it("hands the note over and puts it into the log, once", async () => {
    const { use, learned, host } = rig();
    expect(await use("remember", { ...note, text: "npm run\u200B check" })).toMatchObject({ ok: true });
    expect(learned).toEqual([note]);
    expect(host.ofType("learned")).toMatchObject([{ data: note, dedupe: "learned:command:npm run check" }]);
  });

  it("takes five notes a run, those before a crash included", async () => {
    const { use, learned } = rig(3);
    for (let n = 0; n < 4; n += 1) await use("remember", { ...note, text: `note ${n}` });
    expect(learned.map(({ text }) => text)).toEqual(["note 0", "note 1"]);
    const call = { id: "1", name: "remember", arguments: "{}" };
    expect(
      countNotes([
        { role: "assistant", content: "", toolCalls: [call, { ...call, name: "read" }, call] },
        { role: "user", content: "remember" },
      ]),
    ).toBe(2);
  });

  it.each([
    { ...note, text: "x".repeat(501) },
    { ...note, text: " " },
    { ...note, kind: "secret" },
  ])("does not take %j", async (args) => {
    const { use, learned } = rig();
    expect(await use("remember", args)).toMatchObject({ ok: false, malformed: true });
    expect(learned).toEqual([]);
  });
});

describe("outputs", () => {
  const lines = (count: number) => Array.from({ length: count }, (_, n) => `line ${n + 1}`).join("\n");

  it("are cut to beginning and end, and kept whole", async () => {
    const { host, use } = rig();
    const whole = lines(5_000);
    const shown = await shorten(host, { content: whole });
    expect(shown.length).toBeLessThan(17_000);
    expect(shown).toMatch(/^line 1\nline 2\n/);
    expect(shown).toContain("line 5000\n[all 5000 lines: read_output with id ");
    const id = /id ([0-9a-f]{16})\]$/.exec(shown)?.[1];
    expect([...host.files.keys()]).toEqual([`/work/verne/outputs/${id}.txt`]);
    const page = await use("read_output", { id, start_line: 2_500 });
    expect(page.content).toMatch(/^\(lines 2500-2899 of 5000\)\nline 2500\n/);
    expect(page.content).toMatch(/line 2899\n\[more: start_line 2900\]$/);
    expect((await use("read_output", { id, start_line: 4_999 })).content).toBe(
      "(lines 4999-5000 of 5000)\nline 4999\nline 5000",
    );
  });

  it("of the longest reading stay whole", async () => {
    const { host, use } = rig(0, new MemoryHost({ "a.js": `${"x".repeat(390)}\n`.repeat(600) }));
    const reading = await use("read", { path: "a.js" });
    expect(reading.content.length).toBeGreaterThan(39_000);
    expect(await shorten(host, reading)).toBe(reading.content);
  });

  it("that are short stay as they are; a part that is shown names the rest", async () => {
    const { host } = rig();
    expect(await shorten(host, { content: "short" })).toBe("short");
    expect(host.files.size).toBe(0);
    expect(await shorten(host, { content: "a\n[more]", full: "a\nb\nc" })).toMatch(/^a\n\[more\]/);
  });

  it.each(["0000000000000000", "../../etc/passwd", "nope"])(
    "of another id (%s) are not shown",
    async (id) => {
      const { use, host } = rig();
      host.files.set("/work/etc/passwd.txt", "secret");
      const outcome = await use("read_output", { id });
      expect(outcome).toMatchObject({ ok: false });
      expect(outcome.content).toBe(
        "There is no output of this id any more. Make the call that gave it again.",
      );
    },
  );

  it("that cannot be kept are still cut", async () => {
    const host = new MemoryHost();
    host.sandbox.write = async () => {
      throw new SandboxFailure("permanent", "NO_SPACE", "full");
    };
    const shown = await shorten(host, { content: lines(5_000) });
    expect(shown).toContain("characters left out");
    expect(shown).not.toContain("read_output");
  });

  it("are cut at lines where lines are near, and anywhere where not", () => {
    expect(headAndTail("aaa\nbbb\nccc\nddd\neee", 8, 8)).toBe("aaa\nbbb\n[5 characters left out]\nddd\neee");
    const cut = headAndTail("x".repeat(1_000), 10, 10);
    expect(cut).toBe(`${"x".repeat(10)}\n[980 characters left out]\n${"x".repeat(10)}`);
  });
});

describe("a file's step", () => {
  const base = planFor([{ path: "a.js", action: "modify" }]).steps[0];
  const steps = ["one", "two"].map((id) => ({ ...(base ?? never()), id }));

  it("is the one at work where several name the file", () => {
    expect(stepOf({ steps }, "a.js")).toBe("one");
    expect(stepOf({ steps }, "a.js", "two")).toBe("two");
    expect(stepOf({ steps }, "test/a.test.js", "two")).toBe("two");
    expect(stepOf({ steps }, "test/a.test.js")).toBeNull();
  });
});

function never(): never {
  throw new Error("the plan has a step");
}
