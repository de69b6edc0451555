import { serve } from "@hono/node-server";
import type { Hono } from "hono";
import { KEEP_ALIVE_MS } from "../keep-alive.ts";

/** Serves `app` on loopback; port 0 takes a free one. Rejects when the port is taken. */
export function listen(app: Hono, port: number): Promise<{ port: number; close(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    const serverOptions = { keepAliveTimeout: KEEP_ALIVE_MS };
    const server = serve({ fetch: app.fetch, port, hostname: "127.0.0.1", serverOptions }, (info) =>
      resolve({
        port: info.port,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            // Keep-alive connections of clients would keep the server open.
            if ("closeAllConnections" in server) server.closeAllConnections();
          }),
      }),
    );
    server.on("error", reject);
  });
}
