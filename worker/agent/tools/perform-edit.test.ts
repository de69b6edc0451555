import { describe, expect, it } from "vitest";
import type { Argv } from "../../sandbox/port.ts";
import { MemoryHost } from "../fakes/memory-host.ts";
import { planFor } from "../fakes/requests.ts";
import type { CommandResult } from "../types.ts";
import { askedIn } from "./request-files.ts";
import { callTool, editingTools } from "./toolbox.ts";
import { WorkTree } from "./work-tree.ts";

const PLAN = planFor([
  { path: "a.ts", action: "modify" },
  { path: "b.ts", action: "modify" },
  { path: "old.ts", action: "delete" },
  { path: "src/new.ts", action: "create" },
]);

function rig(
  files: Record<string, string>,
  respond: (argv: Argv) => Partial<CommandResult> | undefined = () => undefined,
) {
  const host: MemoryHost = new MemoryHost(files, (argv) => respond(argv) ?? fileCommand(host, argv));
  const context = { host, workTree: new WorkTree(host), plan: PLAN };
  let id = 0;
  const use = (name: string, args: unknown) =>
    callTool(
      editingTools({ provider: "openai" }),
      { id: `c${id++}`, name, arguments: typeof args === "string" ? args : JSON.stringify(args) },
      context,
    );
  return { host, use };
}

/** `mkdir` and `mv` as the sandbox has them; `rm` is the host's own. */
function fileCommand(host: MemoryHost, argv: Argv): Partial<CommandResult> | undefined {
  if (argv[0] === "mkdir") return {};
  if (argv[0] !== "mv") return undefined;
  const [from = "", to = ""] = argv.slice(-2);
  const content = host.files.get(from);
  if (content === undefined) return { exitCode: 1 };
  host.files.delete(from);
  host.files.set(to, content);
  return {};
}

const patch = (...lines: string[]) => ["*** Begin Patch", ...lines, "*** End Patch"].join("\n");

describe("apply_patch", () => {
  const everything = patch(
    "*** Update File: a.ts",
    "-a();",
    "+A();",
    "*** Update File: old.ts",
    "*** Move to: src/new.ts",
    "-old();",
    "+fresh();",
  );
  const FILES = { "a.ts": "a();\n", "b.ts": "b();\n", "old.ts": "old();\n" };

  it.each([
    ["an argument", JSON.stringify({ patch: everything })],
    ["the argument's other name", JSON.stringify({ input: everything })],
    ["plain text", everything],
  ])("is taken as %s, and changes and moves files", async (_name, args) => {
    const { host, use } = rig(FILES);
    await use("read", { path: "a.ts" });
    await use("read", { path: "old.ts" });
    const outcome = await use("apply_patch", args);
    expect(outcome).toMatchObject({ ok: true, edited: true });
    expect(outcome.content).toContain("Edited a.ts (+1 -1). Now:\n    1| A();");
    expect(outcome.content).toContain("Moved old.ts to src/new.ts. Now:\n    1| fresh();");
    expect([host.text("a.ts"), host.text("old.ts"), host.text("src/new.ts")]).toEqual([
      "A();\n",
      null,
      "fresh();\n",
    ]);
    expect(host.ofType("edit").map(({ data }) => [data.action, data.path])).toEqual([
      ["modify", "a.ts"],
      ["delete", "old.ts"],
      ["create", "src/new.ts"],
    ]);
    // The model knows what it wrote.
    const next = { path: "src/new.ts", edits: [{ old: "fresh", new: "newer" }] };
    expect(await use("edit", next)).toMatchObject({ ok: true });
  });

  it("is refused as a whole for one file outside the plan, and asks for nothing", async () => {
    const { host, use } = rig(FILES);
    await use("read", { path: "a.ts" });
    const text = patch(
      "*** Update File: a.ts",
      "-a();",
      "+A();",
      "*** Delete File: b.ts",
      "*** Add File: c.ts",
      "+c",
    );
    const outcome = await use("apply_patch", text);
    expect(outcome.content).toMatch(/^c\.ts is not in the approved plan/);
    expect(host.text("a.ts")).toBe("a();\n");
    const call = { id: "1", name: "apply_patch", arguments: JSON.stringify({ patch: text }) };
    const asked = askedIn([{ role: "assistant", content: "", toolCalls: [call] }], PLAN, (path) => path);
    expect(asked).toEqual([]);
  });

  it("is offered to the models that know it", () => {
    expect(editingTools({ provider: "openai" }).map(({ name }) => name)).toContain("apply_patch");
    expect(editingTools({ provider: "anthropic" }).map(({ name }) => name)).not.toContain("apply_patch");
    const namesFor = (model: string) =>
      editingTools({ provider: "openai_compatible", model }).map(({ name }) => name);
    expect(namesFor("openai/gpt-6-sol")).toContain("apply_patch");
    expect(namesFor("x-ai/grok-4.6")).not.toContain("apply_patch");
  });

  it("warns families of models of the faults that they are known for", () => {
    const described = (model: string) =>
      editingTools({ provider: "openai_compatible", model }).find(({ name }) => name === "edit")?.spec
        .description;
    expect(described("qwen3-coder")).toContain("not a string that holds one");
    expect(described("claude-opus-5-5")).not.toContain("not a string that holds one");
    expect(described("qwen3-coder")).toContain(described("claude-opus-5-5"));
  });
});

describe("writing", () => {
  it("puts everything back when a file cannot be written", async () => {
    const { host, use } = rig({ "a.ts": "a();\n", "b.ts": "b();\n", "old.ts": "old();\n" });
    for (const path of ["a.ts", "b.ts", "old.ts"]) await use("read", { path });
    const write = host.sandbox.write;
    let broken = true;
    host.sandbox.write = async (path, data) => {
      if (path.endsWith("/b.ts") && broken) {
        broken = false;
        throw new Error("disk full");
      }
      return write(path, data);
    };
    const text = patch(
      "*** Update File: a.ts",
      "-a();",
      "+A();",
      "*** Update File: old.ts",
      "*** Move to: src/new.ts",
      "*** Update File: b.ts",
      "-b();",
      "+B();",
    );
    await expect(use("apply_patch", text)).rejects.toThrow("disk full");
    expect(["a.ts", "b.ts", "old.ts", "src/new.ts"].map((path) => host.text(path))).toEqual([
      "a();\n",
      "b();\n",
      "old();\n",
      null,
    ]);
    expect(host.ofType("edit")).toEqual([]);
    expect(await use("apply_patch", text)).toMatchObject({ ok: true });
  });
});

describe("advice", () => {
  const miss = { path: "a.ts", edits: [{ old: "nothing like it", new: "x" }] };

  it("asks for the whole of a short file after two edits that failed", async () => {
    const { use } = rig({ "a.ts": "a();\n" });
    await use("read", { path: "a.ts" });
    expect((await use("edit", miss)).content).not.toContain("with write");
    expect((await use("edit", miss)).content).toContain(
      "It is short (1 line): replace all of it with write.",
    );
    await use("edit", { path: "a.ts", edits: [{ old: "a()", new: "b()" }] });
    expect((await use("edit", miss)).content).not.toContain("with write");
  });

  it("does not ask for a long one", async () => {
    const { use } = rig({ "a.ts": "a();\n".repeat(400) });
    await use("read", { path: "a.ts" });
    const first = await use("edit", miss);
    const second = await use("edit", miss);
    expect(second.content).not.toContain("with write");
    expect(second).toMatchObject({
      ok: false,
      content: expect.stringMatching(/read the file again\.\nNothing was written\.$/),
    });
    expect(second).toEqual(first);
  });
});

describe("syntax", () => {
  const change = { path: "a.ts", edits: [{ old: "a()", new: "a(" }] };
  const checked =
    (path: (file: string) => { line: number; message: string }[], extra = {}) =>
    (argv: Argv) =>
      argv[0] === "verne-tools"
        ? { stdout: JSON.stringify({ checked: true, errors: path(argv.at(-1) ?? ""), ...extra }) }
        : undefined;

  it("tells the model that a file has stopped parsing", async () => {
    const errors = (file: string) =>
      file.includes("before-edit") ? [] : [{ line: 1, message: "missing `)`" }];
    const { use } = rig({ "a.ts": "a();\n" }, checked(errors));
    await use("read", { path: "a.ts" });
    const outcome = await use("edit", change);
    expect(outcome).toMatchObject({ ok: true, edited: true });
    expect(outcome.content).toMatch(
      /a\.ts does not parse any more\. Look at it and mend it:\n- line 1: missing `\)`$/,
    );
  });

  it.each<[string, (argv: Argv) => Partial<CommandResult> | undefined]>([
    ["parses", checked(() => [])],
    ["did not parse before", checked(() => [{ line: 1, message: "old news" }])],
    ["cannot be judged", checked(() => [{ line: 1, message: "?" }], { checked: false })],
    [
      "is checked by a tool that lacks the command",
      (argv) => (argv[0] === "verne-tools" ? { exitCode: 2 } : undefined),
    ],
    [
      "is checked by a tool that prints nonsense",
      (argv) => (argv[0] === "verne-tools" ? { stdout: "?" } : undefined),
    ],
  ])("says nothing of a file that %s", async (_name, respond) => {
    const { use } = rig({ "a.ts": "a();\n" }, respond);
    await use("read", { path: "a.ts" });
    const outcome = await use("edit", change);
    expect(outcome.ok).toBe(true);
    expect(outcome.content).not.toContain("parse");
  });
});
