/** Why a container ended, in words for the task that was in it. Pure. */

/** What is known of an end; `code` where the platform tells one. */
export interface End {
  reason: string;
  code: number | null;
}

export const REMOVED: End = { reason: "the sandbox was removed", code: null };
export const REPLACED: End = { reason: "another container has taken its place", code: null };
/** Of a container that ended while its object was not there to see it. */
export const UNSEEN: End = { reason: "the container ended while nobody watched it", code: null };

const BY_CODE: Readonly<Record<number, string>> = {
  // The platform says the same of both.
  137: "the container ran out of memory, or was killed (137)",
  143: "the container was stopped by the platform (143)",
};

/** `thrown`: what the platform's `monitor()` was rejected with; undefined where it was fulfilled. */
export function endOf(thrown: unknown): End {
  if (thrown === undefined) return { reason: "the container ended by itself (0)", code: 0 };
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const code = exitCode(thrown, message);
  if (code === null) return { reason: `the container ended: ${message}`, code };
  return { reason: BY_CODE[code] ?? `the container ended with exit code ${code}`, code };
}

function exitCode(thrown: unknown, message: string): number | null {
  const given: unknown =
    typeof thrown === "object" && thrown !== null ? Reflect.get(thrown, "exitCode") : undefined;
  if (typeof given === "number") return given;
  const [, told] = /exit(?:ed with)?(?: unexpected)?(?: exit)? code:? (\d+)/i.exec(message) ?? [];
  return told === undefined ? null : Number(told);
}
