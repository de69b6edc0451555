import { setFlagsFromString } from "node:v8";

/** What `node --liftoff-only` sets. */
const FLAGS = ["--liftoff-only", "--no-wasm-tier-up", "--no-wasm-dynamic-tiering"];

/** Keeps V8 from optimising the WebAssembly that is compiled from now on: for a process that is too short-lived for it. */
export function skipWasmOptimisation(): void {
  for (const flag of FLAGS) setFlagsFromString(flag);
}
