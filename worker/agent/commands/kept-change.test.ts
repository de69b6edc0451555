/** A change that a command made outside the plan, from the command to the approved plan, on a host in memory. */
import { describe, expect, it } from "vitest";
import { MemoryBudget, MemoryConversation, MemoryHost } from "../fakes/memory-host.ts";
import { editRequest, planFor } from "../fakes/requests.ts";
import { call, ScriptedModel } from "../fakes/scripted-model.ts";
import { agent } from "../index.ts";
import type { ToolContext } from "../tools/tool.ts";
import { callTool, editingTools } from "../tools/toolbox.ts";
import { WorkTree } from "../tools/work-tree.ts";
import type { AgentHost, CommandPort, KeptChange, TreeChange } from "../types.ts";
import { settleChanges } from "./settle.ts";

const BASE = { "src/a.js": "a\n", "src/b.js": "b\n", "old.js": "old\n" };
type Files = Record<string, string | Uint8Array | null>;

class Task {
  readonly host = new MemoryHost(BASE);
  readonly items: KeptChange[] = [];
  wanted: string[] = [];
  settled = 0;
  changes: TreeChange[] = [];
  readonly port = {
    claim: () => {},
    changes: async () => this.changes,
    patch: async () => "the patch",
    reset: async () => this.reset(),
    kept: {
      all: () => this.items,
      add: (files) => {
        const id = `k${this.items.length + 1}`;
        this.items.push({ id, files: [...files] });
        return id;
      },
      wanted: () => this.wanted,
      settle: async () => {
        this.settled += 1;
        this.wanted = [];
      },
    },
  } satisfies Partial<CommandPort>;
  readonly agentHost: AgentHost = Object.assign(this.host, {
    commandPort: this.port as unknown as CommandPort,
  });

  context(planned: Parameters<typeof planFor>[0] | null): ToolContext {
    const plan = planned && planFor(planned);
    return { host: this.agentHost, workTree: new WorkTree(this.agentHost), plan };
  }

  /** A command leaves these files; null for a deletion. */
  async command(files: Files, context: ToolContext, more: Partial<TreeChange> = {}) {
    this.changes = Object.entries(files).map(([path, text]) => {
      const kind = text === null ? "deleted" : path in BASE ? "modified" : "added";
      return { path, kind, file: "plain", ...more };
    });
    this.put(files);
    return (await settleChanges(context)).text;
  }

  put(files: Files) {
    for (const [path, text] of Object.entries(files)) {
      const at = `${this.host.repoDir}/${path}`;
      if (text === null) this.host.files.delete(at);
      else this.host.files.set(at, text);
    }
  }

  reset() {
    for (const at of [...this.host.files.keys()])
      if (at.startsWith(this.host.repoDir)) this.host.files.delete(at);
    this.put(BASE);
  }

  ask(context: ToolContext, args: object) {
    const request = { id: "x", name: "request_files", arguments: JSON.stringify(args) };
    return callTool(editingTools({ commands: true }), request, context);
  }
}

const A = { path: "src/a.js", action: "modify" } as const;
const B = { path: "src/b.js", action: "modify" } as const;
const NEW = { path: "src/new.js", action: "create" } as const;
const OLD = { path: "old.js", action: "delete" } as const;
const CHANGE = { "src/b.js": "b2\r\n", "src/new.js": "new", "old.js": null };

describe("what a command changed outside the plan", () => {
  it("is asked for by its id, and applied byte for byte once the plan covers it", async () => {
    const task = new Task();
    const text = await task.command(CHANGE, task.context([A]));
    expect(text).toContain("request_files with kept k1");
    expect(task.host.text("src/b.js")).toBe("b\n");

    const asking = new ScriptedModel(
      [
        call("request_files", { kept: "k1", reason: "They belong together." }),
        call("finish", { summary: "x" }),
      ],
      call("finish", { summary: "x" }),
    );
    const ports = (client: ScriptedModel) =>
      [task.agentHost, { client, model: "m" }, new MemoryBudget(), new MemoryConversation()] as const;
    const result = await agent.edit(...ports(asking), editRequest({ plan: planFor([A]) }));
    const reason = "They belong together.";
    expect(result).toMatchObject({
      end: "scope_exceeded",
      files: [
        { ...B, reason, kept: "k1" },
        { ...NEW, reason, kept: "k1" },
        { ...OLD, reason, kept: "k1" },
      ],
    });
    expect(task.host.text("src/b.js")).toBe("b\n");

    task.wanted = ["k1"];
    const going = new ScriptedModel([call("finish", { summary: "x" })], call("finish", { summary: "x" }));
    await agent.edit(...ports(going), editRequest({ plan: planFor([A, B, NEW, OLD]) }));
    expect(task.host.text("src/b.js")).toBe("b2\r\n");
    expect(task.host.text("src/new.js")).toBe("new");
    expect(task.host.text("old.js")).toBeNull();
    expect(task.host.touches.map(({ path }) => path).toSorted()).toEqual([
      "old.js",
      "src/b.js",
      "src/new.js",
    ]);
    expect(task.host.ofType("edit").map(({ data }) => data.path)).toHaveLength(3);
    expect(task.settled).toBe(1);
    expect(going.requests[0]?.messages.at(-1)?.content).toContain(
      "Applied k1: src/b.js, src/new.js, old.js.",
    );
  });

  it("leaves alone what a narrower plan does not cover", async () => {
    const task = new Task();
    await task.command(CHANGE, task.context([A]));
    task.wanted = ["k1"];
    const client = new ScriptedModel([call("finish", { summary: "x" })], call("finish", { summary: "x" }));
    const ports = [
      task.agentHost,
      { client, model: "m" },
      new MemoryBudget(),
      new MemoryConversation(),
    ] as const;
    await agent.edit(...ports, editRequest({ plan: planFor([A, B]) }));
    expect(task.host.text("src/b.js")).toBe("b2\r\n");
    expect(task.host.text("old.js")).toBe("old\n");
    expect(task.host.text("src/new.js")).toBeNull();
    expect(client.requests[0]?.messages.at(-1)?.content).toContain(
      "Not applied: old.js, which the approved plan does not cover.",
    );
  });

  it("is kept while planning, and applied by the call where the approved plan covers it, once", async () => {
    const task = new Task();
    expect(await task.command({ "src/b.js": "b2\n" }, task.context(null))).toContain("Kept as k1.");
    expect(task.host.touches).toEqual([]);
    const context = task.context([B]);
    expect(await task.ask(context, { kept: "k1", reason: "r" })).toMatchObject({ ok: true, edited: true });
    expect(task.host.text("src/b.js")).toBe("b2\n");
    expect(await task.ask(context, { kept: "k1", reason: "r" })).toMatchObject({ ok: true, edited: false });
    const blind = await context.workTree.state(await context.workTree.locate("src/b.js"));
    expect(blind).toMatchObject({ knowledge: "unread" });
  });

  it("is told where it does not apply any more", async () => {
    const task = new Task();
    await task.command(CHANGE, task.context([A]));
    task.put({ "src/b.js": "other\n", "src/new.js": "-> /etc/passwd" });
    const outcome = await task.ask(task.context([B, NEW, OLD]), { kept: "k1", reason: "r" });
    expect(outcome).toMatchObject({ ok: false, edited: true });
    expect(outcome.content).toContain("Applied k1: old.js.");
    expect(outcome.content).toContain("Not applied: src/b.js, which has changed since the command ran.");
    expect(outcome.content).toContain("Not applied: src/new.js, which cannot be written");
    expect(task.host.text("src/b.js")).toBe("other\n");
    expect(task.host.files.get(`${task.host.repoDir}/src/new.js`)).toBe("-> /etc/passwd");
  });

  it.each<[string, Files, Partial<TreeChange>, string]>([
    ["the repository's own files", { ".git/config": "x" }, {}, "cannot be part of a change"],
    ["a path that leads out", { "../x": "x" }, {}, "cannot be part of a change"],
    ["a repository", { inner: "x" }, { file: "other" }, "cannot be part of a change"],
    ["a link", { "l.js": "-> src/a.js" }, { file: "link" }, "is a link"],
    ["a link that is called a file", { "l.js": "-> src/a.js" }, {}, "is no regular file"],
    ["a huge file", { "h.txt": new Uint8Array(300 * 1024).fill(65) }, {}, "is too large"],
    ["bytes", { "b.bin": Uint8Array.from([0xff, 0xfe, 0]) }, {}, "is not text"],
  ])("does not keep %s", async (_, files, more, reason) => {
    const task = new Task();
    const text = await task.command(files, task.context([A]), more);
    expect(text).toContain(`Not kept, to be made again: ${Object.keys(files)[0]} (it ${reason}).`);
    expect(task.items).toEqual([]);
  });

  it("is bounded in number and size", async () => {
    const task = new Task();
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`n${at}.js`, "x"]));
    expect(await task.command(many, task.context([A]))).toContain("n50.js (it is one too many)");
    const large = Object.fromEntries(["x", "y", "z"].map((name) => [`${name}.txt`, name.repeat(200 * 1024)]));
    expect(await task.command(large, task.context([A]))).toContain("z.txt (it is too large)");
    expect(task.items.map(({ files }) => files.length)).toEqual([50, 2]);
  });

  it.each(["k2", "../k1", "noted"])("of another task (%s) is not there", async (kept) => {
    const task = new Task();
    await task.command(CHANGE, task.context([A]));
    const outcome = await task.ask(task.context([A]), { kept, reason: "r" });
    expect(outcome).toMatchObject({ ok: false, content: `There is no kept change ${kept}.` });
  });
});
