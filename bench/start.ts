/** `npm run bench:start`: from `npm start` to ready, cold (nothing kept) and warm, each in a directory of its own. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildAll } from "../local/build.ts";
import { freshPorts } from "../local/ports.ts";
import { startStack } from "../local/stack.ts";

const WARM_ROUNDS = 3;
const dir = mkdtempSync(join(tmpdir(), "verne-bench-start-"));

async function once(): Promise<number> {
  const startedAt = performance.now();
  await buildAll();
  const stack = await startStack({ dir, ports });
  const ms = performance.now() - startedAt;
  await stack.close();
  return ms;
}

await buildAll(); // a first build of the web app is not what this measures
const ports = await freshPorts();
const cold = await once();
const warm: number[] = [];
for (let round = 0; round < WARM_ROUNDS; round++) warm.push(await once());
rmSync(dir, { recursive: true, force: true });
const best = Math.min(...warm);
console.log(`cold   ${(cold / 1000).toFixed(1)} s (new database)`);
console.log(`warm   ${warm.map((ms) => (ms / 1000).toFixed(1)).join(", ")} s (goal: under 10 s)`);
console.log(`ratio  ${(cold / best).toFixed(2)} cold over best warm`);
process.exit(0);
