import type { AgentHost } from "../types.ts";

const VERBS: Record<string, string> = {
  read: "Read",
  grep: "Searched for",
  glob: "Listed",
  read_output: "Read more of output",
  run_tests: "Ran tests:",
  edit: "Edit of",
  write: "Write of",
  delete: "Deletion of",
  apply_patch: "Patch of",
  finish: "The end of the work",
};

/** Logs a tool call. */
export function reportTool(
  host: AgentHost,
  tool: string,
  target: string,
  ok: boolean,
  detail: string | null,
): void {
  const what = `${VERBS[tool] ?? `Called ${tool}:`} ${target.slice(0, 200)}`.trim();
  const message = ok ? what : `${what}: ${firstLine(detail ?? "refused")}`;
  host.emit({
    type: "tool",
    message: message.slice(0, 400),
    data: {
      tool: tool.slice(0, 100),
      target: target.slice(0, 500),
      ok,
      detail: detail?.slice(0, 1_000) ?? null,
    },
  });
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
