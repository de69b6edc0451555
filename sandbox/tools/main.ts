/**
 * `verne-tools`: what Verne needs to know about a checkout and can only find out beside it. Runs in the sandbox on
 * Node >= 20, reads the checkout, writes nothing, and prints one JSON object on stdout. Errors go to stderr, exit 2.
 *
 *   verne-tools context --root DIR --prompt-file FILE   everything, with files ranked for the prompt
 *   verne-tools context --root DIR                      the same without a ranking (fast)
 *   verne-tools check --file FILE                       {checked, errors: [{line, message}]}: where it does not parse
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { checkSyntax } from "./check.ts";
import { describeCheckout } from "./context.ts";
import { readText } from "./files.ts";
import { skipWasmOptimisation } from "./wasm.ts";

// Each grammar parses for a fraction of a second: optimising it takes longer than it saves.
skipWasmOptimisation();

const USAGE = `usage: verne-tools context --root DIR [--prompt-file FILE] [--json]
       verne-tools check --file FILE [--json]`;
const MAX_PROMPT_CHARS = 64_000;
const MAX_CHECKED_BYTES = 1024 * 1024;

async function main(argv: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      root: { type: "string" },
      "prompt-file": { type: "string" },
      file: { type: "string" },
      json: { type: "boolean" },
    },
  });
  const command = positionals.length === 1 ? positionals[0] : undefined;
  if (command === "context" && values.root) return print(await context(values.root, values["prompt-file"]));
  if (command === "check" && values.file) return print(await check(values.file));
  throw new Error(USAGE);
}

function context(root: string, promptFile: string | undefined): Promise<unknown> {
  const prompt =
    promptFile === undefined ? null : readFileSync(promptFile, "utf8").slice(0, MAX_PROMPT_CHARS);
  return describeCheckout(root, prompt);
}

function check(file: string): Promise<unknown> {
  const text = readText(file, MAX_CHECKED_BYTES);
  if (text === null) throw new Error(`${file} is not a regular file of at most ${MAX_CHECKED_BYTES} bytes`);
  return checkSyntax(file, text);
}

const print = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`verne-tools: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
