/**
 * The embedded Supabase as a child process: `node local/supabase/main.ts '<SupabaseOptions as JSON>'`.
 *
 * Prints one JSON line on stdout: `{"ready":true,"url","publishableKey","secretKey"}`, or
 * `{"ready":false,"error","unreadable"?}` before it exits with 1. Give it a pipe as stdin: it stops when that pipe ends, so it
 * never outlives its parent. SIGTERM and SIGINT stop it as well; exit code 0.
 */
import { UnreadableState } from "../unreadable-state.ts";
import { quietDatabaseErrors } from "./quiet-console.ts";
import { type SupabaseOptions, startSupabase } from "./server.ts";

quietDatabaseErrors();
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

let stopping: () => void = () => process.exit(0);
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stopping());
process.stdin.on("end", () => stopping());
process.stdin.on("error", () => stopping());
process.stdin.resume();

try {
  // Written by local/stack.ts; startSupabase names what it cannot use.
  const options = JSON.parse(process.argv[2] ?? "") as SupabaseOptions;
  const supabase = await startSupabase(options);
  let closing = false;
  stopping = () => {
    if (closing) return;
    closing = true;
    supabase.close().then(
      () => process.exit(0),
      (error) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  const { url, publishableKey, secretKey } = supabase;
  say({ ready: true, url, publishableKey, secretKey });
} catch (error) {
  const unreadable = error instanceof UnreadableState;
  const text = error instanceof Error ? error.message : String(error);
  say({ ready: false, error: text, ...(unreadable && { unreadable }) });
  process.exit(1);
}
