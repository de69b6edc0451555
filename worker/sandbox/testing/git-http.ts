import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export interface GitServer {
  /** `${url}/name.git` is a bare repository of the served folder. */
  url: string;
  /** Answers every request with this status from now on; null serves again. */
  answerWith(status: number | null): void;
  /** `Authorization` of every request, in order; empty for one without. */
  readonly authorizations: string[];
  close(): Promise<void>;
}

/** A git host over HTTP on loopback, for tests: `git http-backend` over the bare repositories in `folder`. */
export async function serveGit(folder: string): Promise<GitServer> {
  let status: number | null = null;
  const authorizations: string[] = [];
  const server = createServer((request, response) => {
    authorizations.push(request.headers.authorization ?? "");
    if (status !== null) response.writeHead(status).end();
    else void backend(folder, request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  return {
    url: `http://127.0.0.1:${address.port}`,
    authorizations,
    answerWith: (next) => {
      status = next;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function backend(folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://git");
  const cgi = spawn("git", ["http-backend"], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: "1",
      REQUEST_METHOD: request.method,
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  request.pipe(cgi.stdin);
  cgi.stdin.on("error", () => {});
  const chunks: Buffer[] = [];
  for await (const chunk of cgi.stdout as AsyncIterable<Buffer>) chunks.push(chunk);
  const output = Buffer.concat(chunks);
  const split = output.indexOf("\r\n\r\n");
  const headers: string[] = output.subarray(0, split).toString().split("\r\n");
  const code = headers.find((line) => line.startsWith("Status: "))?.slice(8, 11) ?? "200";
  const type = headers.find((line) => line.startsWith("Content-Type: "))?.slice(14) ?? "text/plain";
  response.writeHead(Number(code), { "content-type": type }).end(output.subarray(split + 4));
}
