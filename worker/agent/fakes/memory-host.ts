/** A host with files in memory, for tests: enough of the sandbox for the tools, with scripted commands. */
import type { Message } from "../../llm/types.ts";
import type { EventInput } from "../../protocol/index.ts";
import { type Argv, type FileEntry, type Sandbox, SandboxFailure } from "../../sandbox/port.ts";
import type {
  AgentHost,
  BudgetLimits,
  BudgetSpent,
  BudgetStore,
  CommandOptions,
  CommandResult,
  Conversation,
  TouchedPath,
} from "../types.ts";

const ROOT = "/work";
const REPO = `${ROOT}/repo`;

type Answer = Partial<CommandResult> | Error;
type Responder = (argv: Argv, options: CommandOptions) => Answer | undefined;

export class MemoryHost implements AgentHost {
  readonly taskId = "0a1b2c3d-0000-4000-8000-000000000001";
  readonly step = "apply";
  readonly repoDir = REPO;
  readonly abort = new AbortController();
  readonly signal = this.abort.signal;
  /** Absolute path to content; a string starting with `-> ` is a symbolic link. */
  readonly files = new Map<string, Uint8Array | string>();
  readonly events: EventInput[] = [];
  readonly commands: string[][] = [];
  readonly sleeps: number[] = [];
  /** Each with the content of the path at the time of the call. */
  readonly touches: (TouchedPath & { before: string | null })[] = [];
  clock = 1_000;
  readonly sandbox: Sandbox;
  readonly #respond: Responder;

  constructor(files: Record<string, string | Uint8Array> = {}, respond: Responder = () => undefined) {
    for (const [path, content] of Object.entries(files)) this.files.set(`${REPO}/${path}`, content);
    this.#respond = respond;
    this.sandbox = this.#sandbox();
  }

  now(): number {
    return this.clock;
  }

  async sleep(ms: number): Promise<void> {
    this.sleeps.push(ms);
    this.clock += ms;
  }

  emit(event: EventInput): void {
    this.events.push(event);
  }

  touched(paths: readonly TouchedPath[]): void {
    this.touches.push(...paths.map((item) => ({ ...item, before: this.text(item.path) })));
  }

  async run(argv: Argv, options: CommandOptions): Promise<CommandResult> {
    this.commands.push([...argv]);
    const base = { exitCode: 0, timedOut: false, stdout: "", stderr: "", truncated: false, durationMs: 1 };
    const answer = this.#respond(argv, options);
    if (answer instanceof Error) throw answer;
    if (answer) return { ...base, ...answer };
    const own = this.#own(argv);
    if (own) return { ...base, ...own };
    throw new Error(`no answer for ${argv.join(" ")}`);
  }

  /** The git and shell commands that the tools run themselves, answered as in a plain checkout. */
  #own(argv: Argv): Partial<CommandResult> | null {
    const [program, , , about] = argv;
    const path = argv.at(-1) ?? "";
    if (program === "rm") this.files.delete(path);
    if (program === "rm" || program === "chmod") return {};
    if (program !== "/bin/sh") return null;
    if (about === "submodules" || about === "filters" || about === "ignored") return {};
    const link = about === "link" ? this.text(path) : null;
    if (link === null) return null;
    const target = link.replace(/^-> /, "");
    return { stdout: `${REPO}\n${target.startsWith("/") ? target : `${REPO}/${target}`}\n` };
  }

  /** Text of a file of the checkout; null if there is none. */
  text(path: string): string | null {
    const content = this.files.get(`${REPO}/${path}`);
    return content === undefined
      ? null
      : typeof content === "string"
        ? content
        : new TextDecoder().decode(content);
  }

  ofType<T extends EventInput["type"]>(type: T): Extract<EventInput, { type: T }>[] {
    return this.events.filter((event): event is Extract<EventInput, { type: T }> => event.type === type);
  }

  #sandbox(): Sandbox {
    const unused = () => {
      throw new Error("not used by the agent");
    };
    return {
      isolation: "none",
      network: "unrestricted",
      workerUrl: null,
      root: ROOT,
      platform: "/platform",
      start: unused,
      follow: unused,
      kill: unused,
      destroy: unused,
      read: async (path) => {
        const content = this.files.get(path);
        if (content === undefined) throw new SandboxFailure("permanent", "FILE_NOT_FOUND", path);
        return typeof content === "string" ? new TextEncoder().encode(content) : content;
      },
      write: async (path, data) => {
        this.files.set(path, data);
      },
      list: async (path) => this.#list(path),
    };
  }

  #list(folder: string): FileEntry[] {
    const entries = new Map<string, FileEntry>();
    for (const [path, content] of this.files) {
      if (!path.startsWith(`${folder}/`)) continue;
      const [name = "", ...rest] = path.slice(folder.length + 1).split("/");
      const link = typeof content === "string" && content.startsWith("-> ");
      const kind = rest.length > 0 ? "directory" : link ? "symlink" : "file";
      entries.set(name, { name, kind, size: kind === "file" ? content.length : 0 });
    }
    return [...entries.values()];
  }
}

/** A conversation that records what was stored, and which saves carried an edit. */
export class MemoryConversation implements Conversation {
  stored: Message[];
  readonly edits: boolean[] = [];

  constructor(messages: Message[] = []) {
    this.stored = messages;
  }

  load(): Message[] {
    return structuredClone(this.stored);
  }

  async save(messages: Message[], { edited }: { edited: boolean }): Promise<void> {
    this.stored = structuredClone(messages);
    this.edits.push(edited);
  }
}

export class MemoryBudget implements BudgetStore {
  spent: BudgetSpent = {
    modelCalls: 0,
    toolCalls: 0,
    inputTokens: 0,
    outputTokens: 0,
    cachedInputTokens: 0,
    costUsd: 0,
  };
  readonly limits: BudgetLimits;

  constructor(limits: Partial<BudgetLimits> = {}) {
    this.limits = {
      maxModelCalls: 50,
      maxToolCalls: 100,
      maxInputTokens: 1_000_000,
      maxOutputTokens: 100_000,
      maxTokens: null,
      maxCostUsd: null,
      ...limits,
    };
  }

  load(): BudgetSpent {
    return { ...this.spent };
  }

  save(spent: BudgetSpent): void {
    this.spent = { ...spent };
  }
}
