import type { Documents } from "./documents.ts";

/** No ticket lives longer; one that is older is refused by its own expiry. */
const KEPT_MS = 2 * 60_000;

/**
 * Takes a ticket for a socket: true the first time, false ever after. Call it with the id of a ticket whose signature
 * and expiry were checked.
 */
export function takeTicket(documents: Pick<Documents, "get" | "put">, id: string, now: number): boolean {
  const used = documents.get("used-tickets") ?? [];
  if (used.some(([known]) => known === id)) return false;
  documents.put("used-tickets", [...used.filter(([, at]) => now - at < KEPT_MS), [id, now]]);
  return true;
}
