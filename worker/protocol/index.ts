export * from "./account.ts";
export * from "./errors.ts";
export * from "./events.ts";
export * from "./plan.ts";
export * from "./queue.ts";
export * from "./state.ts";
export * from "./tasks.ts";
export * from "./tests.ts";
