/** What a model may get wrong without losing its run. */
import { describe, expect, it } from "vitest";
import { FailureStreak } from "./failure-streak.ts";
import { MemoryBudget, MemoryConversation, MemoryHost } from "./fakes/memory-host.ts";
import { editRequest } from "./fakes/requests.ts";
import { call, type Script, ScriptedModel, type ScriptedTurn } from "./fakes/scripted-model.ts";
import { agent } from "./index.ts";
import { RepetitionWatch } from "./repetition.ts";

const FILES = { "src/a.js": "const a = 1;\n", "README.md": "# It\n" };
const read = call("read", { path: "src/a.js" });
const edit = call("edit", { path: "src/a.js", edits: [{ old: "a = 1", new: "a = 2" }] });
const finish = call("finish", { summary: "Done." });
const parallel = (count: number, name: string, args: (at: number) => unknown): ScriptedTurn => ({
  calls: Array.from({ length: count }, (_, at) => ({ name, args: args(at) })),
});

async function run(script: Script[], conversation = new MemoryConversation()) {
  const host = new MemoryHost(FILES, (argv) => (argv[0] === "git" ? { exitCode: 1 } : undefined));
  const client = new ScriptedModel(script);
  const model = { client, model: "m" };
  const result = await agent.edit(host, model, new MemoryBudget(), conversation, editRequest());
  const results = conversation.stored.flatMap((message) =>
    message.role === "tool" ? [message.content] : [],
  );
  return { end: result.end, text: host.text("src/a.js"), results, client };
}

describe("a turn in which everything fails", () => {
  it.each([
    ["six malformed reads", parallel(6, "read", (at) => ({ file: `x${at}` }))],
    ["twenty malformed reads", parallel(20, "read", (at) => `{"path": ${at}`)],
    ["thirteen reads of nothing", parallel(13, "read", (at) => ({ path: `none${at}.js` }))],
    ["six unknown tools", parallel(6, "open", (at) => ({ at }))],
    ["eight times the same read of nothing", parallel(8, "read", () => ({ path: "none.js" }))],
  ])("is answered, and the run goes on: %s", async (_, failing) => {
    const { end, text, results, client } = await run([failing, read, edit, finish]);
    expect({ end, text }).toEqual({ end: "done", text: "const a = 2;\n" });
    const told = client.requests[1]?.messages.filter(({ role }) => role === "tool") ?? [];
    expect(told).toHaveLength(failing.calls?.length ?? 0);
    expect(results.length).toBeGreaterThanOrEqual(told.length);
  });

  it("counts once when a crash comes in the middle of it", async () => {
    const calls = Array.from({ length: 8 }, (_, at) => ({ id: `c${at}`, name: "read", arguments: "{" }));
    const stored = new MemoryConversation([
      { role: "system", content: "s" },
      { role: "user", content: "u" },
      { role: "assistant", content: "", toolCalls: calls },
      { role: "tool", toolCallId: "c0", content: "no", failed: true },
    ]);
    expect(await run([read, edit, finish], stored)).toMatchObject({ end: "done", text: "const a = 2;\n" });
  });
});

describe("FailureStreak", () => {
  const bad = { ok: false, malformed: true };
  const failed = { ok: false };
  const streakOf = (...turns: { ok: boolean; malformed?: boolean }[][]) => {
    const streak = new FailureStreak();
    return turns.map((turn) => {
      for (const outcome of turn) streak.note(outcome);
      return streak.endTurn()?.reason ?? null;
    });
  };
  const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

  it("gives up after six turns without a valid call, and twelve without success", () => {
    expect(streakOf(...times(6, [bad, bad]))).toEqual([...times(5, null), "malformed"]);
    expect(streakOf(...times(12, [bad, failed]))).toEqual([...times(11, null), "failed"]);
  });

  it("begins anew after any success, and ignores a turn without calls", () => {
    expect(streakOf(...times(5, [bad]), [bad, { ok: true }], ...times(5, [bad]))).toEqual(times(11, null));
    expect(streakOf(...times(5, [bad]), [], [bad]).at(-1)).toBe("malformed");
  });
});

describe("RepetitionWatch", () => {
  it("counts the same call once in a turn", () => {
    const watch = new RepetitionWatch();
    const same = { id: "a", name: "read", arguments: "{}" };
    const turn = (at: number) => [1, 2, 3].map(() => watch.note(same, "x", at)).at(-1);
    expect([0, 1, 2, 3, 4].map(turn)).toEqual(["go_on", "go_on", "tell", "tell", "end"]);
  });
});

describe("paths", () => {
  it.each(["/src/a.js", "//src/a.js", "/work/repo/src/a.js", "./src/a.js"])(
    "%s is src/a.js",
    async (path) => {
      const edits = JSON.stringify([{ old: "    1| const a = 1;", new: "    1| const a = 2;" }]);
      const { end, text } = await run([call("read", { path }), call("edit", { path, edits }), finish]);
      expect({ end, text }).toEqual({ end: "done", text: "const a = 2;\n" });
    },
  );

  it("never leads out of the checkout, and makes no place of the machine in it", async () => {
    const outside = ["/etc/passwd", "/work/.env", "/../.env", "/src/../../.env", "/.git/config", "/"];
    const writes = ["/tmp/test_x.py", "/home/me/repo/tests/test_a.py", "/work/tests/a.test.js"];
    const { results } = await run([
      { calls: outside.map((path) => ({ name: "read", args: { path } })) },
      { calls: writes.map((path) => ({ name: "write", args: { path, content: "x\n" } })) },
      read,
      edit,
      finish,
    ]);
    expect(results.slice(0, outside.length).join("\n")).not.toContain("SECRET");
    for (const result of results.slice(outside.length, outside.length + writes.length))
      expect(result).toContain("not in the repository");
  });

  it("says what a miss may have meant", async () => {
    const { results } = await run([
      call("read", { path: "lib/a.js" }),
      call("edit", { path: "src/a.ts", edits: [{ old: "x", new: "y" }] }),
      call("grep", { pattern: "x", path: "source/a.js" }),
      read,
      edit,
      finish,
    ]);
    expect(results[0]).toContain("Did you mean src/a.js?");
    expect(results[2]).toContain("Did you mean src/a.js?");
  });
});
