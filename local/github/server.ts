import path from "node:path";
import { Hono } from "hono";
import { SAMPLES } from "../samples/index.ts";
import { readingState } from "../unreadable-state.ts";
import { errorBody, GitHubError } from "./answers.ts";
import { createApi } from "./api.ts";
import type { StandIn } from "./context.ts";
import { controlRoutes } from "./controls.ts";
import { openDatabase, type Permission } from "./database.ts";
import { createFaults, type Faults } from "./faults.ts";
import { createGit, type Git, GitError } from "./git/run.ts";
import { createHolds, type Holds } from "./holds.ts";
import { listen } from "./listen.ts";
import { addRepository, ensureSample, importRepository, type SampleSource } from "./repositories.ts";
import { isLoopback, oauthRoutes } from "./routes/oauth.ts";
import { pageRoutes } from "./routes/pages.ts";
import { gitRoutes } from "./smart-http.ts";
import { StartCode } from "./start-code.ts";
import { findUser, USERS } from "./users.ts";

export interface GitHubOptions {
  /** Owned by the stand-in: bare repositories, one SQLite file, git's configuration. Created if absent. */
  dataDir: string;
  /** 0 takes a free port. Always on 127.0.0.1. */
  port: number;
  /** Default: those of `local/samples/`. */
  samples?: SampleSource[];
  /** Path of a user's own repository; becomes `local/<folder name>` and is only ever read. */
  importRepo?: string;
  now?: () => Date;
  /** For tests: also takes faults and holds over HTTP, without authentication. */
  controls?: boolean;
}

export interface GitHub {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  url: string;
  webUrl: string;
  apiUrl: string;
  /** Required to sign in; see `StartCode`. */
  startCode: string;
  /** Full name of the repository that `importRepo` became. */
  imported: string | null;
  /** For tests: answers to give instead of the real ones. */
  faults: Faults;
  /** For tests: requests that wait until they are let go. */
  holds: Holds;
  /** For tests: a further repository, see `addRepository`. */
  addRepository(
    fullName: string,
    fill: (git: Git, gitDir: string) => Promise<void>,
    access?: Partial<Record<string, Permission>>,
  ): Promise<void>;
  /** For tests: git as the stand-in runs it. */
  git: Git;
  /** Path of the bare repository `owner/name`. */
  gitDir(fullName: string): string;
  /** Who is in an organisation, and who is invited to it (`pending`). */
  setMembership(org: string, login: string, state: "active" | "pending" | "none"): void;
  /** A token without the sign-in page, for tests and headless runs. */
  issueToken(login: string, scope?: string): string;
  /** Idempotent. */
  close(): Promise<void>;
}

/**
 * Starts the local GitHub stand-in and resolves once it listens. Repositories, pull requests and tokens survive a
 * restart on the same `dataDir`. Rejects with a message that names the cause: port taken, git missing, `importRepo`
 * not a repository.
 */
export async function startGitHub(options: GitHubOptions): Promise<GitHub> {
  const dataDir = path.resolve(options.dataDir);
  const git = createGit(dataDir);
  const db = await readingState("The GitHub stand-in's data", () => openDatabase(dataDir));
  const standIn: StandIn = {
    git,
    db,
    faults: createFaults(),
    holds: createHolds(),
    startCode: new StartCode(),
    webUrl: "",
    apiUrl: "",
    gitDir: (repo) => path.join(dataDir, "repositories", repo.owner, `${repo.name}.git`),
    now: options.now ?? (() => new Date()),
  };
  try {
    for (const sample of options.samples ?? DEFAULT_SAMPLES) await ensureSample(standIn, sample);
    const imported =
      options.importRepo === undefined ? null : await importRepository(standIn, options.importRepo);
    let closing: Promise<void> | null = null;
    const { port, close } = await listen(createServer(standIn, options.controls ?? false), options.port);
    standIn.webUrl = `http://127.0.0.1:${port}`;
    standIn.apiUrl = `${standIn.webUrl}/api/v3`;
    return {
      url: standIn.webUrl,
      webUrl: standIn.webUrl,
      apiUrl: standIn.apiUrl,
      startCode: standIn.startCode.text,
      imported,
      faults: standIn.faults,
      holds: standIn.holds,
      addRepository: (fullName, fill, access) => addRepository(standIn, fullName, fill, access),
      git,
      gitDir(fullName) {
        const [owner = "", name = ""] = fullName.split("/");
        return standIn.gitDir({ owner, name });
      },
      setMembership: (org, login, state) => db.setMembership(org, login, state),
      issueToken: (login, scope = "repo,user:email") => db.issueToken(login, scope),
      close() {
        standIn.holds.releaseAll();
        closing ??= close().then(() => db.close());
        return closing;
      },
    };
  } catch (error) {
    db.close();
    throw error;
  }
}

const DEFAULT_SAMPLES: SampleSource[] = SAMPLES.map((sample) =>
  sample.fullName === "samples/shopping-cart"
    ? {
        ...sample,
        branches: [
          {
            name: "docs/roadmap",
            file: "ROADMAP.md",
            content: "# Roadmap\n\n- Free shipping above 50.00\n- More than one discount on a cart\n",
            message: "Write down what comes next",
          },
        ],
      }
    : sample,
);

function createServer(standIn: StandIn, controls: boolean): Hono {
  const app = new Hono();
  // A page on the internet can make a browser call this machine under a name of its own.
  app.use(async (c, next) => {
    if (!isLoopback(new URL(c.req.url).hostname))
      return c.text("This server answers to loopback names only.\n", 403);
    return next();
  });
  if (controls) app.route("/", controlRoutes(standIn));
  app.route("/api/v3", createApi(standIn));
  app.route("/login/oauth", oauthRoutes({ ...standIn, people: { shown: USERS, find: findUser } }));
  app.route("/", gitRoutes(standIn));
  app.route("/", pageRoutes(standIn));
  app.notFound((c) => c.text("Not Found\n", 404));
  app.onError((error, c) => {
    if (error instanceof GitHubError) return c.json(errorBody(error), error.status);
    const message = error instanceof GitError ? error.message : "Internal error of the GitHub stand-in";
    console.error(`GitHub stand-in: ${c.req.method} ${c.req.path}:`, error);
    return c.json({ message, status: "500" }, 500);
  });
  return app;
}
