import type { Config } from "../env.ts";

type Origins = Pick<Config, "PUBLIC_URL" | "WEB_ORIGINS" | "EMBEDDED">;

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Whether a page of this origin may open a socket. A browser always says where a socket comes from and asks nobody
 * first, so this stands where CORS does for HTTP. No origin is no browser. The request's own address decides nothing:
 * a name that somebody points at this server would count as its own. On the embedded default every page of this
 * machine counts, whatever it calls the machine.
 */
export function mayOpenSocket(
  origin: string | undefined,
  { PUBLIC_URL, WEB_ORIGINS, EMBEDDED }: Origins,
): boolean {
  if (origin === undefined) return true;
  const url = URL.parse(origin);
  if (!url || url.origin !== origin) return false;
  if (origin === new URL(PUBLIC_URL).origin || WEB_ORIGINS.includes(origin)) return true;
  return EMBEDDED && LOOPBACK.test(url.hostname);
}
