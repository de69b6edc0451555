/**
 * How often one user, and one address without a user, may ask. The numbers stand in wrangler.toml, with the bindings
 * that count; Cloudflare counts at each of its locations apart, so they are a guard and no quota.
 */
import { createMiddleware } from "hono/factory";
import { ApiError } from "../protocol/index.ts";
import type { ApiContext, ApiEnv } from "./context.ts";

/** What the platform counts in. */
const PERIOD_S = 60;

/**
 * Counts a request without a session by its address: a shared task, an invitation, a socket, a bad token. Throws
 * `rate_limited`. Without an address, as on a laptop, nothing is counted.
 */
export async function countAddress(c: ApiContext): Promise<void> {
  const address = c.req.header("cf-connecting-ip");
  if (!address) return;
  await count(c, c.env.ADDRESS_RATE, networkOf(address), "too many requests from this address");
}

/** Before routes that need no session; those that do are counted by their user. */
export const limitAnonymous = createMiddleware<ApiEnv>(async (c, next) => {
  if (c.req.header("authorization") === undefined) await countAddress(c);
  await next();
});

/** Behind `requireSession`. */
export const limitUser = createMiddleware<ApiEnv>(async (c, next) => {
  await count(c, c.env.USER_RATE, c.var.caller.userId, "you sent too many requests");
  await next();
});

async function count(c: ApiContext, rate: RateLimit, key: string, what: string): Promise<void> {
  const { success } = await rate.limit({ key });
  if (success) return;
  c.header("retry-after", String(PERIOD_S));
  throw new ApiError("rate_limited", `${what}; wait a minute, then try again`);
}

/** An IPv4 address, or the network of an IPv6 one: whoever has one of those has 2^64. */
export function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.toLowerCase().split("::");
  const groups = (part: string) => part.split(":").filter(Boolean);
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const all = [...left, ...Array.from({ length: zeros }, () => "0"), ...right];
  return `${all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}
