import type { Child } from "../child.ts";

/** Long, for a loaded machine; a Worker that cannot start fails at once and does not use it up. */
const READY_TIMEOUT_MS = 240_000;
const PAUSE_MS = 50;

/**
 * Resolves when every address answers with success. Rejects when the process ends before that, or when four minutes
 * have passed; the message has the end of what it wrote.
 */
export async function untilReady(probes: readonly string[], child: Child): Promise<void> {
  const end = Date.now() + READY_TIMEOUT_MS;
  let exit: string | null = null;
  void child.exited.then(() => {
    exit = child.tail();
  });
  for (;;) {
    if (exit !== null) throw new Error(`The Worker ended while starting:\n${exit}`);
    const answers = await Promise.all(probes.map(answersWell));
    if (answers.every(Boolean)) return;
    if (Date.now() > end) {
      const silent = probes.filter((_, index) => !answers[index]).join(", ");
      throw new Error(
        `Not ready after ${READY_TIMEOUT_MS / 1000} s; no answer from ${silent}\n${child.tail()}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

async function answersWell(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
