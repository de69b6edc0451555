/** A child process in a group of its own, so that it ends with everything it started. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "./root.ts";
import { UnreadableState } from "./unreadable-state.ts";

const STOP_GRACE_MS = 5_000;

export interface Child {
  process: ChildProcess;
  /** The last lines it wrote, for an error message. */
  tail(): string;
  /** Resolves with the exit code once it has ended with its group, by itself or by `stop`, and was heard to the end. */
  exited: Promise<number | null>;
  stop(): Promise<void>;
}

const TAIL_LINES = 40;
const running = new Set<ChildProcess>();

// The last resort: when this process ends without `stop`, the groups end with it.
process.on("exit", () => {
  for (const child of running) signal(child, "SIGKILL");
});

export interface StartOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Hears every line of both outputs. */
  onLine?: (line: string, stream: "stdout" | "stderr") => void;
  /**
   * The program is killed, with its group, when this process has ended, also when that was killed itself. Without
   * it the program has to see to that: its standard input ends then.
   */
  endWithParent?: boolean;
}

const TIE = join(ROOT, "local/end-with-parent.ts");

/** Starts `node` with these arguments. */
export function startNode(args: string[], options: StartOptions): Child {
  const tie = options.endWithParent ? ["--disable-warning=ExperimentalWarning", "--import", TIE] : [];
  const child = spawn(process.execPath, [...tie, ...args], {
    cwd: options.cwd,
    env: options.env,
    stdio: ["pipe", "pipe", "pipe", options.endWithParent ? "pipe" : "ignore"],
    detached: true,
  });
  running.add(child);
  const lines: string[] = [];
  for (const stream of ["stdout", "stderr"] as const) {
    let rest = "";
    const hear = (text: string) => {
      const parts = (rest + text).split("\n");
      rest = parts.pop() ?? "";
      for (const line of parts) {
        lines.push(line);
        if (lines.length > TAIL_LINES) lines.shift();
        options.onLine?.(line, stream);
      }
    };
    // A pipe, as asked for.
    const output = child[stream]?.setEncoding("utf8").on("data", hear);
    output?.once("end", () => rest !== "" && hear("\n"));
  }
  const exited = new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(null));
    child.once("exit", () => {
      running.delete(child);
      // Whatever the leader left behind; it may hold the outputs open.
      signal(child, "SIGKILL");
    });
    child.once("close", (code) => resolve(code));
  });
  return {
    process: child,
    tail: () => lines.join("\n"),
    exited,
    stop: async () => {
      if (running.has(child)) signal(child, "SIGTERM");
      const timer = setTimeout(() => signal(child, "SIGKILL"), STOP_GRACE_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** What a program of ours says in its first line of JSON: that it is ready, or why it is not. */
export type Greeting =
  | { ready: true }
  /** `unreadable`: what it found kept is of another version, or damaged. */
  | { ready: false; error: string; unreadable?: boolean };

/**
 * Starts a program that greets, and resolves when it is ready. The caller names what comes with the greeting. Rejects
 * with its error, or with its last lines, and leaves nothing running.
 */
export async function startService<T>(
  args: string[],
  options: Omit<StartOptions, "onLine">,
): Promise<{ child: Child; said: T & { ready: true } }> {
  const greeting = Promise.withResolvers<string>();
  const child = startNode(["--disable-warning=ExperimentalWarning", ...args], {
    ...options,
    onLine: (line, stream) => {
      if (stream === "stdout" && line.startsWith("{")) greeting.resolve(line);
    },
  });
  const line = await Promise.race([greeting.promise, child.exited.then(() => null)]);
  const said = line === null ? null : (JSON.parse(line) as Greeting & T);
  if (said?.ready) return { child, said };
  await child.stop();
  if (said?.unreadable) throw new UnreadableState(said.error);
  throw new Error(said?.error ?? child.tail());
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (child.pid) process.kill(-child.pid, name);
  } catch {
    // The group is gone already.
  }
}
