import type { GoTrueClient, Session } from "@supabase/auth-js";
import { createRoot, createSignal } from "solid-js";
import { type ApiFailure, request, useTokenSource } from "../api/client.ts";
import { configQuery, queryClient } from "../api/queries.ts";
import { quietMoment } from "../ui/quiet.ts";
import { startFragment } from "./start-code.ts";
import { createSessionStorage, readStoredSession, removeVerifiers } from "./storage.ts";

type SessionState = "loading" | "signed_in" | "signed_out" | "unavailable";

const STORAGE_KEY = "verne.session";
const NEXT_KEY = "verne.next";

/** Begins the key of everything kept in the browser that was read with a session. */
const CACHE_PREFIX = "verne.cache.";

const { state, setState, expired, setExpired, user, setUser, lost, setLost, refusal, setRefusal } =
  createRoot(() => {
    const [state, setState] = createSignal<SessionState>("loading");
    const [expired, setExpired] = createSignal(false);
    const [user, setUser] = createSignal<string | null>(null);
    const [lost, setLost] = createSignal(false);
    const [refusal, setRefusal] = createSignal<ApiFailure | null>(null);
    return { state, setState, expired, setExpired, user, setUser, lost, setLost, refusal, setRefusal };
  });

/** State of the session. */
export const sessionState = state;
/** True after the Worker refused the session of an open page, which stays open. */
export const sessionExpired = expired;
/** True after an answer said that GitHub no longer accepts the user's token. */
export const githubLost = lost;
/** Why the user may not use this installation; null while they may, as far as is known. */
export const entryRefusal = refusal;
/** Who is signed in; null for nobody, and while that is not known yet. */
export const userId = user;

let client: Promise<GoTrueClient> | null = null;
/** True while the user signs out on purpose. */
let leaving = false;

/** The one auth client, made from the public configuration on first use. */
function auth(): Promise<GoTrueClient> {
  client ??= Promise.all([
    queryClient.fetchQuery(configQuery()),
    // A third of the first page's code; loaded in parallel with the configuration, which it needs.
    import("./auth-library.ts"),
  ]).then(([config, { GoTrueClient }]) => {
    const made = new GoTrueClient({
      url: `${config.supabase_url.replace(/\/+$/, "")}/auth/v1`,
      headers: { apikey: config.supabase_publishable_key },
      storageKey: STORAGE_KEY,
      storage: createSessionStorage(localStorage),
      flowType: "pkce",
      detectSessionInUrl: false,
      autoRefreshToken: true,
      persistSession: true,
    });
    made.onAuthStateChange((_event, session) => {
      if (session) setUser(session.user.id);
      // Signing out shows the sign-in page itself, once everything is forgotten.
      if (!session && leaving) return;
      // A session that ends under an open page leaves the page, and what was typed there, in place.
      if (!session && state() === "signed_in") setExpired(true);
      else setState(session ? "signed_in" : "signed_out");
    });
    return made;
  });
  client.catch(() => {
    client = null;
  });
  return client;
}

const tokenOf = (session: Session | null): string | null => session?.access_token ?? null;

const stored = () => readStoredSession(localStorage, STORAGE_KEY, Date.now());

useTokenSource({
  token: async () => stored()?.token ?? tokenOf((await (await auth()).getSession()).data.session),
  renew: async () => tokenOf((await (await auth()).refreshSession()).data.session),
  expired: () => setExpired(true),
  githubLost: () => setLost(true),
  refused: setRefusal,
});

/**
 * Reads the stored session. Called once at start, and again by the retry button when it failed. A session whose token
 * still holds is taken as it is, without the library: two round trips that the first page need not wait for.
 */
export async function startSession(): Promise<void> {
  const known = stored();
  if (known) {
    setUser(known.userId);
    setState("signed_in");
    // It renews the token and notices a sign-out in another tab. Loaded early; a failure is ignored, because it is
    // loaded again on demand.
    void quietMoment.then(auth).catch(() => {});
    return;
  }
  setState("loading");
  try {
    const { data } = await (await auth()).getSession();
    setUser(data.session?.user.id ?? null);
    setState(data.session ? "signed_in" : "signed_out");
  } catch {
    setState("unavailable");
  }
}

/** Navigates to GitHub's login, which returns to `next`. Throws with a readable message if that fails. */
export async function signIn(next: string): Promise<void> {
  sessionStorage.setItem(NEXT_KEY, next);
  const { github_scopes: scopes } = await queryClient.fetchQuery(configQuery());
  const { data, error } = await (await auth()).signInWithOAuth({
    provider: "github",
    options: {
      redirectTo: `${location.origin}/auth/callback`,
      scopes,
      skipBrowserRedirect: true,
    },
  });
  if (error) throw error;
  // A browser takes the fragment along over redirects, up to the page that asks who signs in.
  location.assign(data.url + startFragment());
}

/**
 * Finishes a sign-in: trades the code for a session and hands GitHub's tokens to the Worker, which
 * checks and encrypts them. Gives the path to go on to. Throws when the code or the tokens are refused.
 */
export async function finishSignIn(code: string): Promise<string> {
  const { data, error } = await (await auth()).exchangeCodeForSession(code);
  if (error) throw error;
  removeVerifiers(localStorage, STORAGE_KEY);
  const session: Session = data.session;
  if (session.provider_token) {
    await request<void>("/api/session/github", {
      method: "POST",
      body: {
        provider_token: session.provider_token,
        provider_refresh_token: session.provider_refresh_token ?? null,
      },
    });
  }
  setExpired(false);
  setLost(false);
  setRefusal(null);
  setState("signed_in");
  await queryClient.invalidateQueries();
  const next = sessionStorage.getItem(NEXT_KEY);
  sessionStorage.removeItem(NEXT_KEY);
  return safePath(next);
}

/** Ends the session in this browser and forgets what was loaded with it. */
export async function signOut(): Promise<void> {
  leaving = true;
  try {
    await (await auth()).signOut({ scope: "local" });
  } finally {
    leaving = false;
  }
  queryClient.clear();
  removeVerifiers(localStorage, STORAGE_KEY);
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(CACHE_PREFIX)) localStorage.removeItem(key);
  }
  setUser(null);
  setExpired(false);
  setLost(false);
  setRefusal(null);
  setState("signed_out");
}

/** Asks again whether the user may use this installation, by asking for what the page shows. */
export async function tryEntryAgain(): Promise<void> {
  setRefusal(null);
  await queryClient.invalidateQueries();
}

/** Only a path of this app: never another origin, never the sign-in pages themselves. */
export function safePath(path: string | null): string {
  if (!path?.startsWith("/") || path.startsWith("//") || path.includes("\\")) return "/";
  return path.startsWith("/login") || path.startsWith("/auth/") ? "/" : path;
}
