import { chmodSync, mkdirSync } from "node:fs";
import { join, sep } from "node:path";
import { ROOT } from "./root.ts";

/** What the stand-ins and the Worker keep; other users of the machine may not read it. */
const CLOSED = ["github", "supabase", "worker"];

/**
 * Where the runner is root each task is a user of its own, which has to get through to its folder below `dir`. It may
 * pass, and not look around; everything else in there is closed to it. Nothing changes for an ordinary user.
 */
export function allowTaskUsersToTraverse(dir: string): void {
  if (process.geteuid?.() !== 0) return;
  for (const name of CLOSED) {
    mkdirSync(join(dir, name), { recursive: true });
    chmodSync(join(dir, name), 0o700);
  }
  chmodSync(dir, 0o711);
  const all = join(ROOT, ".verne");
  if (dir.startsWith(all + sep)) chmodSync(all, 0o711);
}
