/** Stands on loopback between the Worker and its neighbours, and harms what passes. */
import { createServer, type IncomingMessage, type ServerResponse, request as send } from "node:http";
import { pipeline } from "node:stream";
import { drawFault, NEIGHBOURS, type Neighbour, type NeighbourFault } from "./neighbour-faults.ts";
import type { Random } from "./random.ts";

/** One request that passed, or did not. */
export interface Passage {
  neighbour: Neighbour;
  method: string;
  path: string;
  fault: NeighbourFault | null;
  /** What the model was asked; null for everything else. */
  body: string | null;
  /** When the last byte of an unharmed answer had been handed on, in milliseconds; null when it was not. */
  completedAt: number | null;
}

export interface FaultProxy {
  /** `host:port`. */
  address: string;
  passages: readonly Passage[];
  /** While true nothing is harmed. */
  calm: boolean;
  close(): Promise<void>;
}

export interface FaultProxyOptions {
  /** The port on loopback of each neighbour. */
  ports: Readonly<Record<Neighbour, number>>;
  random: Random;
  /** Multiplies every rate. */
  scale: number;
  now: () => number;
}

export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const passages: Passage[] = [];
  const proxy = { calm: false };
  const server = createServer((request, response) => {
    const target = targetOf(request);
    const neighbour = NEIGHBOURS.find((name) => options.ports[name] === Number(target?.port));
    if (!target || !neighbour) {
      response.writeHead(502).end("no such neighbour");
      return;
    }
    const fault = proxy.calm ? null : drawFault(options.random, neighbour, options.scale);
    const passage: Passage = {
      neighbour,
      method: request.method ?? "",
      path: target.pathname,
      fault,
      body: null,
      completedAt: null,
    };
    passages.push(passage);
    void pass(request, response, target, passage, options.now);
  });
  server.keepAliveTimeout = 120_000;
  // CONNECT is not spoken: every neighbour is plain HTTP on loopback.
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the fault proxy has no TCP address");
  return Object.assign(proxy, {
    address: `127.0.0.1:${address.port}`,
    passages,
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  });
}

/** The Worker asks for a path, and names the neighbour as the host. */
const targetOf = ({ headers, url }: IncomingMessage): URL | null => URL.parse(`http://${headers.host}${url}`);

async function pass(
  request: IncomingMessage,
  response: ServerResponse,
  target: URL,
  passage: Passage,
  now: () => number,
): Promise<void> {
  const { fault } = passage;
  response.on("error", () => {});
  request.on("error", () => {});
  if (fault?.kind === "refused") return void response.destroy();
  if (fault?.kind === "silence") {
    setTimeout(() => response.destroy(), fault.ms);
    return;
  }
  if (fault?.kind === "status") {
    request.resume();
    const headers = fault.status === 429 ? { "retry-after": "1" } : {};
    response.writeHead(fault.status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify({ message: "Injected fault", error: { message: "Injected fault" } }));
    return;
  }
  const { host: _, connection: __, "proxy-connection": ___, ...headers } = request.headers;
  const onward = send(target, { method: request.method, headers: { ...headers, host: target.host } });
  onward.on("error", () => response.destroy());
  response.on("close", () => onward.destroy());
  if (passage.neighbour === "model" && request.method === "POST") keepBody(request, passage);
  request.pipe(onward);
  onward.on("response", (answer) => {
    if (fault?.kind === "answer_lost") {
      answer.resume();
      answer.on("end", () => response.destroy());
      return;
    }
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    response.flushHeaders();
    if (fault?.kind === "cut") return cut(answer, response, fault.afterBytes);
    pipeline(answer, response, (error) => {
      if (!error && answer.statusCode === 200) passage.completedAt = now();
    });
  });
}

function keepBody(request: IncomingMessage, passage: Passage): void {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    passage.body = Buffer.concat(parts).toString("utf8");
  });
}

/** An answer shorter than that is cut before its last byte. */
function cut(answer: IncomingMessage, response: ServerResponse, afterBytes: number): void {
  let left = afterBytes;
  answer.on("data", (part: Buffer) => {
    response.write(part.subarray(0, Math.max(0, left)));
    left -= part.length;
    if (left < 0) response.destroy();
  });
  answer.on("end", () => response.destroy());
  answer.on("error", () => response.destroy());
}
