import { openSync, readdirSync, readFileSync } from "node:fs";

/** O_CLOEXEC of Linux, on every architecture that Node runs on. */
const CLOSE_ON_EXEC = 0o2000000;

/** Descriptors that the runner inherited from its parent, and that its children would inherit. */
const inherited = findInherited();
const nothing = inherited.length > 0 ? openSync("/dev/null", "r+") : null;

/**
 * `stdio` for a child that gets what is listed and nothing else: in the place of each descriptor that would be
 * inherited stands `/dev/null`. Node closes the low ones itself.
 */
export function onlyThese<T extends "ignore" | "pipe" | number>(
  stdio: readonly T[],
): (T | "ignore" | number)[] {
  const all: (T | "ignore" | number)[] = [...stdio];
  for (const fd of inherited) {
    if (nothing === null || fd < stdio.length) continue;
    while (all.length < fd) all.push("ignore");
    all[fd] = nothing;
  }
  return all;
}

function findInherited(): number[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc/self/fd")
    .map(Number)
    .filter((fd) => fd > 2)
    .filter((fd) => {
      try {
        const flags = /^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, "utf8"))?.[1] ?? "0";
        return (Number.parseInt(flags, 8) & CLOSE_ON_EXEC) === 0;
      } catch {
        // The one that read the folder.
        return false;
      }
    });
}
