import { createHash, timingSafeEqual } from "node:crypto";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { stream } from "hono/streaming";
import type { z } from "zod";
import {
  type BringAnswer,
  BringRequest,
  KeepRequest,
  type Kept,
  KillRequest,
  type ListAnswer,
  type LogLine,
  LogQuery,
  MAX_FILE_BYTES,
  MAX_JSON_BYTES,
  PathQuery,
  ReadQuery,
  type RunnerDescription,
  type RunnerError,
  type StartAnswer,
  StartRequest,
  type TaskDescription,
} from "../../worker/protocol/runner.ts";
import { invalid, RunnerFailure } from "./failure.ts";
import { WORKER_HOST } from "./network/proxy.ts";
import type { LogEntry } from "./process-log.ts";
import type { Sandboxes } from "./sandboxes.ts";
import { listTaskFiles, readTaskFile, writeTaskFile } from "./task-files.ts";

/** A line that says "still here" while a process is silent, so that the reader notices a dead connection. */
const HEARTBEAT_MS = 10_000;

/**
 * The runner's HTTP interface; sandbox/README.md lists it. Every request needs `token`, also one of no route. `close`: each
 * answer ends its connection.
 */
export function runnerApp(sandboxes: Sandboxes, token: string, { close }: { close: boolean }): Hono {
  const app = new Hono();
  if (close)
    app.use(async (c, next) => {
      await next();
      c.header("connection", "close");
    });
  app.onError((error, c) => c.json(failureOf(error), error instanceof RunnerFailure ? error.status : 500));
  app.use(async (c, next) => {
    if (!authorized(c.req.header("authorization"), token))
      throw new RunnerFailure("permanent", "UNAUTHORIZED", "missing or wrong bearer token", 401);
    await next();
  });
  app.notFound((c) => {
    throw new RunnerFailure("permanent", "NOT_FOUND", `no route ${c.req.method} ${c.req.path}`, 404);
  });
  app.get("/health", (c) => c.json(describe(sandboxes)));
  taskRoutes(app, sandboxes);
  processRoutes(app, sandboxes);
  fileRoutes(app, sandboxes);
  keptRoutes(app, sandboxes);
  return app;
}

function taskRoutes(app: Hono, sandboxes: Sandboxes): void {
  app.get("/tasks/:task", async (c) => {
    const { inside } = (await sandboxes.get(c.req.param("task"))).places;
    const { root, platform } = inside;
    return c.json({ ...describe(sandboxes), root, platform } satisfies TaskDescription);
  });
  app.delete("/tasks/:task", async (c) => {
    await sandboxes.destroy(c.req.param("task"));
    return c.json({});
  });
}

function processRoutes(app: Hono, sandboxes: Sandboxes): void {
  app.post("/tasks/:task/processes", atMost(MAX_JSON_BYTES), async (c) => {
    const request = checked(StartRequest, await json(c));
    const sandbox = await sandboxes.get(c.req.param("task"));
    const source = request.input && (await sandboxes.get(request.input.task));
    return c.json({ id: await sandbox.start(request, source) } satisfies StartAnswer);
  });
  app.post("/tasks/:task/processes/:id/kill", atMost(MAX_JSON_BYTES), async (c) => {
    const { signal } = checked(KillRequest, await json(c));
    const sandbox = await sandboxes.get(c.req.param("task"));
    await sandbox.kill(c.req.param("id"), signal);
    return c.json({});
  });
  app.get("/tasks/:task/processes/:id/log", async (c) => {
    const { since } = checked(LogQuery, c.req.query());
    const sandbox = await sandboxes.get(c.req.param("task"));
    return streamLog(c, (signal) => sandbox.follow(c.req.param("id"), since, signal));
  });
}

function fileRoutes(app: Hono, sandboxes: Sandboxes): void {
  app.get("/tasks/:task/file", async (c) => {
    const { path, max_bytes } = checked(ReadQuery, c.req.query());
    const { root } = await sandboxes.get(c.req.param("task"));
    const data = await readTaskFile(root, path, max_bytes);
    return c.body(data, 200, { "content-type": "application/octet-stream" });
  });
  app.put("/tasks/:task/file", atMost(MAX_FILE_BYTES), async (c) => {
    const { path } = checked(PathQuery, c.req.query());
    const { root } = await sandboxes.get(c.req.param("task"));
    await writeTaskFile(root, path, await c.req.bytes());
    return c.json({});
  });
  app.get("/tasks/:task/list", async (c) => {
    const { path } = checked(PathQuery, c.req.query());
    const { root } = await sandboxes.get(c.req.param("task"));
    return c.json({ entries: await listTaskFiles(root, path) } satisfies ListAnswer);
  });
}

function keptRoutes(app: Hono, sandboxes: Sandboxes): void {
  app.post("/tasks/:task/keep", atMost(MAX_JSON_BYTES), async (c) => {
    const { key, took_ms, program } = checked(KeepRequest, await json(c));
    const sandbox = await sandboxes.get(c.req.param("task"));
    return c.json((await sandbox.keep(key, program, took_ms)) satisfies Kept);
  });
  app.post("/tasks/:task/bring", atMost(MAX_JSON_BYTES), async (c) => {
    const { key, program } = checked(BringRequest, await json(c));
    const sandbox = await sandboxes.get(c.req.param("task"));
    return c.json({ kept: await sandbox.bring(key, program) } satisfies BringAnswer);
  });
}

const describe = ({ machine: { isolation } }: Sandboxes): RunnerDescription => ({
  isolation: isolation.kind,
  network: isolation.kind === "bubblewrap" ? "isolated" : "unrestricted",
  worker_url: isolation.kind === "bubblewrap" ? `http://${WORKER_HOST}` : null,
  warning: isolation.warning,
});

/** Writes the log as NDJSON; a failure is its last line. The reader sets the pace; the process does not wait. */
function streamLog(c: Context, follow: (signal: AbortSignal) => AsyncGenerator<LogEntry>): Response {
  const gone = new AbortController();
  c.header("content-type", "application/x-ndjson");
  return stream(c, async (response) => {
    response.onAbort(() => gone.abort());
    const write = (line: LogLine) => response.writeln(JSON.stringify(line));
    const heartbeat = setInterval(() => void write({ type: "ping" }), HEARTBEAT_MS);
    try {
      for await (const entry of follow(gone.signal))
        await write("data" in entry ? { ...entry, data: entry.data.toString("base64") } : entry);
    } catch (error) {
      await write({ type: "error", ...failureOf(error) });
    } finally {
      clearInterval(heartbeat);
    }
  });
}

const atMost = (maxSize: number) =>
  bodyLimit({
    maxSize,
    onError: () => {
      throw new RunnerFailure("permanent", "BODY_TOO_LARGE", `body: over ${maxSize} bytes`, 413);
    },
  });

async function json(c: Context): Promise<unknown> {
  const text = await c.req.text();
  try {
    return JSON.parse(text);
  } catch {
    throw invalid("body: must be JSON");
  }
}

/** `input` in the schema's shape. Throws INVALID_REQUEST with the name of the first field that is not. */
function checked<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [{ path, message } = { path: [], message: "is not as it should be" }] = result.error.issues;
  throw invalid(`${path.join(".") || "body"}: ${message}`);
}

function authorized(given: string | undefined, token: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given ?? ""), digest(`Bearer ${token}`));
}

function failureOf(error: unknown): RunnerError {
  if (error instanceof RunnerFailure) {
    return { error: { kind: error.kind, code: error.code, message: error.message } };
  }
  console.error(error);
  return {
    error: { kind: "transient", code: "RUNNER_ERROR", message: "the sandbox runner failed; see its log" },
  };
}
