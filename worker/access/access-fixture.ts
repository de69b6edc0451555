/** What the modules of access are called with in tests: a user, a configuration, and servers that are in memory. */
import { vi } from "vitest";
import { type Config, readConfig } from "../env.ts";
import type { User } from "./principal.ts";

const RING_KEY = (fill: number) => Buffer.alloc(32, fill).toString("base64");
/** Key rings as the variable holds them: NEXT has the key of FIRST and uses a newer one, OTHER has neither. */
export const FIRST = JSON.stringify({ current: "k1", keys: { k1: RING_KEY(1) } });
export const NEXT = JSON.stringify({ current: "k2", keys: { k1: RING_KEY(1), k2: RING_KEY(2) } });
export const OTHER = JSON.stringify({ current: "k1", keys: { k1: RING_KEY(9) } });

export const ADA: User = {
  kind: "user",
  userId: "10000000-0000-4000-8000-00000000000a",
  jwt: "a.d.a",
  clientId: null,
};
export const GRACE: User = { ...ADA, userId: "10000000-0000-4000-8000-00000000000b", jwt: "g.r.a" };

const REQUIRED = {
  SUPABASE_URL: "https://x.supabase.co",
  SUPABASE_PUBLISHABLE_KEY: "p",
  SUPABASE_SECRET_KEY: "s",
  PUBLIC_URL: "https://verne.example",
  KEY_RING: FIRST,
  CAPABILITY_SECRET: "c".repeat(32),
};

/** The configuration of a Worker with these variables beside those that it must have. */
export const readVariables = (variables: Record<string, string>): Config =>
  readConfig({ ...REQUIRED, ...variables } as never); // no binding is read

/** The parts of the configuration that access reads. */
export const configWith = (changes: Partial<Config> = {}): Config =>
  ({
    SUPABASE_URL: "http://database.test",
    SUPABASE_PUBLISHABLE_KEY: "sb_publishable_x",
    SUPABASE_SECRET_KEY: "sb_secret_x",
    GITHUB_API_URL: "http://github.test",
    PUBLIC_URL: "https://verne.test",
    CAPABILITY_SECRET: "a secret of more than thirty-two characters",
    KEY_RING: FIRST,
    EMBEDDED: false,
    ALLOWED_LOGINS: [],
    ALLOWED_ORGS: [],
    ADMIN_LOGINS: [],
    INVITATION_ONLY: false,
    ALLOW_ANYONE: true,
    OPERATOR_CONTACT: "",
    DNS_URL: "http://dns.test/query",
    ...changes,
  }) as Config;

type Row = Record<string, unknown>;

/** A request to the database. */
export interface Sent {
  /** `GET api_keys`, `POST rpc/github_login`. */
  call: string;
  /** `Ada` and the like: the bearer token; `null` with the secret key. */
  bearer: string | null;
  actor: unknown;
  query: URLSearchParams;
  body: unknown;
}

export interface Servers {
  tables?: Record<string, Row[]>;
  /** What functions of the database answer. */
  functions?: Record<string, unknown>;
  /** Answers requests to anything but the database. */
  elsewhere?: (url: URL, init: RequestInit) => Response | Promise<Response>;
  /** Called before the database carries out a request; a response of its own takes the place of it. */
  before?: (sent: Sent) => Response | undefined;
}

/** Takes the place of `fetch` until `vi.unstubAllGlobals`. Gives the requests to the database as they come. */
export function serve({ tables = {}, functions = {}, elsewhere, before }: Servers): Sent[] {
  const requests: Sent[] = [];
  vi.stubGlobal("fetch", async (input: string | URL, init: RequestInit = {}) => {
    const url = new URL(input);
    if (url.origin !== "http://database.test" || !url.pathname.startsWith("/rest/v1/")) {
      if (!elsewhere) throw new TypeError(`nothing listens at ${url.origin}`);
      return elsewhere(url, init);
    }
    const headers = new Headers(init.headers);
    const actor = headers.get("x-verne-actor");
    const sent: Sent = {
      call: `${init.method ?? "GET"} ${url.pathname.replace("/rest/v1/", "")}`,
      bearer: headers.get("authorization"),
      actor: actor && JSON.parse(actor),
      query: url.searchParams,
      body: typeof init.body === "string" ? JSON.parse(init.body) : null,
    };
    requests.push(sent);
    return before?.(sent) ?? carryOut(sent, tables, functions);
  });
  return requests;
}

/** The part of PostgREST that access uses. */
function carryOut({ call, query, body }: Sent, tables: Record<string, Row[]>, functions: Row): Response {
  const [method, name = ""] = call.split(" ");
  if (name.startsWith("rpc/")) return Response.json(functions[name.slice("rpc/".length)]);
  const rows = tables[name];
  if (!rows) throw new TypeError(`there is no table ${name}`);
  const meant = rows.filter((row) => [...query].every(([column, test]) => holds(row, column, test)));
  if (method === "GET") return Response.json(meant.map((row) => columnsOf(row, query.get("select") ?? "*")));
  if (method === "PATCH") for (const row of meant) Object.assign(row, body);
  if (method === "DELETE") tables[name] = rows.filter((row) => !meant.includes(row));
  if (method === "POST") {
    const added = body as Row; // supabase-js sends the row that it was given
    const unique = (query.get("on_conflict") ?? "").split(",");
    const same = rows.find((row) => unique.every((column) => row[column] === added[column]));
    if (same) Object.assign(same, added);
    else rows.push({ ...added });
  }
  return new Response(null, { status: 204 });
}

function holds(row: Row, column: string, test: string): boolean {
  if (["select", "order", "limit", "on_conflict", "columns"].includes(column)) return true;
  const [, not, operator, value = ""] = /^(not\.)?(\w+)\.(.*)$/.exec(test) ?? [];
  const is = value === "null" ? row[column] == null : String(row[column]) === value;
  return (operator === "neq" || not !== undefined) !== is;
}

const columnsOf = (row: Row, select: string): Row =>
  select === "*" ? row : Object.fromEntries(select.split(",").map((column) => [column, row[column]]));
