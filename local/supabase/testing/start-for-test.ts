import { fileURLToPath } from "node:url";
import { type SignedIn, signInWithGitHub } from "../headless-sign-in.ts";
import { quietDatabaseErrors } from "../quiet-console.ts";
import { type SupabaseHandle, startSupabase } from "../server.ts";
import { startGitHubOAuthFake } from "./github-oauth-fake.ts";

export const MIGRATIONS_DIR = fileURLToPath(new URL("../../../supabase/migrations", import.meta.url));
const SITE_URL = "http://127.0.0.1:3000";

export interface TestStack {
  supabase: SupabaseHandle;
  githubUrl: string;
  signIn(login: "ada" | "grace"): Promise<SignedIn>;
  close(): Promise<void>;
}

/** The embedded Supabase and a GitHub that lets ada and grace in. In memory unless a `dataDir` is given. */
export async function startForTest(dataDir: string | null = null, port = 0): Promise<TestStack> {
  const restoreConsole = quietDatabaseErrors();
  const github = await startGitHubOAuthFake();
  const supabase = await startSupabase({
    dataDir,
    port,
    githubUrl: github.url,
    siteUrl: SITE_URL,
    redirectUrls: [`${SITE_URL}/**`],
    migrationsDir: MIGRATIONS_DIR,
  }).catch(async (error) => {
    await github.close();
    throw error;
  });
  return {
    supabase,
    githubUrl: github.url,
    signIn: (login) =>
      signInWithGitHub({
        supabaseUrl: supabase.url,
        publishableKey: supabase.publishableKey,
        redirectTo: `${SITE_URL}/auth/callback`,
        login,
        startCode: "",
      }),
    close: async () => {
      await supabase.close();
      await github.close();
      restoreConsole();
    },
  };
}
