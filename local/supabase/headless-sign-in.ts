import { createHash, randomBytes } from "node:crypto";

export interface SignInOptions {
  supabaseUrl: string;
  publishableKey: string;
  /** An allowed `redirect_to`; its page is never opened. */
  redirectTo: string;
  /** The stand-in's user: `ada` or `grace`. */
  login: string;
  /** What the stand-in asks for; see `StartCode`. */
  startCode: string;
  scopes?: string;
}

export interface SignedIn {
  accessToken: string;
  refreshToken: string;
  providerToken: string;
  userId: string;
  /** Of PKCE; already used. */
  codeVerifier: string;
}

/**
 * Signs in with the local GitHub stand-in over plain HTTP, as a browser does it: Supabase's authorize, the
 * stand-in's consent form, Supabase's callback, and the exchange of the code with its PKCE verifier.
 * Throws an error naming the step and its status.
 */
export async function signInWithGitHub(options: SignInOptions): Promise<SignedIn> {
  const verifier = randomBytes(32).toString("base64url");
  const authorize = new URL("/auth/v1/authorize", options.supabaseUrl);
  authorize.search = new URLSearchParams({
    provider: "github",
    redirect_to: options.redirectTo,
    scopes: options.scopes ?? "repo read:user",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "s256",
  }).toString();

  const consentPage = await redirectOf("authorize", await fetch(authorize, { redirect: "manual" }));
  const consent = new URLSearchParams(consentPage.searchParams);
  consent.set("login", options.login);
  consent.set("start", options.startCode);
  const form = new URL(consentPage.pathname, consentPage.origin);
  const callback = await redirectOf(
    "consent",
    await fetch(form, { method: "POST", body: consent, redirect: "manual" }),
  );
  const landing = await redirectOf("callback", await fetch(callback, { redirect: "manual" }));
  const code = landing.searchParams.get("code");
  if (code === null) {
    throw new Error(`sign-in was refused: ${landing.searchParams.get("error_description") ?? "no code"}`);
  }
  return exchange(options, code, verifier);
}

async function exchange(options: SignInOptions, code: string, verifier: string): Promise<SignedIn> {
  const response = await fetch(new URL("/auth/v1/token?grant_type=pkce", options.supabaseUrl), {
    method: "POST",
    headers: { apikey: options.publishableKey, "content-type": "application/json" },
    body: JSON.stringify({ auth_code: code, code_verifier: verifier }),
  });
  if (!response.ok) throw new Error(`token exchange answered ${response.status}: ${await response.text()}`);
  // The answer of GoTrue's token endpoint, provider tokens included once.
  const session = (await response.json()) as {
    access_token: string;
    refresh_token: string;
    provider_token: string;
    user: { id: string };
  };
  return {
    accessToken: session.access_token,
    refreshToken: session.refresh_token,
    providerToken: session.provider_token,
    userId: session.user.id,
    codeVerifier: verifier,
  };
}

async function redirectOf(step: string, response: Response): Promise<URL> {
  const location = response.headers.get("location");
  if (response.status >= 300 && response.status < 400 && location !== null)
    return new URL(location, response.url);
  throw new Error(
    `${step} answered ${response.status} instead of a redirect: ${(await response.text()).slice(0, 500)}`,
  );
}
