/** A fake model: answers turn by turn from a script, and records the requests. */
import type { FinishReason, ModelClient, ModelEvent, ModelRequest } from "../../llm/types.ts";

export interface ScriptedTurn {
  text?: string;
  calls?: { name: string; args: unknown }[];
  finish?: FinishReason;
  error?: Omit<Extract<ModelEvent, { type: "error" }>, "type">;
}

/** A turn, or a function from the request to one. */
export type Script = ScriptedTurn | ((request: ModelRequest) => ScriptedTurn);

export const call = (name: string, args: unknown): ScriptedTurn => ({ calls: [{ name, args }] });

export class ScriptedModel implements ModelClient {
  readonly provider = "demo";
  readonly requests: ModelRequest[] = [];
  readonly #script: Script[];
  readonly #forever: Script | null;

  /** After the script `forever` is used for every call; without it another call fails the test. */
  constructor(script: Script[], forever: Script | null = null) {
    this.#script = [...script];
    this.#forever = forever;
  }

  async *stream(request: ModelRequest): AsyncGenerator<ModelEvent> {
    this.requests.push(structuredClone(request));
    const next = this.#script.shift() ?? this.#forever;
    if (!next) throw new Error("the script has ended");
    const turn = typeof next === "function" ? next(request) : next;
    if (turn.error) {
      yield { type: "error", ...turn.error };
      return;
    }
    if (turn.text) yield { type: "text", text: turn.text };
    for (const [index, { name, args }] of (turn.calls ?? []).entries()) {
      const id = `call_${this.requests.length}_${index}`;
      const json = typeof args === "string" ? args : JSON.stringify(args);
      yield { type: "tool_start", index, id, name };
      yield { type: "tool_delta", index, text: json };
      yield { type: "tool_end", index, call: { id, name, arguments: json } };
    }
    yield { type: "usage", usage: { inputTokens: 100, outputTokens: 10, cachedInputTokens: 0 } };
    yield { type: "finish", reason: turn.finish ?? (turn.calls ? "tool" : "stop") };
  }

  async listModels(): Promise<string[]> {
    return ["scripted"];
  }
}
