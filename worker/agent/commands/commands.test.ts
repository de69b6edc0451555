/** The tools that run commands, on a host in memory. */
import { describe, expect, it } from "vitest";
import { MemoryHost } from "../fakes/memory-host.ts";
import { planFor } from "../fakes/requests.ts";
import type { Tool, ToolContext } from "../tools/tool.ts";
import { callTool, editingTools, planningTools } from "../tools/toolbox.ts";
import { WorkTree } from "../tools/work-tree.ts";
import type {
  AgentHost,
  CommandOptions,
  CommandPort,
  CommandRecord,
  CommandResult,
  TreeChange,
} from "../types.ts";
import { CommandSessions } from "./sessions.ts";

type Ending = Partial<CommandResult>;

/** A task whose commands end when the test says so. */
class Machine {
  readonly host = new MemoryHost({ "src/a.js": "1;\n" });
  readonly records: CommandRecord[] = [];
  readonly signals: string[] = [];
  readonly patches: string[][] = [];
  changes: TreeChange[] = [];
  resets = 0;
  used = { commands: 0, ms: 0 };
  readonly started: CommandOptions[] = [];
  readonly #ends: ((result: CommandResult) => void)[] = [];
  readonly context: ToolContext;
  readonly tools: Tool[];

  constructor(planning = false) {
    const place = {
      sandbox: this.host.sandbox,
      repoDir: this.host.repoDir,
      env: { OWN: "1" },
      run: (_argv: unknown, options: CommandOptions) => this.#run(options),
    };
    let ids = 0;
    const port: CommandPort = {
      limits: { maxCommands: 20, maxMs: 60_000 },
      prepare: async () => ({ place, note: null }),
      nextId: () => `c${++ids}`,
      record: (entry) => void this.records.push(entry),
      claim: () => {},
      tree: () => "tree",
      used: () => this.used,
      changes: async () => this.changes,
      patch: async (paths) => {
        this.patches.push([...paths]);
        return paths.length > 0 ? "the patch" : "";
      },
      reset: async () => {
        this.resets += 1;
      },
      kept: { all: () => [], add: () => "k1", wanted: () => [], settle: async () => {} },
    };
    const host: AgentHost = Object.create(this.host, { commandPort: { value: port } });
    const workTree = new WorkTree(host);
    const sessions = new CommandSessions(host, port);
    const plan = planning ? null : planFor([{ path: "src/a.js", action: "modify" }]);
    this.context = { host, workTree, plan, sessions };
    this.tools = planning ? planningTools(workTree, { commands: true }) : editingTools({ commands: true });
  }

  call(name: string, args: Record<string, unknown>) {
    return callTool(this.tools, { id: "x", name, arguments: JSON.stringify(args) }, this.context);
  }

  run(command: string, more: Record<string, unknown> = {}) {
    return this.call("run", { command, purpose: "to see", ...more });
  }

  /** The command started last prints this. */
  print(text: string) {
    this.started.at(-1)?.onOutput?.("stdout", new TextEncoder().encode(text));
  }

  /** A command ends; by default the one started last. */
  end(result: Ending = {}, at = this.#ends.length - 1) {
    this.#ends[at]?.({
      ...{ exitCode: 0, timedOut: false, stdout: "", stderr: "", truncated: false, durationMs: 1_500 },
      ...result,
    });
  }

  /** What happens to the next command as soon as it runs. */
  next: () => void = () => this.end();

  #run(options: CommandOptions): Promise<CommandResult> {
    this.started.push(options);
    const at = this.#ends.length;
    const ended = new Promise<CommandResult>((resolve) => this.#ends.push(resolve));
    options.onStart?.({
      signal: async (number) => {
        this.signals.push(`${at}:${number}`);
        if (number === 9) this.end({ exitCode: 137 }, at);
      },
    });
    this.next();
    return ended;
  }
}

describe("run", () => {
  it("tells exit code, time, files and output, and records it", async () => {
    const machine = new Machine();
    machine.next = () => {
      machine.print("\x1b[31mbad\x1b[0m\n");
      machine.end({ exitCode: 2 });
    };
    const outcome = await machine.run("npm test", { cwd: "src" });
    expect(outcome).toMatchObject({ ok: true, edited: false });
    expect(outcome.content).toBe("[c1] exit code 2 after 1.5 s\nNo file changed.\nbad");
    expect(machine.started[0]).toMatchObject({
      cwd: `${machine.host.repoDir}/src`,
      purpose: "to see",
      display: "npm test",
      phase: "agent",
      env: { OWN: "1" },
    });
    expect(machine.records).toEqual([
      {
        ...{ id: "c1", command: "npm test", folder: "src", purpose: "to see" },
        ...{ exitCode: 2, durationMs: 1_500, tree: "tree" },
      },
    ]);
  });

  it("keeps what the plan covers, as unread files, and takes the rest back with a patch", async () => {
    const machine = new Machine();
    await machine.call("read", { path: "src/a.js" });
    machine.changes = [
      { path: "src/a.js", kind: "modified", file: "executable" },
      { path: "other.js", kind: "added", file: "plain" },
      { path: "inner", kind: "added", file: "other" },
    ];
    const outcome = await machine.run("fmt");
    expect(outcome.edited).toBe(true);
    expect(outcome.content).toContain("Files changed: M src/a.js. Read them again");
    expect(outcome.content).toMatch(
      /Taken back: A other\.js, A inner \(.*request_files.*read_output with id [0-9a-f]{16}/,
    );
    expect(machine.host.touches).toEqual([{ path: "src/a.js", executable: true, before: "1;\n" }]);
    expect(machine.patches).toEqual([["other.js"]]);
    expect(machine.resets).toBe(1);
    const blind = await machine.call("edit", { path: "src/a.js", edits: [{ old: "2", new: "3" }] });
    expect(blind.ok).toBe(false);
  });

  it("takes everything back while planning, and leaves nothing running", async () => {
    const machine = new Machine(true);
    machine.changes = [{ path: "src/a.js", kind: "modified", file: "plain" }];
    expect((await machine.run("sed -i")).content).toContain("nothing may be changed while planning");
    expect(machine.host.touches).toEqual([]);
    expect((await machine.run("server", { background: true })).content).toContain("while planning");
    machine.next = () => {};
    const hanging = await machine.run("sleep 600", { timeout_s: 50 });
    expect(hanging.content).toContain("exit code 137");
    expect(machine.tools.map(({ name }) => name)).not.toContain("process");
  });

  it("comes back after silence or at its limit, and goes on from there", async () => {
    const machine = new Machine();
    machine.next = () => {};
    const began = machine.context.host.now();
    const quiet = await machine.run("make");
    expect(machine.context.host.now() - began).toBe(30_000);
    expect(quiet.content).toContain("[c1] still runs after 30 s; process with id c1");
    const short = await machine.run("make b", { timeout_s: 5 });
    expect(short.content).toContain("[c2] still runs after 5.0 s");
    const waiting = machine.call("process", { id: "c1" });
    machine.started[0]?.onOutput?.("stdout", new TextEncoder().encode("more"));
    machine.end({ exitCode: 0 }, 0);
    const ended = await waiting;
    // Another one runs: files are looked at when that is over.
    expect(ended.content).toBe(
      "[c1] exit code 0 after 1.5 s\nIts changes are looked at when c2 ended.\nmore",
    );
    machine.changes = [{ path: "src/a.js", kind: "modified", file: "plain" }];
    const killed = await machine.call("process", { id: "c2", action: "kill" });
    expect(killed.content).toContain("[c2] exit code 137 after 1.5 s\nFiles changed: M src/a.js");
  });

  it("interrupts, and says what it knows no command of", async () => {
    const machine = new Machine();
    machine.next = () => {};
    await machine.run("server", { background: true });
    const interrupted = machine.call("process", { id: "c1", action: "interrupt" });
    machine.end({ exitCode: 130 }, 0);
    expect((await interrupted).content).toContain("exit code 130");
    expect(machine.signals).toEqual(["0:2"]);
    expect((await machine.call("process", { id: "c9" })).content).toBe("No command c9 runs. None runs now.");
  });

  it("runs four at most, and not without end", async () => {
    const machine = new Machine();
    machine.next = () => {};
    for (const name of ["a", "b", "c", "d"]) await machine.run(name, { background: true });
    expect((await machine.run("e")).content).toContain("4 commands run already (c1, c2, c3, c4)");
    machine.used = { commands: 20, ms: 0 };
    expect((await machine.run("f")).content).toContain("limit of 20 commands");
    machine.used = { commands: 1, ms: 60_000 };
    expect((await machine.run("g")).content).toContain("1 minutes of them is reached");
    const sessions = machine.context.sessions;
    await sessions?.endAll();
    expect(sessions?.running()).toEqual([]);
    expect(machine.records.map(({ exitCode }) => exitCode)).toEqual([137, 137, 137, 137]);
  });

  it.each([["../x"], ["/etc"], ["src/a.js"], ["none"]])("refuses the folder %s", async (cwd) => {
    const machine = new Machine();
    expect((await machine.run("ls", { cwd })).content).toBe(`cwd: ${cwd} is not a folder of the repository.`);
    expect(machine.started).toEqual([]);
  });

  it("shows beginning and end of long output, and refused connections once", async () => {
    const machine = new Machine();
    machine.next = () => {
      machine.print(Array.from({ length: 4_000 }, (_, at) => `line ${at}`).join("\n"));
      const denied = { host: "example.com", port: 443, rule: "commands of the agent: none" };
      machine.started.at(-1)?.onDenied?.(denied);
      machine.started.at(-1)?.onDenied?.(denied);
      machine.end();
    };
    const { content, full, repeats } = await machine.run("long");
    expect(content.match(/No connection to example\.com:443/g)).toHaveLength(1);
    expect(content.length).toBeLessThan(11_000);
    expect(content).toContain("characters left out");
    expect(full).toContain("line 2000\n");
    expect(repeats).not.toContain("c1");
  });

  it("that the user stopped says so and proves nothing", async () => {
    const machine = new Machine();
    machine.next = () => machine.end({ exitCode: null, stopped: true });
    expect((await machine.run("x")).content).toContain("was stopped by the user");
    expect(machine.records[0]?.exitCode).toBeNull();
  });

  it("throws what the sandbox failed with", async () => {
    const machine = new Machine();
    machine.next = () => {
      throw new Error("the sandbox is gone");
    };
    await expect(machine.run("x")).rejects.toThrow("the sandbox is gone");
  });
});
