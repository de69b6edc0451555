import { rm } from "node:fs/promises";
import { probeBubblewrap, type TaskDirectories, type VisibleMachine, visibleMachine } from "./bubblewrap.ts";
import { type MachinePaths, taskEnvironment } from "./environment.ts";

export type Isolation =
  | { kind: "bubblewrap"; visible: VisibleMachine; warning: null }
  | { kind: "none"; warning: string };

const NO_ISOLATION =
  "Commands of a task run without isolation, as your own user: they can read your files and reach your network.";

/**
 * Decides by trying. `wanted: "bubblewrap"` throws when it does not work here; `"auto"` falls back to none, with
 * a warning for the user that says why. `probe` is a scratch task, made by the caller; it is removed.
 */
export async function chooseIsolation(
  wanted: "auto" | "none" | "bubblewrap",
  machine: MachinePaths,
  places: { home: string; dataDir: string },
  probe: TaskDirectories,
): Promise<Isolation> {
  if (wanted === "none") return { kind: "none", warning: NO_ISOLATION };
  const refusal = await tryBubblewrap(machine, places, probe);
  await rm(probe.directory, { recursive: true, force: true });
  if (typeof refusal !== "string") return { kind: "bubblewrap", visible: refusal, warning: null };
  if (wanted === "bubblewrap")
    throw new Error(`isolation: bubblewrap does not work on this machine: ${refusal}`);
  return { kind: "none", warning: `${NO_ISOLATION} ${advice(refusal)}` };
}

async function tryBubblewrap(
  machine: MachinePaths,
  places: { home: string; dataDir: string },
  probe: TaskDirectories,
): Promise<VisibleMachine | string> {
  if (process.platform !== "linux") return "not a Linux machine";
  const visible = visibleMachine(machine, places.home, places.dataDir);
  return (await probeBubblewrap(visible, probe, taskEnvironment(machine, probe, "probe", {}))) ?? visible;
}

function advice(refusal: string): string {
  if (refusal === "not a Linux machine") return "Isolation on the local runner needs Linux with bubblewrap.";
  if (refusal.includes("ENOENT"))
    return "Install bubblewrap (the package is called bubblewrap) to isolate them.";
  return `bubblewrap is installed but does not work here: ${refusal}`;
}
