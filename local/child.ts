/** A child process in a group of its own, so that it ends with everything it started. */
import { type ChildProcess, spawn } from "node:child_process";

const STOP_GRACE_MS = 5_000;

export interface Child {
  process: ChildProcess;
  /** The last lines it wrote, for an error message. */
  tail(): string;
  /** Resolves with the exit code once it has ended by itself or by `stop`. */
  exited: Promise<number | null>;
  stop(): Promise<void>;
}

const TAIL_LINES = 40;
const running = new Set<ChildProcess>();

// The last resort: when this process ends without `stop`, the groups end with it.
process.on("exit", () => {
  for (const child of running) signal(child, "SIGKILL");
});

/** Starts `node` with these arguments. `onLine` hears every line of both outputs. */
export function startNode(
  args: string[],
  options: {
    cwd: string;
    env: NodeJS.ProcessEnv;
    onLine?: (line: string, stream: "stdout" | "stderr") => void;
  },
): Child {
  const child = spawn(process.execPath, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  running.add(child);
  const lines: string[] = [];
  for (const stream of ["stdout", "stderr"] as const) {
    let rest = "";
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      const parts = (rest + text).split("\n");
      rest = parts.pop() ?? "";
      for (const line of parts) {
        lines.push(line);
        if (lines.length > TAIL_LINES) lines.shift();
        options.onLine?.(line, stream);
      }
    });
  }
  const exited = new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(null));
    child.once("exit", (code) => {
      running.delete(child);
      resolve(code);
    });
  });
  return {
    process: child,
    tail: () => lines.join("\n"),
    exited,
    stop: async () => {
      if (!running.has(child)) return;
      signal(child, "SIGTERM");
      const timer = setTimeout(() => signal(child, "SIGKILL"), STOP_GRACE_MS);
      await exited;
      clearTimeout(timer);
      // Whatever the leader left behind.
      signal(child, "SIGKILL");
    },
  };
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (child.pid) process.kill(-child.pid, name);
  } catch {
    // The group is gone already.
  }
}
