import type { ServiceClient } from "./client.ts";

const TIMEOUT_MS = 5_000;

/** PostgREST: no such table, no such function; Postgres: no such table. */
const NO_SCHEMA = new Set(["PGRST205", "PGRST202", "42P01"]);

/** Asks for one row that every installation may lack. Null when the database answers it; never throws. */
export async function databaseFault(client: ServiceClient): Promise<string | null> {
  const { error, status } = await client
    .from("tasks")
    .select("id")
    .limit(1)
    .abortSignal(AbortSignal.timeout(TIMEOUT_MS));
  if (!error) return null;
  if (NO_SCHEMA.has(error.code)) return "has no table of tasks: the migrations were not applied";
  if (status === 401 || status === 403) return "refuses SUPABASE_SECRET_KEY";
  return "does not answer at SUPABASE_URL";
}
