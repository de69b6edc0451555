/** What an adapter must do against the real service, each as a short conversation. */
import { collectTurn, type ModelTurn } from "../../worker/llm/collect.ts";
import { testKey } from "../../worker/llm/test-key.ts";
import { type Message, type ModelClient, ModelFailure, type ToolSpec } from "../../worker/llm/types.ts";

export interface Subject {
  client: ModelClient;
  model: string;
  /** The same provider with a key that cannot work; null where there is no key to get wrong. */
  wrongKey: ModelClient | null;
}

/** What a check found, for the report. Throws when the adapter or the service did not do what it must. */
export interface Check {
  name: string;
  run(subject: Subject, note: (turn: ModelTurn) => void): Promise<string>;
}

const ADD: ToolSpec = {
  name: "add",
  description: "Adds two numbers.",
  parameters: {
    type: "object",
    properties: { a: { type: "number" }, b: { type: "number" } },
    required: ["a", "b"],
  },
};
const PRINT: ToolSpec = {
  name: "print",
  description: "Prints a text.",
  parameters: { type: "object", properties: { text: { type: "string" } }, required: ["text"] },
  freeform: { argument: "text", syntax: "lark", definition: "start: /[a-z ]+/" },
};
const ROOM_TO_THINK = 4000;
const TIMEOUT_MS = 120_000;

export const CHECKS: readonly Check[] = [
  { name: "text and usage", run: checkText },
  { name: "tool calls and a second turn", run: checkTools },
  { name: "free-text tool", run: checkFreeform },
  { name: "output limit", run: checkLimit },
  { name: "cancellation", run: checkCancellation },
  { name: "wrong key", run: checkWrongKey },
];

async function checkText(subject: Subject, note: (turn: ModelTurn) => void): Promise<string> {
  const turn = await ask(subject, [user("Answer with the one word: pong")], [], ROOM_TO_THINK);
  note(turn);
  must(/pong/i.test(turn.text), `said ${JSON.stringify(turn.text.slice(0, 80))}`);
  must(turn.finish === "stop", `finished with ${turn.finish}`);
  must(turn.usage !== null && turn.usage.outputTokens > 0, "told no usage");
  return `${turn.usage?.inputTokens} in, ${turn.usage?.outputTokens} out`;
}

async function checkTools(subject: Subject, note: (turn: ModelTurn) => void): Promise<string> {
  const messages = [user("Use the tool for both sums, then tell them: 17.5+4.25 and 1009+9002.")];
  const first = await ask(subject, messages, [ADD], ROOM_TO_THINK);
  note(first);
  must(first.finish === "tool" && first.toolCalls.length > 0, `finished with ${first.finish} and no call`);
  const { text, toolCalls, reasoning } = first;
  const results = toolCalls.map((call): Message => {
    const { a, b } = JSON.parse(call.arguments) as { a: number; b: number }; // the schema of ADD
    must(typeof a === "number" && typeof b === "number", `called with ${call.arguments}`);
    return { role: "tool", toolCallId: call.id, content: String(a + b) };
  });
  const answer: Message = { role: "assistant", content: text, toolCalls, reasoning };
  const second = await ask(subject, [...messages, answer, ...results], [ADD], ROOM_TO_THINK);
  note(second);
  must(
    /21\.75|10,?011/.test(second.text) || second.finish === "tool",
    `then said ${second.text.slice(0, 80)}`,
  );
  return `${toolCalls.length} at once, ${reasoning.length > 0 ? "reasoning sent back" : "no reasoning to send back"}`;
}

async function checkFreeform(subject: Subject, note: (turn: ModelTurn) => void): Promise<string> {
  if (!subject.client.freeformTools) return "not offered by this provider";
  const turn = await ask(subject, [user("Print the text: hello world")], [PRINT], ROOM_TO_THINK);
  note(turn);
  const text = turn.toolCalls[0]?.arguments ?? "";
  must(text === '{"text":"hello world"}', `called with ${text}`);
  return "one call";
}

async function checkLimit(subject: Subject, note: (turn: ModelTurn) => void): Promise<string> {
  const turn = await ask(subject, [user("Count from 1 to 500 in words.")], [], 64);
  note(turn);
  must(turn.finish === "length", `finished with ${turn.finish}`);
  return `cut after ${turn.usage?.outputTokens ?? "?"} tokens`;
}

async function checkCancellation({ client, model }: Subject): Promise<string> {
  const controller = new AbortController();
  const request = { model, messages: [user("Count to 500 in words.")], tools: [], maxOutputTokens: 2000 };
  let last = "";
  for await (const event of client.stream(request, controller.signal)) {
    controller.abort();
    last = event.type === "error" ? event.class : event.type;
  }
  must(last === "cancelled" || last === "finish", `ended with ${last || "nothing"}`);
  return last;
}

async function checkWrongKey({ wrongKey }: Subject): Promise<string> {
  if (!wrongKey) return "no key in use";
  const found = await testKey(wrongKey, AbortSignal.timeout(TIMEOUT_MS));
  must(!found.ok && found.class === "invalid_key", found.ok ? "was accepted" : `is called ${found.class}`);
  return "refused";
}

function ask({ client, model }: Subject, messages: Message[], tools: ToolSpec[], maxOutputTokens: number) {
  const request = { model, messages, tools, maxOutputTokens };
  return collectTurn(client.stream(request, AbortSignal.timeout(TIMEOUT_MS)));
}

const user = (content: string): Message => ({ role: "user", content });

function must(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Error(`the model ${otherwise}`);
}

/** One line for a check that threw. */
export function reasonOf(error: unknown): string {
  if (error instanceof ModelFailure) return `${error.class}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
