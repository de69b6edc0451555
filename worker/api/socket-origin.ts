import type { Config } from "../env.ts";
import { isWebOrigin } from "../protocol/index.ts";

type Origins = Pick<Config, "PUBLIC_URL" | "WEB_ORIGINS" | "EMBEDDED">;

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Whether a page of this origin may open a socket. Browsers send `Origin` with a WebSocket and make no preflight request,
 * so this check takes the place of CORS. A request without `Origin` does not come from a browser. The request's `Host` is
 * not compared: a DNS name that an attacker points at this server would match it. On the embedded default every page from
 * a loopback address may.
 */
export function mayOpenSocket(
  origin: string | undefined,
  { PUBLIC_URL, WEB_ORIGINS, EMBEDDED }: Origins,
): boolean {
  if (origin === undefined) return true;
  const url = URL.parse(origin);
  if (!url || url.origin !== origin) return false;
  if (origin === new URL(PUBLIC_URL).origin || isWebOrigin(origin, WEB_ORIGINS)) return true;
  return EMBEDDED && LOOPBACK.test(url.hostname);
}
