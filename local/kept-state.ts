/** What a start finds in its state directory: used where this version can, set aside where it cannot, never removed unasked. */
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { UnreadableState } from "./unreadable-state.ts";

/** Everything that a start keeps, except its lock and its ports, which are chosen again. */
const KEPT = ["github", "supabase", "sandboxes", "worker", "secrets.json"];

/** Removes all of it. */
export function forget(dir: string): void {
  for (const name of [...KEPT, "ports.json"]) rmSync(join(dir, name), { recursive: true, force: true });
}

/**
 * Moves all of it beside the directory and returns where; the parts belong together, so that none stays. The lock stays,
 * which is the caller's.
 */
export function setAside(dir: string, now: Date): string {
  const to = freeName(`${dir}.old-${now.toISOString().slice(0, 10)}`);
  mkdirSync(to, { recursive: true, mode: 0o700 });
  for (const name of KEPT) if (existsSync(join(dir, name))) renameSync(join(dir, name), join(to, name));
  return to;
}

function freeName(wanted: string): string {
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? wanted : `${wanted}-${n}`;
    if (!existsSync(name)) return name;
  }
}

/**
 * Starts on what the directory holds. Where that cannot be used by this version it is set aside, `say` hears so, and the
 * start is tried once more with nothing kept. Every other failure is the caller's, and so is the second one.
 */
export async function startOnKept<T>(
  dir: string,
  start: () => Promise<T>,
  { say, now = () => new Date() }: { say: (line: string) => void; now?: () => Date },
): Promise<T> {
  try {
    return await start();
  } catch (error) {
    if (!(error instanceof UnreadableState)) throw error;
    const to = setAside(dir, now());
    say(
      `${basename(dir)}/ holds what another version of Verne has kept, and this one cannot use it:\n  ${error.message}\nIt was moved to ${to}, where nothing is changed, and Verne starts anew. Remove that folder once nobody needs it.`,
    );
    return start();
  }
}
