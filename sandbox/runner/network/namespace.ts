import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import type { Server, Socket } from "node:net";
import { dirname, join } from "node:path";

/** Above the range from which the kernel takes ports for those who ask for any. */
export const PROXY_PORT = 61_280;

export interface HostTools {
  bwrap: string;
  nsenter: string;
  /** Null for a runner that is not root: it has no other user to give. */
  setpriv: string | null;
}

/** A network that holds nothing but its own loopback, kept alive by the runner's open files. */
export interface Namespace {
  /** For `nsenter`: the open namespaces of the holder, by their option. */
  readonly files: readonly { option: "--user" | "--net" | "--mount"; fd: number }[];
  close(): void;
}

const GATE = join(import.meta.dirname, "gate.mjs");
/** The helper's own files, wherever they lie: `binds` may cover them. */
const OWN = [dirname(process.execPath), import.meta.dirname].flatMap((path) => ["--ro-bind", path, path]);
const START_TIMEOUT_MS = 20_000;

/**
 * Makes a network with one listener on its loopback, whose connections come to `accept` in the runner. `binds` are
 * laid over a view of the whole machine for the processes that enter, since the task's own user could not reach all of
 * them. Rejects with bubblewrap's message.
 */
export async function makeNamespace(
  tools: HostTools,
  binds: readonly string[],
  accept: (socket: Socket) => void,
): Promise<Namespace> {
  const asRoot = tools.setpriv !== null;
  const options = [
    ...["--dev-bind", "/", "/", ...binds, ...OWN, "--unshare-net", "--die-with-parent"],
    ...(asRoot ? [] : ["--unshare-user"]),
  ];
  const child = spawn(tools.bwrap, [...options, "--", process.execPath, GATE, String(PROXY_PORT)], {
    cwd: "/",
    env: {},
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let said = "";
  child.stderr?.on("data", (data: Buffer) => {
    said += data.toString("utf8");
  });
  const ended = once(child, "exit");
  const timer = setTimeout(() => child.kill("SIGKILL"), START_TIMEOUT_MS);
  try {
    const server = await gateOf(child, ended);
    const inside = innerProcess(child);
    const names = asRoot ? (["net", "mnt"] as const) : (["user", "net", "mnt"] as const);
    const files = names.map((name) => ({
      option: OPTION[name],
      fd: openSync(`/proc/${inside}/ns/${name}`, "r"),
    }));
    server.on("connection", accept);
    child.send("open");
    await ended;
    return {
      files,
      close: () => {
        server.close();
        for (const { fd } of files) closeSync(fd);
      },
    };
  } catch (error) {
    child.kill("SIGKILL");
    throw new Error(said.split("\n", 1).join("") || (error instanceof Error ? error.message : String(error)));
  } finally {
    clearTimeout(timer);
  }
}

const OPTION = { user: "--user", net: "--net", mnt: "--mount" } as const;

async function gateOf(child: ChildProcess, ended: Promise<unknown[]>): Promise<Server> {
  const gate = once(child, "message").then(([, server]: unknown[]) => server as Server); // what gate.mjs sends
  const failed = Promise.race([once(child, "error"), ended]).then(([reason]) => {
    throw reason instanceof Error ? reason : new Error(`it ended with ${reason ?? "a signal"}`);
  });
  return Promise.race([gate, failed]);
}

/** The process in the namespaces: bubblewrap itself waits outside of them, in those of the runner. */
function innerProcess(child: ChildProcess): string {
  const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim();
  const [inside] = children.split(" ");
  if (!inside) throw new Error("nothing runs in the new network");
  return inside;
}
