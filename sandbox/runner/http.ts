import { createHash, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { invalid, RunnerFailure } from "./failure.ts";
import type { NetworkPolicy } from "./network/policy.ts";
import { WORKER_HOST } from "./network/proxy.ts";
import type { Sandboxes } from "./sandboxes.ts";
import { listTaskFiles, readTaskFile, type TaskRoot, writeTaskFile } from "./task-files.ts";
import type { StartRequest, TaskSandbox } from "./task-sandbox.ts";

const MAX_JSON_BYTES = 1_048_576;
const MAX_FILE_BYTES = 64 * 1_048_576;
const MAX_KEPT_BYTES = 1024 * 1_048_576;
const MAX_TIMEOUT_MS = 24 * 3_600_000;
/** A line that says "still here" while a process is silent, so that the reader notices a dead connection. */
const HEARTBEAT_MS = 10_000;

interface Call {
  sandboxes: Sandboxes;
  request: IncomingMessage;
  response: ServerResponse;
  query: URLSearchParams;
}

/** Answers one request of the runner's HTTP interface (sandbox/README.md lists it). Never rejects. */
export async function handle(
  sandboxes: Sandboxes,
  token: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    if (!authorized(request, token)) {
      throw new RunnerFailure("permanent", "UNAUTHORIZED", "missing or wrong bearer token", 401);
    }
    const url = new URL(request.url ?? "/", "http://runner");
    await route({ sandboxes, request, response, query: url.searchParams }, url.pathname);
  } catch (error) {
    fail(response, error);
  }
}

async function route(call: Call, path: string): Promise<void> {
  const { method } = call.request;
  if (method === "GET" && path === "/health") return answer(call.response, describe(call.sandboxes));
  const [, taskId, rest = ""] = /^\/tasks\/([^/]+)(\/.*)?$/.exec(path) ?? [];
  if (taskId === undefined) throw unknownRoute(call);
  if (method === "DELETE" && rest === "") {
    await call.sandboxes.destroy(taskId);
    return answer(call.response, {});
  }
  const sandbox = await call.sandboxes.get(taskId);
  const [, processId = "", verb = ""] = /^\/processes\/([\w-]+)\/(log|kill)$/.exec(rest) ?? [];
  switch (`${method} ${processId === "" ? rest : verb}`) {
    case "GET ":
      return answer(call.response, { ...describe(call.sandboxes), root: sandbox.root.inside });
    case "POST /processes":
      return answer(call.response, { id: await sandbox.start(startRequest(await json(call.request))) });
    case "GET log":
      return streamLog(call, sandbox, processId);
    case "POST kill":
      await sandbox.kill(processId, signalOf(await json(call.request)));
      return answer(call.response, {});
    case "GET /file":
      return answerFile(call, sandbox.root);
    case "PUT /file":
      await writeTaskFile(sandbox.root, required(call, "path"), await body(call.request, MAX_FILE_BYTES));
      return answer(call.response, {});
    case "GET /list":
      return answer(call.response, {
        entries: await listTaskFiles(sandbox.root, required(call, "path")),
      });
    default:
      throw unknownRoute(call);
  }
}

/** `worker_url` is how a task reaches the Worker's git; null where it reaches it as everybody does. */
const describe = ({ machine: { isolation } }: Sandboxes) => ({
  isolation: isolation.kind,
  network: isolation.kind === "bubblewrap" ? "isolated" : "unrestricted",
  worker_url: isolation.kind === "bubblewrap" ? `http://${WORKER_HOST}` : null,
  warning: isolation.warning,
});

async function answerFile(call: Call, root: TaskRoot): Promise<void> {
  const maxBytes = Number(call.query.get("max_bytes") ?? MAX_FILE_BYTES);
  if (!Number.isSafeInteger(maxBytes) || maxBytes < 0) throw invalid("max_bytes: must be a whole number");
  const data = await readTaskFile(root, required(call, "path"), maxBytes);
  call.response.writeHead(200, { "content-type": "application/octet-stream", "content-length": data.length });
  call.response.end(data);
}

/** Writes the log as NDJSON; a failure is its last line. The reader sets the pace; the process does not wait. */
async function streamLog({ query, response }: Call, sandbox: TaskSandbox, id: string): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  response.writeHead(200, { "content-type": "application/x-ndjson" });
  response.flushHeaders();
  const heartbeat = setInterval(() => response.write('{"type":"ping"}\n'), HEARTBEAT_MS);
  try {
    for await (const entry of sandbox.follow(id, query.get("since") ?? undefined, gone.signal)) {
      const line = "data" in entry ? { ...entry, data: entry.data.toString("base64") } : entry;
      if (!response.write(`${JSON.stringify(line)}\n`))
        await once(response, "drain", { signal: gone.signal });
    }
  } catch (error) {
    if (!gone.signal.aborted) response.write(`${JSON.stringify({ type: "error", ...failureOf(error) })}\n`);
  } finally {
    clearInterval(heartbeat);
    response.end();
  }
}

function startRequest(input: unknown): StartRequest {
  const { argv, cwd, env = {}, timeoutMs, keepBytes, key, network } = record(input, "body");
  if (!Array.isArray(argv) || !argv.every(isText))
    throw invalid("argv: must be a list of strings without NUL");
  const [program, ...args] = argv;
  if (!program) throw invalid("argv: must name a program");
  if (!isText(cwd)) throw invalid("cwd: must be a path");
  const variables = Object.entries(record(env, "env")).map(([name, value]) => {
    if (!/^[A-Za-z_]\w*$/.test(name) || !isText(value))
      throw invalid(`env: ${name} must be a name with a string`);
    return [name, value] as const;
  });
  if (typeof timeoutMs !== "number" || !(timeoutMs > 0) || timeoutMs > MAX_TIMEOUT_MS) {
    throw invalid(`timeoutMs: must be a number from 1 to ${MAX_TIMEOUT_MS}`);
  }
  if (
    keepBytes !== undefined &&
    !(typeof keepBytes === "number" && keepBytes >= 0 && keepBytes <= MAX_KEPT_BYTES)
  )
    throw invalid(`keepBytes: must be a number up to ${MAX_KEPT_BYTES}`);
  if (key !== undefined && (!isText(key) || key.length > 200)) throw invalid("key: at most 200 characters");
  return {
    argv: [program, ...args],
    cwd,
    env: Object.fromEntries(variables),
    timeoutMs,
    keepBytes,
    key,
    network: network === undefined ? undefined : policyOf(network),
  };
}

const MAX_HOSTS = 1_000;

function policyOf(input: unknown): NetworkPolicy {
  const { scope, label, allow, mirrored = [] } = record(input, "network");
  if (!isText(scope) || !/^[a-z_]{1,40}$/.test(scope))
    throw invalid("network.scope: letters and _, at most 40");
  if (!isText(label) || label.length > 200) throw invalid("network.label: at most 200 characters");
  if (!isHostList(mirrored)) throw invalid(`network.mirrored: at most ${MAX_HOSTS} host names`);
  if (allow === "all") return { scope, label, allow, mirrored };
  if (!isHostList(allow)) throw invalid(`network.allow: "all", or at most ${MAX_HOSTS} host names`);
  return { scope, label, allow, mirrored };
}

function signalOf(input: unknown): number {
  const { signal } = record(input, "body");
  if (typeof signal !== "number" || !Number.isInteger(signal) || signal < 1 || signal > 31) {
    throw invalid("signal: must be a number from 1 to 31");
  }
  return signal;
}

const isHostList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length <= MAX_HOSTS && value.every(isText);

const isText = (value: unknown): value is string => typeof value === "string" && !value.includes("\0");

function record(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalid(`${name}: must be an object`);
  return { ...value };
}

function required(call: Call, name: string): string {
  const value = call.query.get(name);
  if (value === null) throw invalid(`${name}: is missing`);
  return value;
}

async function json(request: IncomingMessage): Promise<unknown> {
  const text = (await body(request, MAX_JSON_BYTES)).toString("utf8");
  try {
    return JSON.parse(text);
  } catch {
    throw invalid("body: must be JSON");
  }
}

async function body(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // A request that was not given an encoding yields buffers.
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes)
      throw new RunnerFailure("permanent", "BODY_TOO_LARGE", `body: over ${maxBytes} bytes`, 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function authorized(request: IncomingMessage, token: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(request.headers.authorization ?? ""), digest(`Bearer ${token}`));
}

function unknownRoute(call: Call): RunnerFailure {
  return new RunnerFailure(
    "permanent",
    "NOT_FOUND",
    `no route ${call.request.method} ${call.request.url}`,
    404,
  );
}

function failureOf(error: unknown): { error: { kind: string; code: string; message: string } } {
  if (error instanceof RunnerFailure) {
    return { error: { kind: error.kind, code: error.code, message: error.message } };
  }
  console.error(error);
  return {
    error: { kind: "transient", code: "RUNNER_ERROR", message: "the sandbox runner failed; see its log" },
  };
}

function answer(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  const status = error instanceof RunnerFailure ? error.status : 500;
  response.writeHead(status, { "content-type": "application/json", connection: "close" });
  response.end(JSON.stringify(failureOf(error)));
}
