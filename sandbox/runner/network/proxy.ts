import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { NetworkPolicy } from "../../../worker/protocol/runner.ts";
import { dial, NotConnected, type Surroundings } from "./dial.ts";
import { join } from "./join.ts";
import { hostName } from "./policy.ts";
import { answerSocks } from "./socks.ts";

/** The name under which a task reaches the Worker, and of it nothing but git. */
export const WORKER_HOST = "verne.internal";

export interface Denial {
  host: string;
  port: number;
  rule: string;
}

export interface ProxyOptions {
  policy: () => NetworkPolicy;
  surroundings: Surroundings;
  /** Origin of the Worker; without it there is no git either. */
  workerUrl: string | null;
  onDenied: (denial: Denial) => void;
}

const SOCKS5 = 5;
const REFUSED = 403;
/** Headers that belong to one connection and are not handed on. */
const HOP_BY_HOP = new Set([
  ...["connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection"],
  ...["te", "trailer", "transfer-encoding", "upgrade"],
]);

/**
 * The only way out of a task's network: an HTTP proxy (CONNECT, and plain requests) and SOCKS5 on one port, told
 * apart by their first byte. Applies one policy; has no reference to the task.
 */
export class FilterProxy {
  private readonly options: ProxyOptions;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  constructor(options: ProxyOptions) {
    this.options = options;
    this.server = createServer((asked, answer) => void this.forward(asked, answer));
    this.server.on(
      "connect",
      (asked: IncomingMessage, socket: Socket, head: Buffer) => void this.tunnel(asked, socket, head),
    );
  }

  /** Takes over a connection from inside the task's network. */
  accept(socket: Socket): void {
    this.sockets.add(socket);
    socket.once("close", () => this.sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.once("data", (first: Buffer) => {
      socket.pause();
      socket.unshift(first);
      if (first[0] === SOCKS5) void answerSocks(socket, (host, port) => this.open(host, port));
      else {
        this.server.emit("connection", socket);
        socket.resume();
      }
    });
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private async open(host: string, port: number): Promise<Socket> {
    try {
      if (hostName(host) === WORKER_HOST)
        throw new NotConnected(`${WORKER_HOST} takes plain requests alone`, "worker: git, by plain requests");
      const socket = await dial(this.options.policy(), this.options.surroundings, host, port);
      this.sockets.add(socket);
      socket.once("close", () => this.sockets.delete(socket));
      return socket;
    } catch (error) {
      if (error instanceof NotConnected && error.rule !== null)
        this.options.onDenied({ host: hostName(host), port, rule: error.rule });
      throw error;
    }
  }

  private async tunnel(asked: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    const [, host, port] = /^(.+):(\d{1,5})$/.exec(asked.url ?? "") ?? [];
    if (host === undefined || port === undefined) return void socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
    try {
      const remote = await this.open(host, Number(port));
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      if (head.length > 0) remote.write(head);
      join(socket, remote);
    } catch (error) {
      const { status, text } = refusal(error);
      socket.end(
        `HTTP/1.1 ${status} ${status === REFUSED ? "Forbidden" : "Bad Gateway"}\r\ncontent-type: text/plain\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
      );
    }
  }

  private async forward(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const url = URL.parse(asked.url ?? "");
    if (url?.protocol !== "http:")
      return end(answer, 400, "this is a proxy: ask for an absolute http address\n");
    try {
      const socket =
        url.hostname === WORKER_HOST ? null : await this.open(url.hostname, Number(url.port || 80));
      const target = socket === null ? this.gitTarget(url) : url;
      const headers = Object.fromEntries(
        Object.entries(asked.headers).filter(([name]) => !HOP_BY_HOP.has(name)),
      );
      const sent = request({
        host: target.hostname,
        port: target.port || 80,
        path: target.pathname + target.search,
        method: asked.method,
        headers: { ...headers, host: target.host },
        ...(socket === null ? {} : { createConnection: () => socket }),
        agent: false,
      });
      sent.once("response", (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
      });
      sent.once("error", (error) => {
        if (answer.headersSent) answer.destroy();
        else end(answer, 502, `${error.message}\n`);
      });
      answer.once("close", () => sent.destroy());
      asked.pipe(sent);
    } catch (error) {
      const { status, text } = refusal(error);
      end(answer, status, text);
    }
  }

  /** `URL` has resolved every dot segment, also the encoded ones, so that the path is what it says. */
  private gitTarget(url: URL): URL {
    const { workerUrl, onDenied } = this.options;
    if (workerUrl !== null && url.pathname.startsWith("/git/") && !/%2f|%5c|\\/i.test(url.pathname))
      return new URL(url.pathname + url.search, workerUrl);
    const rule = "worker: nothing but git";
    onDenied({ host: WORKER_HOST, port: 80, rule });
    throw new NotConnected(`${url.pathname} is not for tasks`, rule);
  }
}

function refusal(error: unknown): { status: number; text: string } {
  const denied = error instanceof NotConnected && error.rule !== null;
  const reason = error instanceof Error ? error.message : String(error);
  return denied
    ? { status: REFUSED, text: `Verne's network policy refused this connection: ${reason} (${error.rule})\n` }
    : { status: 502, text: `${reason}\n` };
}

function end(answer: ServerResponse, status: number, text: string): void {
  answer.writeHead(status, { "content-type": "text/plain", connection: "close" });
  answer.end(text);
}
