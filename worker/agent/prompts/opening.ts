import type { ImageRef, Message } from "../../llm/types.ts";
import type { EditRequest, PlanRequest, RepoContext } from "../types.ts";
import { attached } from "./attached.ts";
import { guidanceParts } from "./guidance.ts";
import { untrusted } from "./untrusted.ts";

type Asked = Pick<PlanRequest | EditRequest, "prompt"> & {
  context: RepoContext;
  images?: readonly ImageRef[];
};

/**
 * The first messages of a run: the system prompt, then one message with the repository, the task and what is of this
 * run alone. All runs of a phase begin with the same text, which a provider's cache can reuse.
 */
export function openingMessages(
  mark: string,
  system: string,
  request: Asked,
  own: readonly string[],
): Message[] {
  const shared = [
    `# Repository\n${untrusted(mark, "repository", request.context.card)}`,
    ...guidanceParts(mark, request.context),
    `# Task\n${request.prompt}`,
  ].join("\n\n");
  return [
    { role: "system", content: system },
    {
      role: "user",
      content: [shared, ...own].join("\n\n"),
      sharedChars: shared.length,
      ...attached(request),
    },
  ];
}
