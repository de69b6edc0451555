/** `node .ci/watchdog.ts DIR`: waits for the end of its standard input, then ends and removes what is left of a run. */
import { rmSync } from "node:fs";
import { leftBehind } from "./run-dir.ts";

const [, , dir] = process.argv;
if (!dir) throw new Error("DIR: is missing");
// Not with the terminal's group: it has to outlive the runner.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
process.stdin.on("error", () => undefined).resume();
await new Promise((resolve) => process.stdin.once("close", resolve));
await leftBehind(dir, 0);
rmSync(dir, { recursive: true, force: true });
