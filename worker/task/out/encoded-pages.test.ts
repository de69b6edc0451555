import { expect, it } from "vitest";
import type { SocketFrame, TaskEvent } from "../../protocol/index.ts";
import { EncodedPages } from "./encoded-pages.ts";

const event = (seq: number, text: string): TaskEvent => ({
  task_id: "10000000-0000-4000-8000-00000000000a",
  seq,
  actor: { kind: "system" },
  timestamp: "2026-11-22T10:00:00.000Z",
  stage: "planning",
  message: `log ${seq}`,
  type: "log",
  data: { step: "plan", command_id: null, stream: "stdout", text },
});

/** Pages (ten events each) of a growing journal, and the positions at which it was read. */
function setUp(text = "x") {
  const journal: TaskEvent[] = [];
  const reads: number[] = [];
  const pages = new EncodedPages((after) => {
    reads.push(after);
    return journal.slice(after, after + 10);
  });
  const grow = (count: number) => {
    for (let n = 0; n < count; n++) journal.push(event(journal.length + 1, text));
  };
  const walk = (cursor: number) => {
    const seqs: number[] = [];
    for (let at = cursor, frames = pages.after(at); frames.length > 0; frames = pages.after(at))
      for (const { seq, text: json } of frames) {
        const frame = JSON.parse(json) as SocketFrame; // made by `framesOf`
        seqs.push(...(frame.type === "batch" ? frame.data.items.map((item) => item.seq) : [frame.seq]));
        at = seq;
      }
    return seqs;
  };
  return { pages, reads, grow, walk };
}

const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);

it("reads and encodes a page once for all who stand at its beginning", () => {
  const { reads, grow, walk } = setUp();
  grow(35);
  for (let viewer = 0; viewer < 50; viewer++) expect(walk(0)).toEqual(upTo(1, 35));
  // The head is not cached: events may follow it later.
  expect(reads.filter((after) => after < 35)).toEqual([0, 10, 20, 30]);
});

it("gives what came after a page was kept, to whoever was behind and to whoever was not", () => {
  const { grow, walk } = setUp();
  grow(5);
  expect(walk(0)).toEqual(upTo(1, 5));
  grow(5);
  expect(walk(5)).toEqual(upTo(6, 10));
  expect(walk(0)).toEqual(upTo(1, 10));
  expect(walk(3)).toEqual(upTo(4, 10));
});

it("keeps few pages, and the one at hand whatever its size", () => {
  const { pages, reads, grow, walk } = setUp("x".repeat(100_000));
  grow(100);
  walk(0);
  walk(0);
  expect(reads.filter((after) => after === 0)).toHaveLength(2);
  pages.after(90);
  const before = reads.length;
  pages.after(90);
  expect(reads).toHaveLength(before);
  pages.clear();
  pages.after(90);
  expect(reads).toHaveLength(before + 1);
});
