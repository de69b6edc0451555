import { randomBytes } from "node:crypto";
import { chmod, mkdir, readdir, realpath, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { GROUP, PASSWD, type VisibleMachine } from "./bubblewrap.ts";
import { chooseIsolation } from "./choose-isolation.ts";
import { type MachinePaths, networkVariables, taskPath, toolchainVariables } from "./environment.ts";
import { runnerApp } from "./http.ts";
import { givesUsers, type Isolation, type WantedIsolation } from "./isolation.ts";
import { type KeptLimits, KeptStore } from "./kept/kept-store.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import type { Machine } from "./machine.ts";
import { proxyVariables, trustedHosts } from "./network/variables.ts";
import { NEUTRAL } from "./places.ts";
import { killMarked } from "./reap.ts";
import { TASK_ID, taskDirectories } from "./sandbox-directory.ts";
import { Sandboxes } from "./sandboxes.ts";
import { Slices, type SliceTools } from "./slices.ts";
import { recordedProcesses } from "./task-sandbox.ts";
import { makeWorkPlace } from "./work-place.ts";

export interface RunnerOptions {
  /** Directory of the runner's own; made if it is missing. Tasks live in it, one directory each. */
  dataDir: string;
  /** 0 takes a free one. */
  port?: number;
  /** Bearer token of every request; a random one is made without it. */
  token?: string;
  /** Origin of the Worker, whose git tasks with a network of their own may reach. */
  workerUrl?: string;
  /** Folders that tasks must not see, wherever they lie; `dataDir` and the user's home are among them anyway. */
  hide?: readonly string[];
  /** What one task may use; the defaults of `limits.ts` where it says nothing. */
  limits?: Partial<Limits>;
  /** How much of what installs left behind is kept for later tasks; the defaults of `kept-store.ts` without it. */
  kept?: Partial<KeptLimits>;
  /** What control groups are asked for with; this machine's systemd without it. */
  sliceTools?: SliceTools;
  /** Folder with the executable `verne-tools`; first on the tasks' PATH, and read-only for them. */
  toolsDir?: string;
  isolation: WantedIsolation;
  /** Only loopback addresses are accepted, but in a container, which is reached from outside. */
  host?: string;
  /** Where a container's one task has its folders, and its user; for `isolation: "container"`. */
  only?: Machine["only"];
}

export interface Runner {
  url: string;
  token: string;
  isolation: Isolation["kind"];
  /** For the user, when commands are not isolated. */
  warning: string | null;
  /** Stops listening and ends every process. Files and logs stay. */
  close(): Promise<void>;
}

/** Of the user `sandbox` in the image. */
const CONTAINER_UID = 1_000;

const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost"]);

/**
 * Starts the local runner: kills what an earlier one left behind, tries the isolation, listens. Throws when the
 * address is not loopback, the port is taken (EADDRINUSE), or bubblewrap is demanded and does not work.
 */
export async function startRunner(options: RunnerOptions): Promise<Runner> {
  const host = options.host ?? "127.0.0.1";
  const contained = options.isolation === "container";
  if (!LOOPBACK.has(host) && !contained)
    throw new Error(`host: ${host} is not a loopback address; the runner is for this machine`);
  const dataDir = await prepareDataDir(options.dataDir);
  const paths = await machinePaths(options.toolsDir);
  await killLeftovers(dataDir);
  const hide = await Promise.all([homedir(), dataDir, ...(options.hide ?? [])].map(realOr));
  const places = { hide, users: await usersOf(dataDir) };
  const probe = taskDirectories(dataDir, ".probe");
  const isolation = await chooseIsolation(options.isolation, isolatedPaths(paths), places, probe);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const slices = await Slices.probe(dataDir, limits, options.sliceTools);
  const neutral = isolation.kind === "bubblewrap";
  const sandboxes = new Sandboxes({
    dataDir,
    workPlace: neutral ? null : await makeWorkPlace(dataDir, givesUsers(isolation)),
    paths: neutral ? isolatedPaths(paths) : paths,
    isolation,
    only: contained ? (options.only ?? { places: NEUTRAL, uid: CONTAINER_UID }) : null,
    network: {
      surroundings: { upstream: upstreamProxy(process.env), trusted: trustedHosts(paths.network) },
      workerUrl: options.workerUrl ?? null,
    },
    limits,
    kept: await KeptStore.open(dataDir, options.kept),
    slices: typeof slices === "string" ? null : slices,
  });
  const token = options.token ?? randomBytes(32).toString("hex");
  // The platform's way into a container does not bear a connection that is used twice.
  const app = runnerApp(sandboxes, token, { close: contained });
  const server = createServer(getRequestListener(app.fetch));
  // Longer than the Worker keeps an idle connection, so that it never sends into a closing one.
  server.keepAliveTimeout = 120_000;
  const port = await listen(server, options.port ?? 0, host);
  return {
    url: `http://${host === "::1" ? "[::1]" : host}:${port}`,
    token,
    isolation: isolation.kind,
    warning: isolation.warning,
    close: async () => {
      server.close();
      await sandboxes.stop();
      server.closeAllConnections();
    },
  };
}

/**
 * Makes the directory private to the user. Its empty package.json stops npm and node, when they look for one
 * above a task's repository, before they find that of the checkout around `.verne`.
 */
async function prepareDataDir(path: string): Promise<string> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const dataDir = await realpath(path);
  // Users of tasks pass through to their own folder; they cannot look around.
  if (process.geteuid?.() === 0) await chmod(dataDir, 0o711);
  await writeFile(join(dataDir, "package.json"), '{ "private": true }\n');
  return dataDir;
}

/** `PATH` of the tasks: Verne's tools, the node that runs the runner, then the runner's own `PATH`. */
async function machinePaths(toolsDir: string | undefined): Promise<MachinePaths> {
  const first = [
    ...(toolsDir === undefined ? [] : [resolve(toolsDir)]),
    dirname(await realpath(process.execPath)),
  ];
  return {
    path: taskPath(process.env.PATH ?? "/usr/local/bin:/usr/bin:/bin", first),
    network: networkVariables(process.env),
    toolchains: toolchainVariables(process.env, homedir()),
  };
}

const isolatedPaths = (paths: MachinePaths): MachinePaths => ({
  ...paths,
  network: proxyVariables(paths.network),
});

/** The proxy that this machine itself goes through. One with a password is used too: it stays in the runner. */
function upstreamProxy(env: NodeJS.ProcessEnv): URL | null {
  const url = URL.parse(env.https_proxy ?? env.HTTPS_PROXY ?? env.http_proxy ?? env.HTTP_PROXY ?? "");
  return url?.protocol === "http:" ? url : null;
}

async function usersOf(dataDir: string): Promise<VisibleMachine["users"]> {
  const users = { passwd: join(dataDir, ".passwd"), group: join(dataDir, ".group") };
  await writeFile(users.passwd, PASSWD);
  await writeFile(users.group, GROUP);
  return users;
}

const realOr = (path: string) => realpath(path).catch(() => path);

async function killLeftovers(dataDir: string): Promise<void> {
  const tasks = (await readdir(dataDir)).filter((name) => TASK_ID.test(name));
  const ids = await Promise.all(tasks.map((task) => recordedProcesses(taskDirectories(dataDir, task))));
  await killMarked(new Set(ids.flat()));
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((done, fail) => {
    server.once("error", fail);
    server.listen(port, host, () => {
      server.off("error", fail);
      const address = server.address();
      if (address === null || typeof address === "string") fail(new Error("the runner has no TCP address"));
      else done(address.port);
    });
  });
}
