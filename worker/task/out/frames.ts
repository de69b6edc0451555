/** Groups events into socket frames. Pure. */
import type { SocketFrame, TaskEvent, TaskEventType } from "../../protocol/index.ts";

/** Frequent event types, which may share a frame. */
const MANY: ReadonlySet<TaskEventType> = new Set([
  "log",
  "log_truncated",
  "command_started",
  "command_finished",
  "tool",
  "edit",
  "agent_text",
  "usage",
]);

/**
 * Consecutive events as frames, in order. Every event about the task's progress has its own frame, so that a client
 * that reads only the outer fields sees each stage and each message.
 */
export function framesOf(events: readonly TaskEvent[]): SocketFrame[] {
  const frames: SocketFrame[] = [];
  let run: TaskEvent[] = [];
  const close = () => {
    const last = run.at(-1);
    if (last) frames.push(run.length === 1 ? last : batch(run, last));
    run = [];
  };
  for (const event of events) {
    if (!MANY.has(event.type)) close();
    run.push(event);
    if (!MANY.has(event.type)) close();
  }
  close();
  return frames;
}

const batch = (items: TaskEvent[], last: TaskEvent): SocketFrame => ({
  task_id: last.task_id,
  seq: last.seq,
  timestamp: last.timestamp,
  stage: last.stage,
  message: last.message,
  type: "batch",
  data: { items },
});
