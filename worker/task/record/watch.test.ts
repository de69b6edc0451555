import { expect, it } from "vitest";
import { Watch } from "./watch.ts";

const never = new AbortController().signal;

it("goes on at once where it holds already", async () => {
  await new Watch().until(() => true, never);
});

it("waits until it holds after a commit, each for itself", async () => {
  const watch = new Watch();
  let value = 0;
  const order: number[] = [];
  const waits = [2, 1].map(async (wanted) => {
    await watch.until(() => value >= wanted, never);
    order.push(wanted);
  });
  watch.check();
  for (value of [1, 2]) {
    watch.check();
    await Promise.resolve();
  }
  await Promise.all(waits);
  expect(order).toEqual([1, 2]);
});

it("ends with the signal's reason", async () => {
  const watch = new Watch();
  const abort = new AbortController();
  const waits = watch.until(() => false, abort.signal);
  abort.abort(new Error("fenced"));
  await expect(waits).rejects.toThrow("fenced");
  await expect(watch.until(() => true, abort.signal)).rejects.toThrow("fenced");
  watch.check();
});
