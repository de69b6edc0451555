import type { Context, Env } from "hono";
import type { Database, Repository } from "./database.ts";
import type { Faults } from "./faults.ts";
import type { Git } from "./git/run.ts";
import type { Holds } from "./holds.ts";
import type { StartCode } from "./start-code.ts";
import type { User } from "./users.ts";

/** What every route of the stand-in works with. Owned by the server, which closes it. */
export interface StandIn {
  git: Git;
  db: Database;
  faults: Faults;
  holds: Holds;
  startCode: StartCode;
  /** Base of the pages and of git URLs; no slash at the end. */
  webUrl: string;
  apiUrl: string;
  gitDir(repo: Pick<Repository, "owner" | "name">): string;
  now(): Date;
}

/** Set by the middleware before a route runs: the caller, and the repository that he may read. */
export interface ApiEnv extends Env {
  Variables: { user: User; scope: string; repo: Repository; gitDir: string };
}
export type ApiContext = Context<ApiEnv>;

/** ISO 8601 to the second, as GitHub prints times. */
export const timestamp = (date: Date): string => date.toISOString().replace(/\.\d+Z$/, "Z");
