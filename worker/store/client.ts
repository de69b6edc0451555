import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import type { Database } from "./rows.ts";

export interface StoreConfig {
  url: string;
  publishableKey: string;
  secretKey: string;
}

const REQUEST_TIMEOUT_MS = 10_000;

declare const ACTS_AS: unique symbol;

/** Acts as one user: row-level security decides. The brand, in types alone, keeps the two apart. */
export type UserClient = SupabaseClient<Database> & { readonly [ACTS_AS]: "user" };
/** Acts as the Worker and bypasses row-level security: every query through it must name its user or task. */
export type ServiceClient = SupabaseClient<Database> & { readonly [ACTS_AS]: "service" };

/** A client for the requests of one user. Make one per request; `jwt` is their verified access token. */
export const userClient = (config: StoreConfig, jwt: string): UserClient =>
  // The brand exists in the type only.
  connect(config.url, config.publishableKey, jwt) as UserClient;

/** In whose name the Worker writes, as the audit log records it. */
export type WritesFor =
  | { kind: "user" | "client"; id: string; client: string | null }
  | { kind: "agent" | "system" };

/** A client for the Worker's own writes, which are those of `actor` to the audit log. */
export const serviceClient = (config: StoreConfig, actor: WritesFor = { kind: "system" }): ServiceClient =>
  // The brand exists in the type only.
  connect(config.url, config.secretKey, null, actor) as ServiceClient;

/** Read by `audit_actor()`, of requests with the secret key alone. */
const ACTOR_HEADER = "x-verne-actor";

function connect(
  url: string,
  apiKey: string,
  jwt: string | null,
  actor?: WritesFor,
): SupabaseClient<Database> {
  return createClient<Database>(url, apiKey, {
    accessToken: async () => jwt,
    // Retries are the caller's: a request answers at once, the mirror tries again later.
    db: { retry: false, timeout: REQUEST_TIMEOUT_MS },
    global: {
      fetch: (input, init) => fetch(input, { ...init, headers: withoutKeyAsBearer(init?.headers) }),
      headers: actor ? { [ACTOR_HEADER]: JSON.stringify(actor) } : {},
    },
  });
}

/** supabase-js repeats the API key as bearer when there is no session; an `sb_` key is no JWT and must not be one. */
function withoutKeyAsBearer(init: HeadersInit | undefined): Headers {
  const headers = new Headers(init);
  if (headers.get("authorization")?.startsWith("Bearer sb_")) headers.delete("authorization");
  return headers;
}
