import { SandboxFailure } from "../../sandbox/port.ts";
import type { AgentHost, TestCommand } from "../types.ts";
import { RESULT_DIR, resultDir, resultPath } from "./placeholders.ts";

/** A file up to this size comes in one go, a larger one as the output of a program, up to the second. */
const MAX_WHOLE_BYTES = 8 * 1024 * 1024;
const MAX_BYTES = 512 * 1024 * 1024;
const COLLECT_TIMEOUT_MS = 120_000;

/** Where one run leaves its results. */
export interface ResultPlace {
  /** The one file it writes; null when it writes none or many. */
  file: string | null;
  /** Hands every result of this run over, piece by piece. False when not all of it could be read. */
  read(take: (text: string) => void): Promise<boolean>;
}

/** Makes the place ready: the result of an earlier run must never be read as this one's. */
export async function prepareResults(
  host: AgentHost,
  command: TestCommand,
  cwd: string,
): Promise<ResultPlace> {
  const { root } = host.sandbox;
  for (const { name, text } of command.support ?? [])
    await host.sandbox.write(resultPath(root, name), new TextEncoder().encode(text));
  if (command.resultGlob !== undefined) {
    const { resultGlob } = command;
    const stamp = resultPath(root, "started");
    await host.sandbox.write(stamp, new Uint8Array());
    return { file: null, read: (take) => collect(host, resultGlob, cwd, stamp, take) };
  }
  if (command.resultFile === null) return { file: null, read: async () => true };
  const file = resultPath(root, command.resultFile);
  await host.sandbox.write(file, new Uint8Array());
  return { file, read: (take) => readFile(host, file, take) };
}

async function readFile(host: AgentHost, path: string, take: (text: string) => void): Promise<boolean> {
  try {
    take(new TextDecoder().decode(await host.sandbox.read(path, MAX_WHOLE_BYTES)));
    return true;
  } catch (error) {
    if (!(error instanceof SandboxFailure && error.kind === "permanent")) throw error;
    if (error.code === "FILE_TOO_LARGE") return stream(host, ["cat", path], take);
    // The tests may have removed it, or made it something other than a file.
    return true;
  }
}

/** Many files in one go, newer than the stamp. */
function collect(
  host: AgentHost,
  pattern: string,
  cwd: string,
  stamp: string,
  take: (text: string) => void,
): Promise<boolean> {
  const outside = pattern.startsWith(RESULT_DIR);
  const top = outside ? resultDir(host.sandbox.root) : cwd;
  const path = outside ? pattern.replace(RESULT_DIR, top) : `${top}/${pattern}`;
  const each = `for file do printf '\\036'; cat "$file"; done`;
  const argv = [
    ...(["find", top, "(", "-name", ".git", "-o", "-name", "node_modules", ")", "-prune"] as const),
    ...["-o", "-type", "f", "-path", path, "-newer", stamp, "-exec", "sh", "-c", each, "sh", "{}", "+"],
  ] as const;
  return stream(host, argv, take);
}

async function stream(
  host: AgentHost,
  argv: readonly [string, ...string[]],
  take: (text: string) => void,
): Promise<boolean> {
  const decoder = new TextDecoder();
  let streamed = false;
  const result = await host.run(argv, {
    timeoutMs: COLLECT_TIMEOUT_MS,
    keepBytes: MAX_BYTES,
    visible: false,
    onOutput(from, bytes) {
      if (from !== "stdout") return;
      streamed = true;
      take(decoder.decode(bytes, { stream: true }));
    },
  });
  // A host that does not stream gives its output at the end.
  if (!streamed) take(result.stdout);
  const cut = streamed ? result.gap === true : result.truncated;
  return result.exitCode === 0 && !cut;
}
