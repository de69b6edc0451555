import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { App } from "@supabase/lite";
import { KEEP_ALIVE_MS } from "../keep-alive.ts";
import { readingState } from "../unreadable-state.ts";
import { type Database, openDatabase } from "./database.ts";
import { createGateway } from "./gateway.ts";
import { loadKeys, type ProjectKeys } from "./keys.ts";
import { lockDataDir } from "./lock.ts";
import { ProviderSeal } from "./provider-seal.ts";
import { checkIsolation } from "./self-check.ts";
import { requestHeaders } from "./sessions.ts";
import { TokenExchange } from "./tokens.ts";

const HOST = "127.0.0.1";
const SESSION_SECONDS = 3600;

export interface SupabaseOptions {
  /** Directory that holds data, keys and lock; null keeps everything in memory. */
  dataDir: string | null;
  /** Port on 127.0.0.1; 0 takes a free one. Issuer and sessions depend on it: keep it stable between starts. */
  port: number;
  /** Base URL of the GitHub stand-in: `/login/oauth/*` and `/api/v3` are below it. */
  githubUrl: string;
  /** Where sign-in returns when no allowed `redirect_to` is given. */
  siteUrl: string;
  /** Further URLs (globs) that sign-in may return to. Any port of `siteUrl`'s host is allowed on loopback. */
  redirectUrls: string[];
  migrationsDir: string;
}

export interface SupabaseHandle {
  url: string;
  publishableKey: string;
  secretKey: string;
  /** Stops serving, then closes the database. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Starts the embedded Supabase: REST, GitHub sign-in by PKCE, ES256 tokens and JWKS over an embedded Postgres.
 * Resolves when it takes requests; the very first may wait about a second for the catalogue.
 *
 * Rejects with `DataDirInUse`, `UnreadableState` (with a `MigrationFailure` as its cause), an EADDRINUSE error, or the boot check's list of open tables.
 */
export async function startSupabase(options: SupabaseOptions): Promise<SupabaseHandle> {
  const { dataDir } = options;
  const unlock = dataDir === null ? () => {} : lockDataDir(dataDir);
  const cleanup: (() => unknown)[] = [unlock];
  const close = async (): Promise<void> => {
    for (let step = cleanup.pop(); step !== undefined; step = cleanup.pop()) await step();
  };
  try {
    const keysFile = dataDir === null ? null : join(dataDir, "keys.json");
    const keys = await readingState("The keys of the local Supabase", () => loadKeys(keysFile));
    const pgDir = dataDir === null ? null : join(dataDir, "pg");
    if (pgDir !== null) mkdirSync(pgDir, { recursive: true, mode: 0o700 });
    const database = await readingState("The local database", () =>
      openDatabase({ dataDir: pgDir, migrationsDir: options.migrationsDir }),
    );
    cleanup.push(() => database.close());
    await checkIsolation(database.pg);

    const listener = await listen(options.port);
    cleanup.push(() => listener.stop());
    const handler = handlerFor(options, listener.url, keys, database);
    // lite reads the whole catalogue before its first answer. Requests wait for that, the caller need not.
    const warm = database.connection.introspect({ useCache: true }).then(() => listener.use(handler));
    cleanup.push(() => warm);
    return { url: listener.url, publishableKey: keys.publishableKey, secretKey: keys.secretKey, close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Handler = (request: Request) => Promise<Response>;

function handlerFor(options: SupabaseOptions, url: string, keys: ProjectKeys, database: Database): Handler {
  const internalSecret = randomBytes(32).toString("base64url");
  const seal = new ProviderSeal(url, options.githubUrl);
  const app = new App({
    connection: database.connection,
    api: { external_url: url, schemas: ["public"] },
    studio: { enabled: false },
    storage: { enabled: false },
    auth: {
      enabled: true,
      jwt_secret: internalSecret,
      jwt_expiry: SESSION_SECONDS,
      publishable_key: keys.publishableKey,
      secret_key: keys.secretKey,
      site_url: options.siteUrl,
      additional_redirect_urls: options.redirectUrls,
      email: { enable_signup: false },
      external: {
        github: { enabled: true, client_id: "verne-local", secret: "verne-local", url: seal.providerUrl },
      },
    },
    options: { server: { disableStudio: true, admin: false } },
  });
  return createGateway({
    keys,
    tokens: new TokenExchange({ issuer: `${url}/auth/v1`, keys, internalSecret }),
    pg: database.pg,
    seal,
    inner: (request) =>
      requestHeaders.run(Object.fromEntries(request.headers), async () =>
        app.fetch(request, { peerAddress: null }),
      ),
  });
}

/** Listens first, because the port is part of the issuer; requests wait for the handler. */
async function listen(port: number) {
  const handler = Promise.withResolvers<Handler>();
  const server = serve({
    fetch: async (request) => (await handler.promise)(request),
    port,
    hostname: HOST,
    serverOptions: { keepAliveTimeout: KEEP_ALIVE_MS },
  });
  await new Promise<void>((resolve, reject) => {
    server.once("listening", resolve);
    server.once("error", reject);
  });
  // A TCP listener always has an AddressInfo.
  const address = server.address() as AddressInfo;
  return {
    url: `http://${HOST}:${address.port}`,
    use: (value: Handler) => handler.resolve(value),
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
}
