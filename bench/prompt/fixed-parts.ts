/** What each phase's first request holds whatever the task is: all its tools, and its system text. */
import { MemoryBudget, MemoryConversation, MemoryHost } from "../../worker/agent/fakes/memory-host.ts";
import { editRequest, planRequest } from "../../worker/agent/fakes/requests.ts";
import { call, ScriptedModel } from "../../worker/agent/fakes/scripted-model.ts";
import { agent } from "../../worker/agent/index.ts";
import type { AgentHost, EditRequest } from "../../worker/agent/types.ts";
import type { ModelClient, ModelRequest, ToolSpec } from "../../worker/llm/types.ts";

export interface Size {
  bytes: number;
  tokens: number;
}

export interface FixedParts {
  phase: "planning" | "editing";
  tools: ToolSpec[];
  system: string;
}

const runTests: EditRequest["runTests"] = () => Promise.reject(new Error("no test is run here"));

/** As the product estimates tokens before a provider has counted them. */
export const sizeOf = (text: string): Size => ({
  bytes: new TextEncoder().encode(text).length,
  tokens: Math.ceil(text.length / 4),
});

export async function fixedParts(provider: ModelClient["provider"], model = "m"): Promise<FixedParts[]> {
  const first = async (run: (client: ModelClient, host: MemoryHost) => Promise<unknown>) => {
    const script = new ScriptedModel([
      call("finish", { summary: "x", not_done: "All of it." }),
      call("submit_plan", { goal: "g", steps: [{ title: "t", files: [] }] }),
    ]);
    const client: ModelClient = {
      provider,
      stream: (request) => script.stream(request),
      listModels: () => script.listModels(),
    };
    // No command is run before the first request; what was kept of earlier ones is looked at.
    const kept = { all: () => [], wanted: () => [] };
    const hands = { commandPort: { kept } as unknown as NonNullable<AgentHost["commandPort"]> };
    await run(client, Object.assign(new MemoryHost({}, () => ({})), hands)).catch(() => undefined);
    const [request] = script.requests;
    if (!request) throw new Error("no request was sent");
    return partsOf(request);
  };
  const ports = () => [new MemoryBudget(), new MemoryConversation()] as const;
  const planning = await first((client, host) =>
    agent.plan(host, { client, model }, ...ports(), planRequest()),
  );
  const editing = await first((client, host) =>
    agent.edit(host, { client, model }, ...ports(), editRequest({ runTests })),
  );
  return [
    { phase: "planning", ...planning },
    { phase: "editing", ...editing },
  ];
}

function partsOf({ messages, tools }: ModelRequest): Pick<FixedParts, "tools" | "system"> {
  const system = messages.flatMap((message) => (message.role === "system" ? [message.content] : []));
  return { tools, system: system.join("\n") };
}
