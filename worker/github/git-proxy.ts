export interface GitProxyInput {
  /** `owner/name`, of a capability that the caller has verified. */
  repo: string;
  request: Request;
  /** What follows the capability in the URL: `info/refs` or `git-upload-pack`. */
  rest: string;
  /** `https://github.com`; the repository is at `${gitBaseUrl}/owner/name.git`. */
  gitBaseUrl: string;
  /** The user's GitHub token. Goes to `gitBaseUrl` and nowhere else. */
  token: string;
  fetch?: (input: string, init?: RequestInit) => Promise<Response>;
}

const REQUEST_HEADERS = ["accept", "content-type", "content-encoding", "git-protocol"];
const RESPONSE_HEADERS = ["content-type", "cache-control", "expires", "pragma"];

/**
 * Lets git in the sandbox read the one repository of its capability, with a token that the sandbox never sees. Bodies
 * stream both ways. 403 for anything but reading (a push among it), 404 where GitHub denies or does not know the
 * repository, 502 where it cannot be reached or answers with a redirect, which is never followed with the token.
 */
export async function proxyGit(input: GitProxyInput): Promise<Response> {
  const { request, rest } = input;
  const refused = refuse(request, rest);
  if (refused !== null) return text(refused, 403);

  const headers = new Headers({
    authorization: `Basic ${btoa(`x-access-token:${input.token}`)}`,
    "user-agent": userAgent(request),
  });
  for (const name of REQUEST_HEADERS) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const query = rest === "info/refs" ? "?service=git-upload-pack" : "";
  const base = input.gitBaseUrl.replace(/\/+$/, "");
  const send = input.fetch ?? ((url: string, init?: RequestInit) => fetch(url, init));
  // `duplex` is what Node needs to stream a body; workerd ignores it and its type does not know it.
  const init = { method: request.method, headers, body: request.body, redirect: "manual", duplex: "half" };
  let upstream: Response;
  try {
    upstream = await send(`${base}/${input.repo}.git/${rest}${query}`, init as RequestInit);
  } catch {
    return text("GitHub cannot be reached", 502);
  }
  return answer(upstream);
}

/** Why a request is not a read of the repository, or null. */
function refuse(request: Request, rest: string): string | null {
  const readOnly = "this address is read-only: Verne itself publishes the changes";
  if (rest === "info/refs") {
    const service = new URL(request.url).searchParams.getAll("service");
    return request.method === "GET" && service.join() === "git-upload-pack" ? null : readOnly;
  }
  return rest === "git-upload-pack" && request.method === "POST" ? null : readOnly;
}

async function answer(upstream: Response): Promise<Response> {
  const { status } = upstream;
  if (status === 200) {
    const headers = new Headers();
    for (const name of RESPONSE_HEADERS) {
      const value = upstream.headers.get(name);
      if (value !== null) headers.set(name, value);
    }
    return new Response(upstream.body, { status, headers });
  }
  await upstream.body?.cancel();
  // An error page of GitHub is of no use to git, and a 401 would make it ask for a password.
  if (status === 401 || status === 403 || status === 404) return text("repository not found", 404);
  if (status === 429) return text("GitHub's rate limit is reached", 429);
  return text(`GitHub answered ${status}`, 502);
}

/** GitHub speaks git's protocol only with a client that calls itself git. */
function userAgent(request: Request): string {
  const own = request.headers.get("user-agent") ?? "";
  return /^git\/[\w.-]+$/.test(own) ? own : "git/2.40.0";
}

function text(message: string, status: number): Response {
  return new Response(`${message}\n`, { status, headers: { "content-type": "text/plain" } });
}
