/**
 * What an install left behind, out of one sandbox and into another. The programs that pack and unpack are confined to
 * their sandbox like every other, and a pipe is all that they get: the runner reads and writes the archive.
 */
import { closeSync } from "node:fs";
import { Socket } from "node:net";
import { pipeline } from "node:stream/promises";
import type { Kept } from "../../../worker/protocol/runner.ts";
import { TASK_UID } from "../bubblewrap.ts";
import { RunnerFailure } from "../failure.ts";
import type { Machine } from "../machine.ts";
import { openLink } from "../pipes.ts";
import type { Launch } from "../task-process.ts";
import { KeptStore, notKept } from "./kept-store.ts";
import { toolchainMark } from "./toolchain.ts";

/** Starts it with these streams, and answers with a promise of its exit code; null where it was ended by force. */
export type ConfinedProgram = (
  streams: Pick<Launch, "stdinFd" | "stdoutFd">,
) => Promise<{ ended: Promise<number | null> }>;

export async function keepInstalled(
  machine: Machine,
  start: ConfinedProgram,
  { key, tookMs }: { key: string; tookMs: number },
): Promise<Kept> {
  const { kept, owner } = usable(machine, notKept);
  const name = KeptStore.nameOf(key, toolchainMark(machine.paths));
  return kept.keep(name, { owner, tookMs }, async (take) => {
    const { read, write } = await openLink();
    const source = new Socket({ fd: read, readable: true, writable: false });
    try {
      const { ended } = await start({ stdoutFd: write }).finally(() => closeSync(write));
      await take(source);
      const code = await ended;
      if (code !== 0) throw notKept(code === null ? "packing took too long" : `packing ended with ${code}`);
    } finally {
      // A program that still writes ends by it.
      source.destroy();
    }
  });
}

export async function bringKept(machine: Machine, start: ConfinedProgram, key: string): Promise<Kept | null> {
  const { kept } = usable(machine, notBrought);
  const found = await kept.find(KeptStore.nameOf(key, toolchainMark(machine.paths)));
  if (found === null) return null;
  const { read, write } = await openLink();
  const target = new Socket({ fd: write, readable: false, writable: true });
  try {
    const { ended } = await start({ stdinFd: read }).finally(() => closeSync(read));
    // One that ends early says so by its exit code.
    await pipeline(found.archive, target).catch(() => {});
    const code = await ended;
    if (code !== 0) throw notBrought(`unpacking ended with ${code ?? "its time limit"}`);
    return found.kept;
  } finally {
    target.destroy();
    found.archive.destroy();
  }
}

/** Only where every task has the same paths: what is installed holds absolute ones. */
function usable({ isolation, kept }: Machine, failure: (why: string) => RunnerFailure) {
  if (isolation.kind !== "bubblewrap")
    throw failure(`tasks at the level ${isolation.kind} have paths of their own`);
  return { kept, owner: TASK_UID };
}

const notBrought = (why: string) => new RunnerFailure("permanent", "NOT_BROUGHT", `not brought: ${why}`);
