import type { VisibleMachine } from "./bubblewrap.ts";
import type { HostTools } from "./network/namespace.ts";

/** How commands of a task are kept apart from this machine. Probed at the runner's start, never assumed. */
export type Isolation =
  /** A view of files, processes and network of their own. */
  | { kind: "bubblewrap"; tools: HostTools; visible: VisibleMachine; warning: null }
  /** Another user of the machine for each task; files and network are the machine's. */
  | { kind: "uid"; setpriv: string; warning: string }
  /** The machine is a container of one task alone, whose commands run as one user of it; the runner has another. */
  | { kind: "container"; setpriv: string; warning: null }
  | { kind: "none"; warning: string };

export type WantedIsolation = "auto" | Isolation["kind"];

/** True where a command is another user, and nothing else keeps it apart. */
export const isUser = (isolation: Isolation): isolation is Extract<Isolation, { setpriv: string }> =>
  isolation.kind === "uid" || isolation.kind === "container";

/** True where each task is a user of its own: the runner is root, and says who runs what. */
export const givesUsers = (isolation: Isolation): boolean =>
  isUser(isolation) || (isolation.kind === "bubblewrap" && isolation.tools.setpriv !== null);
