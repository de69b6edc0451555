import type { Documents } from "./documents.ts";

/** Longer than any ticket is valid; an older one is refused by its expiry. */
const KEPT_MS = 2 * 60_000;

/**
 * Redeems a socket ticket: true the first time, false afterwards. Call with the id of a ticket whose signature and
 * expiry were verified.
 */
export function takeTicket(documents: Pick<Documents, "get" | "put">, id: string, now: number): boolean {
  const used = documents.get("used-tickets") ?? [];
  if (used.some(([known]) => known === id)) return false;
  documents.put("used-tickets", [...used.filter(([, at]) => now - at < KEPT_MS), [id, now]]);
  return true;
}
