/** What use cases are called with in tests: principals, and a database and an object that answer as they are told. */
import { vi } from "vitest";
import type { User } from "../access/principal.ts";
import type { Config } from "../env.ts";
import type { TaskRow } from "../store/rows.ts";
import type { TaskDeps } from "./deps.ts";

export const TASK = "20000000-0000-4000-8000-000000000001";
export const ORG = "30000000-0000-4000-8000-000000000001";
const user = (userId: string): User => ({ kind: "user", userId, jwt: "a.b.c", clientId: null });
/** Owns TASK. */
export const ADA = user("10000000-0000-4000-8000-00000000000a");
export const GRACE = user("10000000-0000-4000-8000-00000000000b");

const AT = "2026-11-22T10:00:00.000Z";
const ROW: Partial<TaskRow> = {
  budget: {},
  id: TASK,
  user_id: ADA.userId,
  org_id: null,
  visibility: "private",
  state: "planning",
  images: [],
  created_at: AT,
  updated_at: AT,
  completed_at: null,
};

/** Answers by request: `GET tasks`, `POST rpc/take_place`. */
export type Answers = Record<string, unknown>;

/**
 * Stands in for PostgREST until `vi.unstubAllGlobals`: TASK as `row` changes it (null: the database shows none), the role
 * of whoever asks in ORG, and further answers. A request that has none throws. Gives the requests as they come.
 */
export function database({
  row = {},
  role,
  answers = {},
}: {
  row?: Partial<TaskRow> | null | undefined;
  role?: string | undefined;
  answers?: Answers;
}): string[] {
  const known: Answers = {
    "GET tasks": row === null ? [] : [{ ...ROW, ...row }],
    "GET organisation_members": role === undefined ? [] : [{ org_id: ORG, role }],
    "POST rpc/github_login": "ada",
    "POST rpc/profiles": [{ id: ADA.userId, github_login: "ada", name: null, avatar_url: null }],
    ...answers,
  };
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (input: string, { method = "GET" }: RequestInit) => {
    const call = `${method} ${new URL(input).pathname.replace("/rest/v1/", "")}`;
    asked.push(call);
    if (!(call in known)) throw new Error(`nobody expected ${call}`);
    return known[call] === null ? new Response(null, { status: 204 }) : Response.json(known[call]);
  });
  return asked;
}

/** `object`: the methods of the task's object that the use case calls. */
export function depsWith(object: object): TaskDeps {
  const config = {
    SUPABASE_URL: "http://database.test",
    SUPABASE_PUBLISHABLE_KEY: "p",
    SUPABASE_SECRET_KEY: "s",
    PUBLIC_URL: "https://verne.test",
    WEB_ORIGINS: [] as string[],
    CAPABILITY_SECRET: "a secret of more than thirty-two characters",
    MAX_OPEN_TASKS_PER_USER: 2,
  };
  // The parts that use cases read.
  const deps = { config: config as Config, objects: { getByName: () => object }, now: () => Date.parse(AT) };
  return deps as unknown as TaskDeps;
}
