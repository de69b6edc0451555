import { z } from "zod";

const Part = z.object({
  text: z.string().default(""),
  image_url: z.object({ url: z.string() }).nullish(),
});

const Content = z
  .union([z.string(), z.array(Part)])
  .nullish()
  .transform((content) => (Array.isArray(content) ? content.map(textOf).join("") : (content ?? "")));

/** An image becomes a line of text with its type: the demo model cannot see it. */
function textOf({ text, image_url: image }: z.infer<typeof Part>): string {
  return image ? `[image ${/^data:([^;,]+)/.exec(image.url)?.[1] ?? "elsewhere"}]\n` : text;
}

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

/** What the demo model makes of a conversation. Text in `<untrusted-...>` tags is left out of every field. */
export interface Scene {
  /** Told by the tools on offer; `talking` when there are none that it knows. */
  phase: "planning" | "applying" | "reading" | "talking";
  /** Names of the tools on offer. */
  tools: ReadonlySet<string>;
  /** The prompt of the task. */
  task: string;
  /** What users asked for since: feedback on a plan, a follow-up, words sent while the model works. */
  wishes: string;
  /** The plan under refinement or the approved one; empty if there is none. */
  plan: string;
  /** The step that is carried out alone; empty when the whole plan is. */
  step: string;
  /** Types of the images in the opening message. */
  images: string[];
  /** Calls since the opening message that have a result. */
  exchanges: Exchange[];
}

const STEERING = "The user sent while you work:";

/** Reads the headed sections of the opening message (`# Task`, `# Approved plan ...`); without them all of it is the task. */
export function readScene(request: ChatRequest): Scene {
  const tools = new Set(request.tools?.map((tool) => tool.function.name));
  const { messages } = request;
  const isOpening = (index: number) =>
    messages[index]?.role === "user" && /^# Task$/m.test(textAt(messages, index));
  const headed = messages.findLastIndex((_, index) => isOpening(index));
  const opening = headed >= 0 ? headed : messages.findIndex((message) => message.role === "user");
  const text = textAt(messages, opening);
  const sections = splitSections(text);
  const later = messages.slice(opening + 1);
  const steering = later.flatMap(({ role, content }) =>
    role === "user" && content.startsWith(STEERING) ? [content.slice(STEERING.length).trim()] : [],
  );
  return {
    phase: phaseOf(tools),
    tools,
    task: sections.get("Task") ?? text,
    wishes: [withoutInstruction(sectionLike(sections, /^What the user wants/)), ...steering]
      .join("\n")
      .trim(),
    plan: sectionLike(sections, /^(Approved plan|Plan so far)/),
    step: sectionLike(sections, /^Your step$/),
    images: [...(text.split(/^# /m)[0] ?? "").matchAll(/^\[image (.+)\]$/gm)].map((match) => match[1] ?? ""),
    exchanges: readExchanges(later),
  };
}

function phaseOf(tools: ReadonlySet<string>): Scene["phase"] {
  if (tools.has("submit_plan")) return "planning";
  if (tools.has("finish")) return "applying";
  return tools.has("report_findings") ? "reading" : "talking";
}

function textAt(messages: ChatRequest["messages"], index: number): string {
  const content = messages[index]?.content ?? "";
  return content.replace(/<(untrusted-\w+)[^>]*>[\s\S]*?<\/\1>/g, "");
}

function splitSections(text: string): Map<string, string> {
  const parts = text.split(/^# (.+)$/m);
  const sections = new Map<string, string>();
  for (let at = 1; at < parts.length; at += 2) sections.set(parts[at] ?? "", (parts[at + 1] ?? "").trim());
  return sections;
}

function sectionLike(sections: Map<string, string>, title: RegExp): string {
  return [...sections].find(([name]) => title.test(name))?.[1] ?? "";
}

/** The agent closes the message with a paragraph of its own. */
function withoutInstruction(section: string): string {
  return section.split("\n\n").slice(0, -1).join("\n\n") || section;
}

function readExchanges(messages: ChatRequest["messages"]): Exchange[] {
  const results = new Map(
    messages.flatMap((message) => (message.role === "tool" ? [[message.tool_call_id, message.content]] : [])),
  );
  const calls = messages.flatMap((message) =>
    message.role === "assistant" ? (message.tool_calls ?? []) : [],
  );
  const exchanges = calls.flatMap((call) => {
    const result = results.get(call.id);
    return result === undefined
      ? []
      : [{ tool: call.function.name, args: parseArguments(call.function.arguments), result }];
  });
  // A call that was interrupted had no effect, and what was read before it may have changed since.
  const sound = exchanges.filter((one) => one.tool !== "run_tests" || !isInterrupted(one));
  return sound.slice(sound.findLastIndex(isInterrupted) + 1);
}

/** Of a test run nothing more is lost by it than its result. */
const isInterrupted = ({ result }: Exchange): boolean =>
  /^The call was interrupted before it took effect/.test(result);

function parseArguments(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    // Checked to be an object; its values stay unknown.
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
