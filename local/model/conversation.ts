import { z } from "zod";

const Content = z
  .union([z.string(), z.array(z.object({ text: z.string().default("") }))])
  .nullish()
  .transform((content) =>
    Array.isArray(content) ? content.map((part) => part.text).join("") : (content ?? ""),
  );

/** The part of a chat completion request that the demo model reads. */
export const ChatRequest = z.object({
  model: z.string(),
  stream: z.boolean().default(false),
  stream_options: z.object({ include_usage: z.boolean().default(false) }).nullish(),
  messages: z
    .array(
      z.discriminatedUnion("role", [
        z.object({ role: z.enum(["system", "developer", "user"]), content: Content }),
        z.object({
          role: z.literal("assistant"),
          content: Content,
          tool_calls: z
            .array(
              z.object({ id: z.string(), function: z.object({ name: z.string(), arguments: z.string() }) }),
            )
            .nullish(),
        }),
        z.object({ role: z.literal("tool"), tool_call_id: z.string(), content: Content }),
      ]),
    )
    .min(1),
  tools: z.array(z.object({ function: z.object({ name: z.string() }) })).nullish(),
});
export type ChatRequest = z.infer<typeof ChatRequest>;

/** One tool call of the model and what came back. */
export interface Exchange {
  tool: string;
  args: Record<string, unknown>;
  result: string;
}

/** What the demo model makes of a conversation. */
export interface Scene {
  /** Told by the tools on offer; `talking` when there are none that it knows. */
  phase: "planning" | "applying" | "talking";
  /** Everything that users said, oldest first. */
  userText: string;
  /** What the last user message said. */
  lastUserText: string;
  /** Calls since the last user message that have a result. */
  exchanges: Exchange[];
}

export function readScene(request: ChatRequest): Scene {
  const tools = new Set(request.tools?.map((tool) => tool.function.name));
  const said = request.messages
    .filter((message) => message.role === "user")
    .map((message) => message.content);
  const start = request.messages.findLastIndex((message) => message.role === "user");
  return {
    phase: tools.has("submit_plan") ? "planning" : tools.has("finish") ? "applying" : "talking",
    userText: said.join("\n\n"),
    lastUserText: said.at(-1) ?? "",
    exchanges: readExchanges(request.messages.slice(start + 1)),
  };
}

function readExchanges(messages: ChatRequest["messages"]): Exchange[] {
  const results = new Map(
    messages.flatMap((message) => (message.role === "tool" ? [[message.tool_call_id, message.content]] : [])),
  );
  const calls = messages.flatMap((message) =>
    message.role === "assistant" ? (message.tool_calls ?? []) : [],
  );
  return calls.flatMap((call) => {
    const result = results.get(call.id);
    return result === undefined
      ? []
      : [{ tool: call.function.name, args: parseArguments(call.function.arguments), result }];
  });
}

function parseArguments(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    // Checked to be an object; its values stay unknown.
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
