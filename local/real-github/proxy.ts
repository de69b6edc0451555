/** Sends on to GitHub what comes with one of this machine's own tokens. */
import type { Context } from "hono";
import type { TokenFacts } from "./token.ts";

export interface ProxyOptions {
  token: string;
  facts: TokenFacts;
  /** Whether it is a token of this server. */
  knows(token: string | null): boolean;
  /** This server's own addresses, which take the place of GitHub's in redirects. */
  addresses: { apiUrl: string };
}

/** Of a request that are GitHub's business. */
const REQUEST_HEADERS = [
  "accept",
  "content-type",
  "content-encoding",
  "git-protocol",
  "if-none-match",
  "x-github-api-version",
];
/** Of an answer; not what says how its bytes were packed, because they come unpacked. */
const ANSWER_HEADERS =
  /^(?:content-type|cache-control|etag|last-modified|link|location|retry-after|expires|pragma|x-(?:ratelimit|github|oauth|accepted)-.*)$/;

export function createProxy({ token, facts, knows, addresses }: ProxyOptions) {
  const send = async (c: Context, target: string, authorization: string): Promise<Response> => {
    const headers = new Headers({ authorization, "user-agent": "verne" });
    for (const name of REQUEST_HEADERS) {
      const value = c.req.header(name);
      if (value !== undefined) headers.set(name, value);
    }
    const { method, body } = c.req.raw;
    const init = { method, headers, body, redirect: "manual" as const, duplex: "half" };
    const answer = await fetch(target, init as RequestInit); // `duplex` is what Node needs to stream a body
    const kept = [...answer.headers].filter(([name]) => ANSWER_HEADERS.test(name));
    return new Response(answer.body, {
      status: answer.status,
      headers: kept.map(([name, value]) => [name, value.replaceAll(facts.apiUrl, addresses.apiUrl)]),
    });
  };

  const api = async (c: Context): Promise<Response> => {
    const given = /^(?:bearer|token) +(\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1] ?? null;
    if (!knows(given)) return c.json({ message: "Bad credentials", status: "401" }, 401);
    const { pathname, search } = new URL(c.req.url);
    const rest = pathname.slice("/api/v3".length);
    const answer = await send(c, facts.apiUrl + rest + search, `Bearer ${token}`);
    // Sign-in wants an address, which a token may have no right to tell.
    if (rest === "/user/emails" && !answer.ok) return c.json([noReply(facts)]);
    return answer;
  };

  const git = async (c: Context): Promise<Response> => {
    if (!knows(passwordOf(c.req.header("authorization"))))
      return c.text("Bad credentials\n", 401, { "www-authenticate": "Basic" });
    const { pathname, search } = new URL(c.req.url);
    return send(c, facts.webUrl + pathname + search, `Basic ${btoa(`x-access-token:${token}`)}`);
  };

  return { api, git };
}

/** As GitHub forms the addresses that lead nowhere. */
const noReply = ({ id, login }: TokenFacts) => ({
  email: `${id}+${login}@users.noreply.github.com`,
  primary: true,
  verified: true,
  visibility: null,
});

function passwordOf(header: string | undefined): string | null {
  const encoded = /^basic +(\S+)$/i.exec(header ?? "")?.[1];
  if (encoded === undefined) return null;
  try {
    const text = atob(encoded);
    return text.slice(text.indexOf(":") + 1);
  } catch {
    return null;
  }
}
