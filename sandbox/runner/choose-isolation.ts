import { once } from "node:events";
import { rm } from "node:fs/promises";
import { stageOptions, type VisibleMachine, visibleMachine } from "./bubblewrap.ts";
import { type MachinePaths, taskEnvironment } from "./environment.ts";
import { startOnHost } from "./host-process.ts";
import { hostProgram } from "./host-program.ts";
import type { Isolation, WantedIsolation } from "./isolation.ts";
import { makeNamespace } from "./network/namespace.ts";
import { closeWriteEnds, openOutputPipes } from "./pipes.ts";
import { Places } from "./places.ts";
import { makeTaskDirectories, type TaskDirectories } from "./sandbox-directory.ts";

/** What the runner itself brings: places that must not show, and the list of users that shows instead. */
export interface IsolationPlaces {
  hide: readonly string[];
  users: VisibleMachine["users"];
}

const USER_ONLY =
  "Commands of a task run as a user of their own, but not in a sandbox: they can read what every user of this machine can, and reach its network and servers.";
const NO_ISOLATION =
  "Commands of a task run without isolation, as your own user: they can read your files and reach your network.";

/**
 * Decides by trying: bubblewrap, then, for root, another user, then nothing. A level that was asked for and does not
 * work is an error; `auto` never is one, and says in `warning` what is missing. `probe` is a scratch task.
 */
export async function chooseIsolation(
  wanted: WantedIsolation,
  machine: MachinePaths,
  places: IsolationPlaces,
  probe: TaskDirectories,
): Promise<Isolation> {
  if (wanted === "none") return { kind: "none", warning: NO_ISOLATION };
  try {
    if (wanted === "container") return await containerUser(machine, probe);
    const bubblewrap = wanted === "uid" ? NOT_WANTED : await tryBubblewrap(machine, places, probe);
    if (typeof bubblewrap !== "string") return bubblewrap;
    if (wanted === "bubblewrap") throw new Error(`isolation: bubblewrap does not work here: ${bubblewrap}`);
    const user = await tryUser(machine, probe);
    const why = bubblewrap === NOT_WANTED ? "" : ` ${advice(bubblewrap)}`;
    if (typeof user !== "string") return { ...user, warning: `${USER_ONLY}${why}` };
    if (wanted === "uid") throw new Error(`isolation: another user does not work here: ${user}`);
    return { kind: "none", warning: `${NO_ISOLATION}${why}` };
  } finally {
    await rm(probe.directory, { recursive: true, force: true });
  }
}

const NOT_WANTED = "not asked for";
const NOT_LINUX = "not a Linux machine";
const NOT_INSTALLED = "bubblewrap is not installed";
/** Of the scratch task. No task gets it. */
const PROBE_UID = 60_000;

const isRoot = () => process.geteuid?.() === 0;

/** The isolation if a probe command in it succeeds; otherwise one line that says what failed. */
async function tryBubblewrap(
  machine: MachinePaths,
  { hide, users }: IsolationPlaces,
  probe: TaskDirectories,
): Promise<Extract<Isolation, { kind: "bubblewrap" }> | string> {
  if (process.platform !== "linux") return NOT_LINUX;
  const bwrap = hostProgram("bwrap");
  if (bwrap === null) return NOT_INSTALLED;
  const [nsenter, setpriv] = [hostProgram("nsenter"), hostProgram("setpriv")];
  if (nsenter === null || (setpriv === null && isRoot())) return "it needs nsenter and setpriv of util-linux";
  const isolation = {
    kind: "bubblewrap" as const,
    tools: { bwrap, nsenter, setpriv: isRoot() ? setpriv : null },
    visible: visibleMachine(machine, hide, users),
    warning: null,
  };
  return (await tryCommand(isolation, machine, probe)) ?? isolation;
}

async function tryUser(
  machine: MachinePaths,
  probe: TaskDirectories,
): Promise<{ kind: "uid"; setpriv: string } | string> {
  if (process.platform !== "linux") return NOT_LINUX;
  if (!isRoot()) return "the runner is not root";
  const setpriv = hostProgram("setpriv");
  if (setpriv === null) return "it needs setpriv of util-linux";
  const isolation = { kind: "uid" as const, setpriv };
  return (await tryCommand({ ...isolation, warning: "" }, machine, probe)) ?? isolation;
}

/** Throws where the runner is not root: then its own secrets would be a task's. */
async function containerUser(machine: MachinePaths, probe: TaskDirectories): Promise<Isolation> {
  const user = await tryUser(machine, probe);
  if (typeof user === "string") throw new Error(`isolation: a container's user does not work here: ${user}`);
  return { kind: "container", setpriv: user.setpriv, warning: null };
}

const PROBE_TIMEOUT_MS = 10_000;

/**
 * Starts a command as tasks start theirs. Null when it can write the task's directory, cannot read its neighbour and
 * finds node; otherwise what it said.
 */
async function tryCommand(
  isolation: Isolation,
  machine: MachinePaths,
  probe: TaskDirectories,
): Promise<string | null> {
  const uid = isRoot() ? PROBE_UID : null;
  await makeTaskDirectories(probe, { uid });
  const places = new Places(probe, isolation.kind === "bubblewrap");
  const namespace = await networkOf(isolation, probe).catch((error: Error) => error);
  if (namespace instanceof Error) return namespace.message;
  const pipes = await openOutputPipes(uid);
  const script = 'touch "$1/probe" && rm "$1/probe" && ! ls "$2" 2>/dev/null && node --version';
  const { root } = places.inside;
  const { child } = startOnHost(
    isolation,
    {
      argv: ["/bin/sh", "-c", script, "sh", root, probe.processes],
      cwd: root,
      environment: taskEnvironment(machine, places.inside, "probe", {}),
      places,
      uid,
      namespace,
      slice: null,
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
    if (code === 0) return null;
    await silent;
    return said.split("\n", 1).join("") || `a command in it ended with ${code ?? "a signal"}`;
  } catch (error) {
    return error instanceof Error ? error.message : "it cannot be started";
  } finally {
    clearTimeout(timer);
    namespace?.close();
  }
}

function networkOf(isolation: Isolation, task: TaskDirectories) {
  if (isolation.kind !== "bubblewrap") return Promise.resolve(null);
  return makeNamespace(isolation.tools, stageOptions(isolation.visible, task), (socket) => socket.destroy());
}

function advice(refusal: string): string {
  if (refusal === NOT_LINUX) return "Isolation on the local runner needs Linux with bubblewrap.";
  if (refusal === NOT_INSTALLED)
    return "Install bubblewrap (the package is called bubblewrap) to isolate them.";
  return `bubblewrap is installed but does not work here: ${refusal}`;
}
