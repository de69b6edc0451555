import { expect, it } from "vitest";
import type { TaskPage, TaskSummary } from "../../../worker/protocol/index.ts";
import { keepPage, readCachedPage } from "./list-cache.ts";

function memory() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

const page = (count: number, title = "A task"): TaskPage => ({
  // Only what the cache looks at: that there are items.
  items: Array.from({ length: count }, () => ({ title }) as TaskSummary),
  next_cursor: "more",
});

it("gives the page back to the user it was kept for, and to nobody else", () => {
  const store = memory();
  keepPage(store, "ada", { page: page(2), at: 5 });
  expect(readCachedPage(store, "ada")).toEqual({ page: page(2), at: 5 });
  expect(readCachedPage(store, "grace")).toBeNull();
  expect(readCachedPage(store, null)).toBeNull();
});

it("cuts a long page, and forgets one that is too large", () => {
  const store = memory();
  keepPage(store, "ada", { page: page(90), at: 5 });
  expect(readCachedPage(store, "ada")?.page).toMatchObject({ items: { length: 50 }, next_cursor: null });
  keepPage(store, "ada", { page: page(50, "x".repeat(5_000)), at: 6 });
  expect(store.kept.size).toBe(0);
});

it("does without a page that cannot be read, or is of an older app", () => {
  for (const text of [
    "{",
    "null",
    "[]",
    '{"v":0,"user":"ada","at":1,"page":{"items":[]}}',
    '{"v":1,"user":"ada"}',
  ]) {
    const store = memory();
    store.setItem("verne.cache.tasks", text);
    expect(readCachedPage(store, "ada")).toBeNull();
  }
});
