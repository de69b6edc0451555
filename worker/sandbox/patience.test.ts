import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readPatiently } from "./patience.ts";

const SILENCE_MS = 30_000;
const never = () => Promise.reject(new Error("nobody should have looked"));

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("readPatiently", () => {
  it("leaves no timer behind, however many pieces come", async () => {
    const stream = new ReadableStream<number>({
      start(controller) {
        for (let n = 0; n < 20_000; n++) controller.enqueue(n);
        controller.close();
      },
    });
    const reader = stream.getReader();
    let read = 0;
    while (!(await readPatiently(reader, SILENCE_MS, never)).done) read += 1;
    expect(read).toBe(20_000);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("looks after each silence, and goes on reading the piece it waits for", async () => {
    const piece = Promise.withResolvers<ReadableStreamReadResult<string>>();
    const read = vi.fn(() => piece.promise);
    const look = vi.fn(async () => {});
    const result = readPatiently({ read }, SILENCE_MS, look);
    await vi.advanceTimersByTimeAsync(2 * SILENCE_MS);
    expect(look).toHaveBeenCalledTimes(2);
    piece.resolve({ done: false, value: "late" });
    expect(await result).toEqual({ done: false, value: "late" });
    expect(read).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("ends with what the look found, or with what the stream failed with", async () => {
    const hanging = { read: () => new Promise<never>(() => {}) };
    const gone = readPatiently(hanging, SILENCE_MS, () => Promise.reject(new Error("gone")));
    const ended = expect(gone).rejects.toThrow("gone");
    await vi.advanceTimersByTimeAsync(SILENCE_MS);
    await ended;
    const broken = { read: () => Promise.reject(new Error("broken")) };
    await expect(readPatiently(broken, SILENCE_MS, never)).rejects.toThrow("broken");
    expect(vi.getTimerCount()).toBe(0);
  });
});
