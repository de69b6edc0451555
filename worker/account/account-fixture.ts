/** What the use cases of an account are called with in tests: a database and a bucket that answer as they are told. */
import { vi } from "vitest";
import type { User } from "../access/principal.ts";
import type { Config } from "../env.ts";
import type { TaskDeps } from "../tasks/deps.ts";

export const ORG = "30000000-0000-4000-8000-000000000001";
export const ADA: User = {
  kind: "user",
  userId: "10000000-0000-4000-8000-00000000000a",
  jwt: "a.b.c",
  clientId: null,
};

/** What a request is answered with: a value, a refusal of the database (`[code, message]`), or one by one what a function gives. */
export type Answers = Record<string, unknown>;

export const refused = (code: string, message: string): Response =>
  Response.json({ code, message, details: null, hint: null }, { status: 400 });

/** Stands in for PostgREST until `vi.unstubAllGlobals`; gives what it was asked: `POST rpc/create_organisation`. */
export function database(answers: Answers): { call: string; body: unknown }[] {
  const asked: { call: string; body: unknown }[] = [];
  vi.stubGlobal("fetch", async (input: string, init: RequestInit) => {
    const call = `${init.method ?? "GET"} ${new URL(input).pathname.replace("/rest/v1/", "")}`;
    const body: unknown = typeof init.body === "string" ? JSON.parse(init.body) : null;
    asked.push({ call, body });
    if (!(call in answers)) throw new Error(`nobody expected ${call}`);
    const given = answers[call];
    const answer: unknown = typeof given === "function" ? given(body) : given;
    if (answer instanceof Response) return answer.clone();
    return answer === undefined ? new Response(null, { status: 204 }) : Response.json(answer);
  });
  return asked;
}

/** `closed`: ids of the tasks whose sockets were closed. */
export function deps(): { deps: TaskDeps; closed: string[]; bucket: Map<string, Uint8Array> } {
  const closed: string[] = [];
  const bucket = new Map<string, Uint8Array>();
  const config = {
    SUPABASE_URL: "http://database.test",
    SUPABASE_PUBLISHABLE_KEY: "p",
    SUPABASE_SECRET_KEY: "s",
    PUBLIC_URL: "https://verne.test",
    ALLOWED_LOGINS: [] as readonly string[],
    ALLOWED_ORGS: [] as readonly string[],
    ALLOW_ANYONE: true,
    CAPABILITY_SECRET: "a secret of more than thirty-two characters",
  };
  // The parts that use cases read.
  const parts = {
    config: config as Config,
    objects: { getByName: (id: string) => ({ closeGuestSockets: async () => void closed.push(id) }) },
    bucket: {
      put: async (key: string, bytes: Uint8Array) => void bucket.set(key, bytes),
      get: async (key: string) => {
        const bytes = bucket.get(key);
        return bytes ? { arrayBuffer: async () => bytes.buffer } : null;
      },
      delete: async (keys: string | string[]) => {
        for (const key of [keys].flat()) bucket.delete(key);
      },
    },
    now: () => Date.parse("2026-11-22T10:00:00.000Z"),
  };
  return { deps: parts as unknown as TaskDeps, closed, bucket };
}
