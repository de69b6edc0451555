import { createHash, randomBytes } from "node:crypto";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

export type Permission = "pull" | "push" | "admin";

export interface Repository {
  id: number;
  owner: string;
  name: string;
  description: string | null;
  /** Git directory of the user's own repository that this one copies; null for every other. */
  source: string | null;
  createdAt: string;
}

export interface PullRequest {
  repoId: number;
  number: number;
  title: string;
  body: string;
  head: string;
  base: string;
  author: string;
  draft: boolean;
  state: "open" | "closed";
  /** Commit of the head when last seen; frozen once the pull request is closed. */
  headSha: string;
  baseSha: string;
  mergeSha: string | null;
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  mergedAt: string | null;
}

export interface Comment {
  id: number;
  repoId: number;
  number: number;
  author: string;
  body: string;
  createdAt: string;
}

export interface CommitStatus {
  id: number;
  repoId: number;
  sha: string;
  state: string;
  context: string;
  description: string | null;
  targetUrl: string | null;
  author: string;
  createdAt: string;
}

export interface CheckRun {
  id: number;
  repoId: number;
  sha: string;
  name: string;
  status: string;
  /** Null until it is completed. */
  conclusion: string | null;
  startedAt: string;
}

interface CodeGrant {
  code: string;
  clientId: string;
  redirectUri: string;
  login: string;
  scope: string;
  expiresAtMs: number;
}

const SCHEMA = `
create table if not exists tokens (token text primary key, login text not null, scope text not null) strict;
create table if not exists codes (code text primary key, clientId text not null, redirectUri text not null,
  login text not null, scope text not null, expiresAtMs integer not null) strict;
create table if not exists repositories (id integer primary key, owner text not null collate nocase,
  name text not null collate nocase, description text, source text, createdAt text not null, unique (owner, name)) strict;
create table if not exists archived (repoId integer primary key) strict;
create table if not exists formerNames (owner text not null collate nocase, name text not null collate nocase,
  repoId integer not null, primary key (owner, name)) strict;
create table if not exists rulesets (id integer primary key, repoId integer not null, include text not null) strict;
create table if not exists access (repoId integer not null, login text not null, permission text not null,
  primary key (repoId, login)) strict;
create table if not exists memberships (org text not null collate nocase, login text not null, state text not null,
  primary key (org, login)) strict;
create table if not exists pulls (repoId integer not null, number integer not null, data text not null,
  primary key (repoId, number)) strict;
create table if not exists comments (id integer primary key, repoId integer not null, number integer not null,
  author text not null, body text not null, createdAt text not null) strict;
create table if not exists statuses (id integer primary key, repoId integer not null, sha text not null,
  state text not null, context text not null, description text, targetUrl text, author text not null,
  createdAt text not null) strict;
create table if not exists checkRuns (id integer primary key, repoId integer not null, sha text not null,
  name text not null, status text not null, conclusion text, startedAt text not null) strict;
`;

/** Everything that is not a git object, in one SQLite file. Methods are synchronous: one process owns the file. */
export type Database = ReturnType<typeof openDatabase>;

export function openDatabase(dataDir: string) {
  const db = new DatabaseSync(path.join(dataDir, "github.sqlite"));
  try {
    takeForm(db);
    db.exec(`pragma journal_mode = wal; ${SCHEMA}`);
  } catch (error) {
    db.close();
    throw error;
  }
  const queries: Queries = {
    // SQLite answers untyped rows; each query below names the columns of the type it claims.
    all: <T>(sql: string, ...values: Value[]) => db.prepare(sql).all(...values) as T[],
    one: <T>(sql: string, ...values: Value[]) => (db.prepare(sql).get(...values) as T | undefined) ?? null,
    run: (sql, ...values) => Number(db.prepare(sql).run(...values).lastInsertRowid),
  };
  return {
    close: () => db.close(),
    ...accounts(queries),
    ...repositories(queries),
    ...pulls(queries),
    ...notes(queries),
  };
}

/** Raised whenever a table becomes another one. 0 is from before forms had numbers, and the same. */
const FORM = 1;

function takeForm(db: DatabaseSync): void {
  const { user_version: form } = db.prepare("pragma user_version").get() as { user_version: number }; // its one column
  if (form > FORM) throw new Error(`its form is ${form}, and this version knows ${FORM}`);
  db.exec(`pragma user_version = ${FORM}`);
}

type Value = string | number | null;

interface Queries {
  all<T>(sql: string, ...values: Value[]): T[];
  one<T>(sql: string, ...values: Value[]): T | null;
  /** Returns the id of an inserted row. */
  run(sql: string, ...values: Value[]): number;
}

/** What rests in the file, and in its write-ahead log, is no credential. */
const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/** Tokens, and the codes that buy one. */
function accounts({ one, run }: Queries) {
  return {
    issueToken(login: string, scope: string): string {
      const token = `gho_${randomBytes(18).toString("base64url").replace(/[-_]/g, "x")}`;
      run("insert into tokens (token, login, scope) values (?, ?, ?)", hashOf(token), login, scope);
      return token;
    },
    tokenOwner: (token: string) =>
      one<{ login: string; scope: string }>("select login, scope from tokens where token = ?", hashOf(token)),
    /** `pending`: invited, and has not accepted. */
    setMembership(org: string, login: string, state: "active" | "pending" | "none"): void {
      run("delete from memberships where org = ? and login = ?", org, login);
      if (state !== "none")
        run("insert into memberships (org, login, state) values (?, ?, ?)", org, login, state);
    },
    membership: (org: string, login: string) =>
      one<{ org: string; state: "active" | "pending" }>(
        "select org, state from memberships where org = ? and login = ?",
        org,
        login,
      ),
    putCode(grant: CodeGrant): void {
      run(
        "insert into codes (code, clientId, redirectUri, login, scope, expiresAtMs) values (?, ?, ?, ?, ?, ?)",
        hashOf(grant.code),
        grant.clientId,
        grant.redirectUri,
        grant.login,
        grant.scope,
        grant.expiresAtMs,
      );
    },
    /** Hands a code over once; the second call gets null. */
    takeCode: (code: string) => one<CodeGrant>("delete from codes where code = ? returning *", hashOf(code)),
  };
}

/** Repositories and who may do what in them. */
function repositories({ all, one, run }: Queries) {
  return {
    addRepository(repo: Omit<Repository, "id">): Repository {
      const sql =
        "insert into repositories (owner, name, description, source, createdAt) values (?, ?, ?, ?, ?) returning *";
      const row = one<Repository>(sql, repo.owner, repo.name, repo.description, repo.source, repo.createdAt);
      if (row === null) throw new Error(`repository ${repo.owner}/${repo.name} was not stored`);
      return row;
    },
    findRepository: (owner: string, name: string) =>
      one<Repository>("select * from repositories where owner = ? and name = ?", owner, name),
    repositoryById: (id: number) => one<Repository>("select * from repositories where id = ?", id),
    /** A repository that had this name before. */
    findFormer: (owner: string, name: string) =>
      one<Repository>(
        "select r.* from repositories r join formerNames f on f.repoId = r.id where f.owner = ? and f.name = ?",
        owner,
        name,
      ),
    renameRepository(repo: Repository, name: string): void {
      run(
        "insert or replace into formerNames (owner, name, repoId) values (?, ?, ?)",
        repo.owner,
        repo.name,
        repo.id,
      );
      run("delete from formerNames where owner = ? and name = ?", repo.owner, name);
      run("update repositories set name = ? where id = ?", name, repo.id);
    },
    /** It can be read and no longer written. */
    isArchived: (repoId: number): boolean =>
      one<{ repoId: number }>("select repoId from archived where repoId = ?", repoId) !== null,
    setArchived(repoId: number, archived: boolean): void {
      run(
        archived
          ? "insert or ignore into archived (repoId) values (?)"
          : "delete from archived where repoId = ?",
        repoId,
      );
    },
    /** Refuses the creation of refs that match; `include` is a pattern as rulesets have them. */
    addRuleset: (repoId: number, include: string): number =>
      run("insert into rulesets (repoId, include) values (?, ?)", repoId, include),
    rulesets: (repoId: number): string[] =>
      all<{ include: string }>("select include from rulesets where repoId = ?", repoId).map(
        (row) => row.include,
      ),
    removeRuleset(repoId: number, id: number): void {
      run("delete from rulesets where repoId = ? and id = ?", repoId, id);
    },
    findImported: (source: string) => one<Repository>("select * from repositories where source = ?", source),
    repositoriesOf: (login: string) =>
      all<Repository>(
        "select r.* from repositories r join access a on a.repoId = r.id and a.login = ? order by r.id",
        login,
      ),
    grant(repoId: number, login: string, permission: Permission): void {
      run(
        "insert or replace into access (repoId, login, permission) values (?, ?, ?)",
        repoId,
        login,
        permission,
      );
    },
    permission: (repoId: number, login: string): Permission | null =>
      one<{ permission: Permission }>(
        "select permission from access where repoId = ? and login = ?",
        repoId,
        login,
      )?.permission ?? null,
  };
}

/** Pull requests, each kept whole. */
function pulls({ all, one, run }: Queries) {
  return {
    nextNumber: (repoId: number): number =>
      one<{ next: number }>("select coalesce(max(number), 0) + 1 as next from pulls where repoId = ?", repoId)
        ?.next ?? 1,
    putPull(pull: PullRequest): void {
      run(
        "insert or replace into pulls (repoId, number, data) values (?, ?, ?)",
        pull.repoId,
        pull.number,
        JSON.stringify(pull),
      );
    },
    getPull(repoId: number, number: number): PullRequest | null {
      const row = one<{ data: string }>(
        "select data from pulls where repoId = ? and number = ?",
        repoId,
        number,
      );
      // Written by putPull alone.
      return row === null ? null : (JSON.parse(row.data) as PullRequest);
    },
    listPulls: (repoId: number): PullRequest[] =>
      all<{ data: string }>("select data from pulls where repoId = ? order by number desc", repoId).map(
        // Written by putPull alone.
        (row) => JSON.parse(row.data) as PullRequest,
      ),
  };
}

/** Comments, commit statuses and check runs. */
function notes({ all, run }: Queries) {
  return {
    addComment(comment: Omit<Comment, "id">): Comment {
      const sql = "insert into comments (repoId, number, author, body, createdAt) values (?, ?, ?, ?, ?)";
      const id = run(sql, comment.repoId, comment.number, comment.author, comment.body, comment.createdAt);
      return { ...comment, id };
    },
    listComments: (repoId: number, number: number) =>
      all<Comment>("select * from comments where repoId = ? and number = ? order by id", repoId, number),

    addStatus(status: Omit<CommitStatus, "id">): CommitStatus {
      const sql = `insert into statuses (repoId, sha, state, context, description, targetUrl, author, createdAt)
        values (?, ?, ?, ?, ?, ?, ?, ?)`;
      const id = run(
        sql,
        status.repoId,
        status.sha,
        status.state,
        status.context,
        status.description,
        status.targetUrl,
        status.author,
        status.createdAt,
      );
      return { ...status, id };
    },
    /** Newest first. */
    listStatuses: (repoId: number, sha: string) =>
      all<CommitStatus>("select * from statuses where repoId = ? and sha = ? order by id desc", repoId, sha),

    addCheckRun(check: Omit<CheckRun, "id">): CheckRun {
      const sql =
        "insert into checkRuns (repoId, sha, name, status, conclusion, startedAt) values (?, ?, ?, ?, ?, ?)";
      const { repoId, sha, name, status, conclusion, startedAt } = check;
      return { ...check, id: run(sql, repoId, sha, name, status, conclusion, startedAt) };
    },
    /** Newest first. */
    listCheckRuns: (repoId: number, sha: string) =>
      all<CheckRun>("select * from checkRuns where repoId = ? and sha = ? order by id desc", repoId, sha),
  };
}
