/**
 * `npm run bench:prompt -- [PATH...] [--json]`: the part of a model's first request that does not depend on the work:
 * tools and system text of each phase, and the card of the checkouts at PATH (this repository without one), in bytes and
 * in tokens as the product estimates them.
 */
import { execFileSync } from "node:child_process";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { ROOT } from "../local/root.ts";
import { describeCheckout } from "../sandbox/tools/context.ts";
import { repositoryCard } from "../worker/agent/context/card.ts";
import { setupOf } from "../worker/agent/context/setup-scripts.ts";
import { CheckoutSnapshot } from "../worker/agent/context/snapshot.ts";
import { detectCommands } from "../worker/agent/test-runs/detect.ts";
import { fixedParts, type Size, sizeOf } from "./prompt/fixed-parts.ts";

interface Row extends Size {
  what: string;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false } },
});

/** The newest commit's subject stands for a prompt. */
async function cardOf(path: string): Promise<Row> {
  const log = ["-C", path, "log", "-1", "--format=%s"];
  const prompt = execFileSync("git", log, { encoding: "utf8" }).trim();
  const snapshot = CheckoutSnapshot.parse(await describeCheckout(path, prompt));
  const card = repositoryCard(snapshot, detectCommands(snapshot), setupOf(snapshot));
  return { what: `card of ${basename(path)}`, ...sizeOf(card) };
}

const rows: Row[] = [];
for (const provider of ["openai", "anthropic"])
  for (const { phase, tools, system } of await fixedParts(provider)) {
    rows.push({ what: `${phase}: tools (${provider})`, ...sizeOf(JSON.stringify(tools)) });
    rows.push({ what: `${phase}: system (${provider})`, ...sizeOf(system) });
  }
for (const path of positionals.length > 0 ? positionals : [ROOT]) rows.push(await cardOf(path));

if (values.json) console.log(JSON.stringify(rows, null, 2));
else
  for (const { what, bytes, tokens } of rows)
    console.log(
      `${what.padEnd(36)} ${String(bytes).padStart(6)} bytes  ${String(tokens).padStart(5)} tokens`,
    );
process.exit(0);
