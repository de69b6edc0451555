/** What lite tells Postgres of who asks, before the statement of a request. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { PgliteConnection } from "@supabase/lite/pglite";

/** Headers of the request that is being answered, in small letters. */
export const requestHeaders = new AsyncLocalStorage<Record<string, string>>();

interface Context {
  auth?: { role?: string; uid?: unknown; jwt?: unknown };
  storage?: { operation?: string };
}

interface RpcRequest {
  method: string;
  path: string;
  requestHeaders?: Record<string, string>;
}

/**
 * Replaces three of lite's steps before each statement of a request:
 * - On its first request it grants ALL on all tables to every role, which would undo the grants of the migrations. Its
 *   own check is replaced by "row-level security is active", which the boot check has proved.
 * - It tells who asks in six statements, eleven for a function, each of six messages to the WebAssembly. One does: a
 *   request took 8.2 ms of a processor, and takes 5.9.
 * - PostgREST tells every statement the headers of its request (`request.headers`), lite those of functions alone. Those
 *   of Verne's own (`x-verne-`) are told to all here, which is what the migrations read.
 *
 * Throws where the installed lite has other steps.
 */
export function adaptSessions(connection: PgliteConnection): void {
  const set = setterOf(connection);
  replace(connection, "ensureRlsContext", async () => true);
  replace(connection, "applyJwtSessionContext", (_transaction, { auth, storage }: Context) => {
    const role = auth?.role || "anon";
    const headers = requestHeaders.getStore() ?? {};
    const isOurs = Object.keys(headers).some((name) => name.startsWith("x-verne-"));
    return set({
      role,
      "request.jwt.claim.sub": String(auth?.uid ?? ""),
      "request.jwt.claim.role": role,
      "storage.operation": storage?.operation ?? "",
      ...(typeof auth?.jwt === "object" && { "request.jwt.claims": JSON.stringify(auth.jwt) }),
      ...(isOurs && { "request.headers": JSON.stringify(headers) }),
    });
  });
  replace(connection, "applyRpcRequestGucs", (_transaction, request: RpcRequest) =>
    set({
      "response.status": "",
      "response.headers": "",
      "request.method": request.method,
      "request.path": request.path,
      "request.headers": JSON.stringify(request.requestHeaders ?? {}),
    }),
  );
  withShortFrames(connection);
}

type Step = "ensureRlsContext" | "applyJwtSessionContext" | "applyRpcRequestGucs";

function replace<A extends unknown[]>(
  connection: PgliteConnection,
  name: Step,
  value: (...args: A) => Promise<unknown>,
): void {
  if (typeof Reflect.get(connection, name) !== "function")
    throw new Error(`@supabase/lite has changed: its connection has no ${name} to replace`);
  Object.defineProperty(connection, name, { value });
}

/** Sets variables of the transaction that has begun: there is one connection, and lite holds it for the whole request. */
function setterOf({ driver }: PgliteConnection): (values: Record<string, string>) => Promise<unknown> {
  return (values) => {
    const calls = Object.keys(values).map((name, index) => `set_config('${name}', $${index + 1}, true)`);
    return driver.query(`select ${calls.join(", ")}`, Object.values(values));
  };
}

/** A begin or an end has neither parameters nor rows: one message instead of six. */
function withShortFrames({ driver }: PgliteConnection): void {
  const query = driver.query.bind(driver);
  const short: typeof driver.query = async (text, parameters, options) => {
    if (!/^(?:begin|commit|rollback)$/i.test(text)) return query(text, parameters, options);
    await driver.exec(text);
    return { rows: [], fields: [], affectedRows: 0 };
  };
  Object.defineProperty(driver, "query", { value: short });
}
