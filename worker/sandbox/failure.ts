import { type FailureKind, SandboxFailure } from "./port.ts";

/** What the platform says, without a code, while a container or an object starts, ends or is replaced. */
const SAID: readonly [pattern: RegExp, kind: FailureKind][] = [
  [/surpassed|max_instances|no capacity|account limit/i, "capacity"],
  [
    /no container instance|not listening|connecting to container port|container (exited|suddenly|port not found)|network connection lost|timed out|code was updated|\b502\b/i,
    "transient",
  ],
];

/** Turns anything an adapter's call can throw into a SandboxFailure; one that is one already stays as it is. */
export function classify(error: unknown): SandboxFailure {
  if (error instanceof SandboxFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  const [, kind] = SAID.find(([pattern]) => pattern.test(message)) ?? [];
  const retryable = property(error, "retryable") === true;
  return new SandboxFailure(kind ?? (retryable ? "transient" : "permanent"), "UNKNOWN", message, error);
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** Rejects with a `transient` CALL_TIMEOUT when `call` has not settled after `ms`; the call itself goes on. */
export async function withDeadline<T>(call: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new SandboxFailure("transient", "CALL_TIMEOUT", `${what}: no answer in ${ms} ms`)),
      ms,
    );
  });
  try {
    return await Promise.race([call, late]);
  } catch (error) {
    throw classify(error);
  } finally {
    clearTimeout(timer);
  }
}
