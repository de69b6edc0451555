/**
 * Stands between Verne and the real GitHub, on loopback only: whoever knows the code of the start signs in as the owner
 * of the token, and gets a token that is good at this server alone. What comes with such a one goes on to GitHub with the
 * real token, which neither the Worker nor the browser nor the database ever has.
 */
import { mkdirSync } from "node:fs";
import { Hono } from "hono";
import { openDatabase } from "../github/database.ts";
import { listen } from "../github/listen.ts";
import { isLoopback, oauthRoutes } from "../github/routes/oauth.ts";
import { StartCode } from "../github/start-code.ts";
import { readingState } from "../unreadable-state.ts";
import { createProxy } from "./proxy.ts";
import type { TokenFacts } from "./token.ts";

export interface RealGitHubOptions {
  /** Of codes and of this server's own tokens, which are kept as hashes. */
  dataDir: string;
  port: number;
  token: string;
  facts: TokenFacts;
  now?: () => Date;
}

export interface RealGitHub {
  webUrl: string;
  apiUrl: string;
  startCode: string;
  imported: null;
  /** Idempotent. */
  close(): Promise<void>;
}

/** Resolves once it listens. */
export async function startRealGitHub(options: RealGitHubOptions): Promise<RealGitHub> {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const db = await readingState("The sign-ins that were kept", () => openDatabase(options.dataDir));
  const startCode = new StartCode();
  const { facts } = options;
  const person = { id: facts.id, login: facts.login, name: facts.name, email: "" };
  const addresses = { webUrl: "", apiUrl: "" };
  const knows = (token: string | null): boolean =>
    token !== null && db.tokenOwner(token)?.login === facts.login;
  const app = new Hono();
  app.use(async (c, next) => {
    // A page on the internet can make a browser call this machine under a name of its own.
    if (!isLoopback(new URL(c.req.url).hostname))
      return c.text("This server answers to loopback names only.\n", 403);
    return next();
  });
  app.route(
    "/login/oauth",
    oauthRoutes({
      db,
      startCode,
      now: options.now ?? (() => new Date()),
      real: true,
      people: { shown: [person], find: (login) => (login === person.login ? person : undefined) },
    }),
  );
  const proxy = createProxy({ ...options, knows, addresses });
  app.all("/api/v3/*", proxy.api);
  app.get("/:owner/:name/info/refs", proxy.git);
  app.post("/:owner/:name/git-upload-pack", proxy.git);
  // Links of the app lead to GitHub itself.
  app.get("*", (c) => c.redirect(`${facts.webUrl}${c.req.path}`, 302));
  app.notFound((c) => c.text("Not Found\n", 404));
  app.onError((_error, c) => c.json({ message: "GitHub cannot be reached", status: "502" }, 502));
  try {
    const { port, close } = await listen(app, options.port);
    addresses.webUrl = `http://127.0.0.1:${port}`;
    addresses.apiUrl = `${addresses.webUrl}/api/v3`;
    let closing: Promise<void> | null = null;
    return {
      ...addresses,
      startCode: startCode.text,
      imported: null,
      close() {
        closing ??= close().then(() => db.close());
        return closing;
      },
    };
  } catch (error) {
    db.close();
    throw error;
  }
}
