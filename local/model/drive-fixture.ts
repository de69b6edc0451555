import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { collectTurn, type ModelTurn } from "../../worker/llm/collect.ts";
import { modelClient } from "../../worker/llm/providers.ts";
import type { Message, ToolSpec } from "../../worker/llm/types.ts";

/** Test support: a small agent over files in memory. It has the tools that Verne's agent has. */
export type Files = Map<string, string>;

export interface Run {
  /** Arguments of the call that ended the run: `submit_plan`, `finish`, or null when the model just stopped. */
  end: Record<string, unknown> | null;
  turns: ModelTurn[];
  /** Names of the tools called, in order. */
  calls: string[];
}

const PHASES = {
  planning: ["read", "grep", "glob", "submit_plan"],
  applying: ["read", "grep", "glob", "edit", "write", "delete", "request_files", "finish"],
};

export async function readFolder(dir: string): Promise<Files> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files: Files = new Map();
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files.set(path.slice(dir.length).replace(/^\//, ""), await readFile(path, "utf8"));
  }
  return files;
}

/** Runs the model against the files until it ends, at most `maxTurns` times. `allowed` limits what may be written. */
export async function drive(options: {
  url: string;
  phase: keyof typeof PHASES;
  prompt: string;
  files: Files;
  model?: string;
  maxTurns?: number;
  allowed?: string[];
  /** Offers `run_tests`, which answers with this text. */
  runTests?: (args: Record<string, unknown>) => string;
}): Promise<Run> {
  const { url, phase, files, model = "verne-demo", maxTurns = 12, allowed, runTests } = options;
  const client = modelClient({
    provider: "demo",
    key: null,
    baseUrl: null,
    demoUrl: url,
    allowLoopback: true,
  });
  const tools: ToolSpec[] = [...PHASES[phase], ...(runTests ? ["run_tests"] : [])].map((name) => ({
    name,
    description: name,
    parameters: { type: "object" },
  }));
  const messages: Message[] = [
    { role: "system", content: "You are an agent." },
    { role: "user", content: options.prompt },
  ];
  const run: Run = { end: null, turns: [], calls: [] };
  while (run.turns.length < maxTurns) {
    const request = { model, messages, tools, maxOutputTokens: 1000 };
    const turn = await collectTurn(client.stream(request, AbortSignal.timeout(10_000)));
    run.turns.push(turn);
    messages.push({
      role: "assistant",
      content: turn.text,
      toolCalls: turn.toolCalls,
      reasoning: turn.reasoning,
    });
    if (turn.toolCalls.length === 0) return run;
    for (const { id, name, arguments: text } of turn.toolCalls) {
      run.calls.push(name);
      const args = parse(text);
      if (args && (name === "submit_plan" || name === "finish")) return { ...run, end: args };
      const content = !args
        ? "Error: the arguments are not valid JSON."
        : runTests && name === "run_tests"
          ? runTests(args)
          : useTool(files, name, args, allowed);
      messages.push({ role: "tool", toolCallId: id, content });
    }
  }
  return run;
}

function parse(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function useTool(files: Files, name: string, args: Record<string, unknown>, allowed?: string[]): string {
  const path = String(args.path ?? "");
  const text = files.get(path);
  const mayWrite = !allowed || allowed.includes(path);
  switch (name) {
    case "read":
      return text === undefined ? `Error: ${path} does not exist.` : listing(path, text);
    case "glob": {
      const hits = [...files.keys()].filter((file) => file === args.pattern);
      return hits.length > 0 ? hits.join("\n") : `No file matches ${args.pattern}`;
    }
    case "write":
      if (!mayWrite) return `${path} is not in the approved plan. Nothing was written.`;
      files.set(path, String(args.content));
      return `Wrote ${path}.`;
    case "edit":
      if (text === undefined || !mayWrite) return `Error: ${path} cannot be edited. Nothing was written.`;
      return edit(files, path, text, args.edits);
    default:
      return "Nothing found.";
  }
}

function edit(files: Files, path: string, text: string, edits: unknown): string {
  if (!Array.isArray(edits)) return "Error: edits must be a list.";
  let next = text;
  for (const one of edits) {
    const parts = next.split(one.old);
    if (parts.length !== 2)
      return `\`old\` stands ${parts.length - 1} times in the file.\nNothing was written.`;
    next = parts.join(one.new);
  }
  files.set(path, next);
  return `Edited.\n${listing(path, next)}`;
}

/** Files as Verne's `read` shows them. */
function listing(path: string, text: string): string {
  const lines = text.split("\n").map((line, index) => `${String(index + 1).padStart(5)}| ${line}`);
  return `${path}, ${lines.length} lines\n${lines.join("\n")}`;
}
