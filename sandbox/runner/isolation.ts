import { once } from "node:events";
import { rm } from "node:fs/promises";
import { type TaskDirectories, type VisibleMachine, visibleMachine } from "./bubblewrap.ts";
import { type MachinePaths, taskEnvironment } from "./environment.ts";
import { startOnHost } from "./host-process.ts";
import { hostProgram } from "./host-program.ts";
import { closeWriteEnds, openOutputPipes } from "./pipes.ts";

export type Isolation =
  | { kind: "bubblewrap"; program: string; visible: VisibleMachine; warning: null }
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
  if (typeof refusal !== "string") return refusal;
  if (wanted === "bubblewrap")
    throw new Error(`isolation: bubblewrap does not work on this machine: ${refusal}`);
  return { kind: "none", warning: `${NO_ISOLATION} ${advice(refusal)}` };
}

const PROBE_TIMEOUT_MS = 10_000;

/**
 * Starts a command as tasks start theirs. Answers the isolation when it can write the task's directory, cannot see
 * its neighbour and finds node; otherwise one line that says what failed.
 */
async function tryBubblewrap(
  machine: MachinePaths,
  places: { home: string; dataDir: string },
  probe: TaskDirectories,
): Promise<Isolation | string> {
  if (process.platform !== "linux") return NOT_LINUX;
  const program = hostProgram("bwrap");
  if (program === null) return NOT_INSTALLED;
  const visible = visibleMachine(machine, places.home, places.dataDir);
  const isolation: Isolation = { kind: "bubblewrap", program, visible, warning: null };
  const script = 'touch "$1/probe" && rm "$1/probe" && test ! -e "$2" && node --version';
  const pipes = await openOutputPipes(probe.processes);
  const { child } = startOnHost(
    isolation,
    {
      argv: ["/bin/sh", "-c", script, "sh", probe.work, probe.processes],
      cwd: probe.work,
      environment: taskEnvironment(machine, probe, "probe", {}),
      task: probe,
    },
    pipes,
  );
  closeWriteEnds(pipes);
  const timer = setTimeout(() => child.kill("SIGKILL"), PROBE_TIMEOUT_MS);
  let said = "";
  pipes.stdout.resume();
  pipes.stderr.on("data", (data: Buffer) => {
    said += data.toString("utf8");
  });
  const silent = once(pipes.stderr, "close");
  try {
    const [code] = await once(child, "exit");
    if (code === 0) return isolation;
    await silent;
    return said.split("\n", 1).join("") || `a command in it ended with ${code ?? "a signal"}`;
  } catch (error) {
    return error instanceof Error ? error.message : "it cannot be started";
  } finally {
    clearTimeout(timer);
  }
}

function advice(refusal: string): string {
  if (refusal === NOT_LINUX) return "Isolation on the local runner needs Linux with bubblewrap.";
  if (refusal === NOT_INSTALLED)
    return "Install bubblewrap (the package is called bubblewrap) to isolate them.";
  return `bubblewrap is installed but does not work here: ${refusal}`;
}

const NOT_LINUX = "not a Linux machine";
const NOT_INSTALLED = "bubblewrap is not installed";
