import type { AgentHost } from "../../../agent/types.ts";

const MAX_MESSAGE_CHARS = 400;

/** Writes a line of Verne's own to the log of the host's step. */
export function systemLine(host: Pick<AgentHost, "emit" | "step">, text: string): void {
  host.emit({
    type: "log",
    message: text.slice(0, MAX_MESSAGE_CHARS),
    data: { step: host.step, command_id: null, stream: "system", text: `${text}\n` },
  });
}
