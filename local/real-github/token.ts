/** The user's own GitHub token: where it comes from, whose it is, what it may do. It stays in this process. */
import { spawnSync } from "node:child_process";

export interface FoundToken {
  token: string;
  /** For the terminal: `GITHUB_TOKEN`, `gh auth token`. */
  from: string;
}

/** What GitHub says about a token. */
export interface TokenFacts {
  apiUrl: string;
  webUrl: string;
  id: number;
  login: string;
  name: string;
  /** Null where GitHub tells none: a fine-grained token, or an app's. */
  scopes: string[] | null;
}

const VARIABLES = ["GITHUB_TOKEN", "GH_TOKEN"] as const;
const TIMEOUT_MS = 15_000;

/**
 * The first of `GITHUB_TOKEN`, `GH_TOKEN` and what `gh auth token` answers. The variables are taken out of `env`, so that
 * no process that is started later has them. Throws with what to do where there is none.
 */
export function takeToken(env: NodeJS.ProcessEnv, webUrl: string, askGh = ghToken): FoundToken {
  const given = VARIABLES.map((name) => ({ from: name as string, token: env[name]?.trim() ?? "" }));
  for (const name of VARIABLES) delete env[name];
  const found = given.find(({ token }) => token !== "") ?? {
    from: "gh auth token",
    token: askGh(new URL(webUrl).host)?.trim() ?? "",
  };
  if (found.token === "")
    throw new Error(
      "There is no GitHub token: set GITHUB_TOKEN, or sign in with the GitHub command line (gh auth login), then start again.",
    );
  if (!/^[\x21-\x7e]+$/.test(found.token))
    throw new Error(`The token of ${found.from} holds characters that no token has.`);
  return found;
}

function ghToken(host: string): string | null {
  const { status, stdout } = spawnSync("gh", ["auth", "token", "--hostname", host], {
    encoding: "utf8",
    timeout: TIMEOUT_MS,
    stdio: ["ignore", "pipe", "ignore"],
  });
  return status === 0 ? stdout : null;
}

/** Where GitHub is: github.com, or the Enterprise server whose API `GITHUB_API_URL` names. Throws for what is no URL. */
export function githubAddresses(env: NodeJS.ProcessEnv): { apiUrl: string; webUrl: string } {
  const apiUrl = address(env, "GITHUB_API_URL") ?? "https://api.github.com";
  const { hostname, origin } = new URL(apiUrl);
  const webUrl =
    address(env, "GITHUB_WEB_URL") ?? (hostname === "api.github.com" ? "https://github.com" : origin);
  return { apiUrl, webUrl };
}

function address(env: NodeJS.ProcessEnv, name: string): string | null {
  const text = env[name] ?? "";
  if (text === "") return null;
  const url = URL.parse(text);
  const local = url?.hostname === "127.0.0.1" || url?.hostname === "localhost";
  // A token is not sent where others on the way can read it.
  if (!url || (url.protocol !== "https:" && !(url.protocol === "http:" && local)))
    throw new Error(`${name} must be an https address`);
  return text.replace(/\/+$/, "");
}

/** Asks GitHub whose token it is. Throws with what is wrong, never with the token. */
export async function tokenFacts(
  { token, from }: FoundToken,
  where: { apiUrl: string; webUrl: string },
): Promise<TokenFacts> {
  const answer = await fetch(`${where.apiUrl}/user`, {
    headers: {
      authorization: `Bearer ${token}`,
      accept: "application/vnd.github+json",
      "user-agent": "verne",
    },
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => {
    throw new Error(`${where.apiUrl} cannot be reached. Without --github, npm start needs no network.`);
  });
  if (answer.status === 401)
    throw new Error(
      `GitHub does not accept the token of ${from}: it expired, was revoked, or is for another GitHub.`,
    );
  const said: unknown = await answer.json().catch(() => null);
  const { id, login, name } = { id: null, login: null, name: null, ...(said as object | null) };
  if (!answer.ok || typeof id !== "number" || typeof login !== "string")
    throw new Error(
      answer.status === 403
        ? `GitHub refuses the token of ${from} (403): an app's token cannot be used here, and an organisation may ask for its single sign-on.`
        : `${where.apiUrl} answered ${answer.status} where it should say whose token it is; is this the address of GitHub's API?`,
    );
  const scopes = answer.headers.get("x-oauth-scopes");
  return {
    ...where,
    id,
    login,
    name: typeof name === "string" ? name : login,
    scopes:
      scopes === null
        ? null
        : scopes
            .split(",")
            .map((scope) => scope.trim())
            .filter(Boolean),
  };
}

/** Scopes that give Verne what it does; `workflow` is wanted for changes below `.github/workflows` alone. */
const USED = new Set(["repo", "public_repo", "read:user", "user:email", "read:org", "workflow"]);

/** What the token may do and what Verne does with it, in lines for the terminal. Pure. */
export function tokenWords({ apiUrl, login, scopes }: TokenFacts, from: string): string[] {
  const lines = [`Real GitHub (${apiUrl}), as ${login}, with the token of ${from}.`];
  if (scopes === null)
    lines.push(
      "GitHub does not tell what this token may do (a fine-grained one). Verne needs, for each repository: Metadata read, Contents and Pull requests read and write.",
    );
  else {
    const more = scopes.filter((scope) => !USED.has(scope));
    lines.push(`The token's scopes: ${scopes.length > 0 ? scopes.join(", ") : "none"}.`);
    if (!scopes.includes("repo"))
      lines.push(
        scopes.includes("public_repo")
          ? "Without the scope repo it sees public repositories alone."
          : "Without the scope repo it cannot publish anything, and sees public repositories alone.",
      );
    if (more.length > 0) lines.push(`More than Verne uses: ${more.join(", ")}. A token with less is safer.`);
  }
  lines.push(
    "With your approval Verne pushes branches of its own (verne/...) to your repositories and opens draft pull requests there. It pushes to no other branch.",
    "The token stays in this process: no file, no browser and no task gets it.",
  );
  return lines;
}
