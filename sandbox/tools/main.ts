/**
 * `verne-tools`: what Verne needs to know about a checkout and can only find out beside it. Runs in the sandbox on
 * Node >= 20, reads the checkout, writes nothing, and prints one JSON object on stdout. Errors go to stderr, exit 2.
 *
 *   verne-tools context --root DIR --prompt-file FILE   everything, with files ranked for the prompt
 *   verne-tools context --root DIR                      the same without a ranking (fast)
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { describeCheckout } from "./context.ts";

const USAGE = "usage: verne-tools context --root DIR [--prompt-file FILE] [--json]";
const MAX_PROMPT_CHARS = 64_000;

function main(argv: string[]): void {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { root: { type: "string" }, "prompt-file": { type: "string" }, json: { type: "boolean" } },
  });
  if (positionals.length !== 1 || positionals[0] !== "context" || !values.root) throw new Error(USAGE);
  const promptFile = values["prompt-file"];
  const prompt =
    promptFile === undefined ? null : readFileSync(promptFile, "utf8").slice(0, MAX_PROMPT_CHARS);
  process.stdout.write(`${JSON.stringify(describeCheckout(values.root, prompt))}\n`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`verne-tools: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
