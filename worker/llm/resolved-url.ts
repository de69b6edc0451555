import { z } from "zod";
import { type BaseUrlCheck, isPrivateHost } from "./base-url.ts";
import type { Fetch } from "./transport.ts";

const TIMEOUT_MS = 3_000;
/** Record types of DNS over HTTPS, JSON form (RFC 8484's companion of Cloudflare and Google). */
const ADDRESS_TYPES: Readonly<Record<number, "A" | "AAAA">> = { 1: "A", 28: "AAAA" };

const Answer = z.object({
  Answer: z.array(z.object({ type: z.int(), data: z.string().max(255) })).default([]),
});

/**
 * Looks a checked base URL's name up by DNS over HTTPS and refuses one that any answer places in a private network. A
 * resolver that does not answer refuses nothing: the name is looked up when it is used anyway, and may then have
 * another address. This finds mistakes and lazy attacks; the platform's own network is the boundary.
 */
export async function checkResolved(url: string, resolver: string, fetch: Fetch): Promise<BaseUrlCheck> {
  const { hostname } = new URL(url);
  if (hostname.startsWith("[") || /^[\d.]+$/.test(hostname)) return { ok: true, url };
  const found = await Promise.all(
    (["A", "AAAA"] as const).map((type) => addressesOf(hostname, type, resolver, fetch)),
  );
  const inside = found.flat().find(isPrivateHost);
  if (inside === undefined) return { ok: true, url };
  return { ok: false, reason: `The base URL must not point to a private network: ${hostname} is ${inside}.` };
}

async function addressesOf(
  name: string,
  type: "A" | "AAAA",
  resolver: string,
  fetch: Fetch,
): Promise<string[]> {
  const query = new URL(resolver);
  query.searchParams.set("name", name);
  query.searchParams.set("type", type);
  try {
    const response = await fetch(query, {
      headers: { accept: "application/dns-json" },
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) return [];
    const { Answer: records } = Answer.parse(await response.json());
    return records
      .filter((record) => ADDRESS_TYPES[record.type] === type)
      .map((record) => new URL(type === "A" ? `http://${record.data}` : `http://[${record.data}]`).hostname);
  } catch {
    return [];
  }
}
