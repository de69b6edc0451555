/** Programs that a deployment asks and tells things: what is run, what came of it, and how their words are shown. */
import { spawn } from "node:child_process";
import { ROOT } from "../root.ts";

export interface Command {
  argv: readonly [string, ...string[]];
  /** Secrets go this way alone: an argument can be read by every process of the machine. */
  stdin?: string;
  env?: Readonly<Record<string, string>>;
  /** True: takes minutes, and the person at the terminal sees its output as it comes. */
  loud?: boolean;
}

export interface Outcome {
  /** 127 where there is no such program. */
  code: number;
  stdout: string;
  stderr: string;
}

export type Run = (command: Command) => Promise<Outcome>;

/** Of one command. A program that never stops talking must not fill the memory. */
const MAX_OUTPUT = 4_000_000;
const TIMEOUT_MS = 30 * 60_000;

/**
 * Runs programs in the repository's root. `secrets` are variables that no program inherits, and whose values are shown
 * by none.
 */
export function runner(secrets: ReadonlySet<string>, print: (text: string) => void): Run {
  const values = [...secrets].flatMap((name) => process.env[name] ?? []);
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !secrets.has(name)));
  return (command) =>
    new Promise((resolve) => {
      const [program, ...args] = command.argv;
      const env = {
        ...inherited,
        WRANGLER_SEND_METRICS: "false",
        WRANGLER_HIDE_BANNER: "true",
        SUPABASE_TELEMETRY_DISABLED: "1",
        NO_COLOR: "1",
        // Nobody is asked: what needs an answer fails, and says so.
        CI: "1",
        ...command.env,
      };
      const child = spawn(program, args, { cwd: ROOT, env, timeout: TIMEOUT_MS });
      const said = { stdout: "", stderr: "" };
      for (const stream of ["stdout", "stderr"] as const)
        child[stream].setEncoding("utf8").on("data", (text: string) => {
          if (said[stream].length < MAX_OUTPUT) said[stream] += text;
          if (command.loud) print(printable(text, values));
        });
      child.stdin.on("error", () => {}); // it ended without reading; its exit code tells
      child.stdin.end(command.stdin ?? "");
      child.once("error", ({ message }) => resolve({ code: 127, stdout: "", stderr: message }));
      child.once("close", (code) => resolve({ code: code ?? 1, ...said }));
    });
}

/** Shorter ones are words that stand everywhere. */
const SHORTEST_SECRET = 8;

/** Without what would move the cursor, colour the terminal or write its title, and without these values. */
export function printable(text: string, secrets: readonly string[] = []): string {
  let shown = text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    .replace(/\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b\[[\x20-\x3f]*[\x40-\x7e]?|\x1b./g, "")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
    .replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");
  for (const secret of secrets)
    if (secret.length >= SHORTEST_SECRET) shown = shown.replaceAll(secret, "[hidden]");
  return shown;
}

/** The end of what a program said, for the sentence about its failure. */
export function lastWords({ stdout, stderr }: Outcome, secrets: readonly string[] = []): string {
  const text = printable(stderr.trim() || stdout.trim(), secrets);
  return text.trim().split("\n").slice(-12).join("\n").slice(-2_000);
}
