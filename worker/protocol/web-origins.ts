/** Origins of web apps that the Worker does not serve itself: exact ones, and previews by a wildcard. */
import { z } from "zod";

/**
 * Below these anybody may have a host, so that a wildcard right beneath one would let in everybody's pages. Not the
 * whole public suffix list: those that a preview could stand under, besides names of a single label.
 */
const SHARED_BY_STRANGERS = new Set(
  (
    "pages.dev workers.dev vercel.app netlify.app github.io gitlab.io web.app firebaseapp.com onrender.com " +
    "herokuapp.com fly.dev surge.sh azurestaticapps.net amplifyapp.com cloudfront.net ngrok.io ngrok-free.app " +
    "ngrok.app trycloudflare.com supabase.co co.uk org.uk com.au co.jp co.nz com.br co.in co.za com.cn"
  ).split(" "),
);

const WILDCARD = "*.";
const LABEL = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/;

/** Comma-separated. Slashes at the end of an origin are taken off, and case is evened out. */
export const WebOrigins = z
  .string()
  .default("")
  .transform((text, check) =>
    text
      .split(",")
      .map((entry) => entry.trim())
      .filter(Boolean)
      .map((entry) => {
        const read = readOrigin(entry);
        if ("origin" in read) return read.origin;
        check.addIssue({ code: "custom", message: `${JSON.stringify(entry.slice(0, 200))} ${read.fault}` });
        return z.NEVER;
      }),
  );

/** What a browser sends as `Origin` is compared with this text, so it is written as a browser writes it. */
function readOrigin(entry: string): { origin: string } | { fault: string } {
  const url = URL.parse(entry);
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:"))
    return { fault: "is no origin; write https://verne.example.com" };
  if (url.username || url.password || url.search || url.hash || !/^\/+$/.test(url.pathname))
    return { fault: "has more than an origin: scheme, host and port are all" };
  if (!url.hostname.includes("*")) return { origin: url.origin };
  const below = url.hostname.slice(WILDCARD.length);
  if (!url.hostname.startsWith(WILDCARD) || below.includes("*"))
    return { fault: "may have * as its whole first label, and nowhere else" };
  if (url.protocol !== "https:") return { fault: "must be https, since it has a wildcard" };
  if (!below.includes(".") || below.endsWith(".") || SHARED_BY_STRANGERS.has(below))
    return { fault: `would let in pages of strangers: anybody may have a name below ${below}` };
  return { origin: url.origin };
}

/**
 * Whether a page of this origin belongs to the installation. `*` stands for exactly one label: the previews of a Pages
 * project are `https://<hash>.<project>.pages.dev`.
 */
export function isWebOrigin(origin: string, allowed: readonly string[]): boolean {
  const url = URL.parse(origin);
  // "null", a list, a path behind it, another case: nothing that a browser sends for a page.
  if (!url || url.origin !== origin || origin.includes("*")) return false;
  const dot = url.hostname.indexOf(".");
  if (!LABEL.test(url.hostname.slice(0, Math.max(dot, 0)))) return allowed.includes(origin);
  const port = url.port && `:${url.port}`;
  return allowed.includes(origin) || allowed.includes(`${url.protocol}//*${url.hostname.slice(dot)}${port}`);
}

/** Where links lead when a web app stands apart: the first origin that is a single one. */
export const mainWebOrigin = (allowed: readonly string[]): string | undefined =>
  allowed.find((origin) => !origin.includes("*"));
