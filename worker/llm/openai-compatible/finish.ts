import { failure, unknownFinish } from "../errors.ts";
import type { FinishReason, ModelErrorClass } from "../types.ts";

/** Only a reason that is known to mean so counts as a whole answer. In lower case. */
const FINISH: readonly [RegExp, FinishReason][] = [
  [/^(?:stop|eos|eos_token|end|end_turn|stop_sequence|done|completed?|finished)$/, "stop"],
  [/^(?:tool_calls?|tool_use|function_calls?)$/, "stop"],
  [
    /^(?:length|max_tokens|model_length|max_output_tokens|max_completion_tokens|model_context_window_exceeded)$/,
    "length",
  ],
  [
    /^(?:content_filter(?:ed)?|sensitive|safety|recitation|blocklist|prohibited_content|spii|language|image_safety)$/,
    "content_filter",
  ],
  [/^refus(?:al|ed)$/, "refusal"],
];

/** The server gave up on its answer. */
const FAILED: readonly [RegExp, ModelErrorClass, string][] = [
  [/insufficient_system_resource|overloaded/, "overloaded", "has no capacity left for this answer"],
  [/network_error|abort|cancel|disconnect|interrupt/, "network", "broke off its answer"],
  [/time_?out/, "timeout", "took too long over its answer"],
  [
    /malformed_(?:function|tool)_call|unexpected_tool_call|tool_call_error/,
    "garbage",
    "could not read its own tool call",
  ],
];

/** What a finish reason means. Throws `ModelFailure` for one that says that the answer is not whole, or says nothing known. */
export function finishOf(reason: string, label: string): FinishReason {
  const name = reason.trim().toLowerCase().replaceAll("-", "_");
  const known = FINISH.find(([pattern]) => pattern.test(name));
  if (known) return known[1];
  const failed = FAILED.find(([pattern]) => pattern.test(name));
  if (failed) throw failure(failed[1], `${label} ${failed[2]} (${name.slice(0, 80)}). Retry the step.`);
  throw unknownFinish(label, reason);
}
