import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { KEEP_ALIVE_MS } from "../keep-alive.ts";
import { ChatRequest, readScene } from "./conversation.ts";
import { sendError } from "./faults.ts";
import { findModel, modelIds } from "./models.ts";
import type { Reply } from "./reply.ts";
import { ScriptEnded, ScriptedModels } from "./scripted.ts";
import { chunksOf, completionOf, event, usageOf } from "./stream.ts";

const MAX_BODY_BYTES = 32 * 1024 * 1024;
const DEFAULT_DELAY_MS = 12;

export interface DemoModelOptions {
  /** 0 picks a free one. */
  port: number;
  /** Between two pieces of a stream; default: the variable DEMO_MODEL_DELAY_MS, or 12. */
  delayMs?: number;
  /** Lists the models that fail on purpose. They answer in any case. */
  testModels?: boolean;
}

export interface DemoModel {
  /** The base URL of an OpenAI-compatible API: ends before `/chat/completions`. */
  url: string;
  /** For tests: models that play what a test wrote down. */
  scripted: ScriptedModels;
  /** Closes the port and every connection. */
  close(): Promise<void>;
}

/** Starts the demo model on loopback. It needs no key, no network and no state. */
export async function startDemoModel(options: DemoModelOptions): Promise<DemoModel> {
  const delayMs = options.delayMs ?? readDelay(process.env.DEMO_MODEL_DELAY_MS);
  const scripted = new ScriptedModels();
  const behaviour = { delayMs, testModels: options.testModels ?? false, scripted };
  const server = createServer((request, response) => {
    answer(request, response, behaviour).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else if (error instanceof ScriptEnded) sendError(response, 400, error.message);
      else sendError(response, 500, `The demo model failed: ${String(error)}`, "server_error");
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("demo model: no TCP port");
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    scripted,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function readDelay(text: string | undefined): number {
  const delayMs = Number(text ?? DEFAULT_DELAY_MS);
  if (Number.isFinite(delayMs) && delayMs >= 0) return delayMs;
  throw new Error(`DEMO_MODEL_DELAY_MS must be a number of milliseconds, got "${text}"`);
}

interface Behaviour {
  delayMs: number;
  testModels: boolean;
  scripted: ScriptedModels;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  behaviour: Behaviour,
): Promise<void> {
  const route = `${request.method} ${new URL(request.url ?? "/", "http://demo").pathname}`;
  if (route === "GET /v1/models") {
    const ids = [...modelIds(behaviour.testModels), ...behaviour.scripted.ids];
    const data = ids.map((id) => ({ id, object: "model", created: 0, owned_by: "verne" }));
    return sendJson(response, { object: "list", data });
  }
  if (route !== "POST /v1/chat/completions") return sendError(response, 404, `No such route: ${route}`);
  const body = await readBody(request);
  if (body === null) return sendError(response, 413, "The request is larger than 32 MB.");
  const chat = ChatRequest.safeParse(parseJson(body));
  if (!chat.success) return sendError(response, 400, `Invalid request: ${z.prettifyError(chat.error)}`);
  const reply = behaviour.scripted.answer(chat.data);
  if (reply) return send(chat.data, reply, body, response, behaviour.delayMs);
  await complete(chat.data, body, response, behaviour.delayMs);
}

async function complete(
  chat: ChatRequest,
  body: string,
  response: ServerResponse,
  delayMs: number,
): Promise<void> {
  const model = findModel(chat.model);
  if (!model) {
    const message = `The model ${JSON.stringify(chat.model.slice(0, 100))} does not exist.`;
    return sendError(response, 404, message, "invalid_request_error", "model_not_found");
  }
  if ("fault" in model) return model.fault(response);
  await send(chat, model.script(readScene(chat)), body, response, delayMs);
}

async function send(
  chat: ChatRequest,
  reply: Reply,
  body: string,
  response: ServerResponse,
  delayMs: number,
): Promise<void> {
  const usage = usageOf(body, reply);
  if (!chat.stream) return sendJson(response, completionOf(chat.model, reply, usage));

  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  for (const data of chunksOf(chat.model, reply, chat.stream_options?.include_usage ? usage : null)) {
    if (response.destroyed) return;
    response.write(event(data));
    if (delayMs > 0) await pause(delayMs);
  }
  response.end("data: [DONE]\n\n");
}

/** The whole body, or null if it is too large. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    const buffer = Buffer.from(part);
    bytes += buffer.byteLength;
    if (bytes > MAX_BODY_BYTES) return null;
    parts.push(buffer);
  }
  return Buffer.concat(parts).toString("utf8");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sendJson(response: ServerResponse, body: object): void {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
