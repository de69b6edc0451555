/**
 * `npm run bench:web`: what the web app costs, each figure beside its budget; ends with 1 when one is broken.
 * `--size` counts only what the browser has to load, which takes a second and varies on no machine.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildAll } from "../local/build.ts";
import { ROOT } from "../local/root.ts";
import { isOver, table } from "./web/figures.ts";
import { sizesOf } from "./web/sizes.ts";

parseArgs({ options: { size: { type: "boolean", default: false } } });

await buildAll();
const figures = sizesOf(join(ROOT, "web/dist"));
console.log("Compressed (gzip -9), KB of 1,024 bytes:\n");
console.log(table(figures));
const broken = figures.filter(isOver);
if (broken.length > 0) console.log(`\nOver budget: ${broken.map(({ name }) => name).join(", ")}`);
process.exit(broken.length > 0 ? 1 : 0);
