/** The OAuth app by which people sign in, seen as their browser sees it. */
import { addressOf, bad, type Finding, ok, skip, type World } from "./finding.ts";

const APPS = "https://github.com/settings/developers";

export async function githubFindings(world: World): Promise<Finding[]> {
  const supabase = addressOf(world, "SUPABASE_URL");
  if (!supabase) return [skip("GitHub sign-in: SUPABASE_URL is not set here")];
  const help = `Supabase dashboard, Authentication, Providers, GitHub: client id and secret of the app (${APPS})`;
  const start = await world.ask(`${supabase}/auth/v1/authorize?provider=github`, {
    headers: { apikey: world.variables.SUPABASE_PUBLISHABLE_KEY ?? "" },
  });
  const to = URL.parse(start.headers.get("location") ?? "");
  if (start.status < 300 || start.status > 399 || !to)
    return [bad(`Supabase sends nobody to GitHub: it answers ${start.status}`, help)];
  const web = addressOf(world, "GITHUB_WEB_URL") ?? "https://github.com";
  if (to.origin !== new URL(web).origin)
    return [
      bad(
        `sign-in leads to ${to.origin}, and Verne works with ${web}`,
        "set GITHUB_WEB_URL, or mend the provider",
      ),
    ];
  const callback = `${supabase}/auth/v1/callback`;
  const back = to.searchParams.get("redirect_uri");
  if (!to.searchParams.get("client_id")) return [bad("the OAuth app's client id is missing", help)];
  if (back !== callback)
    return [
      bad(`GitHub is told to send people to ${back}, not to ${callback}`, `${help}; check SUPABASE_URL`),
    ];
  const page = await world.ask(to.href);
  // GitHub answers 404 for a client id that it does not know, and for one whose callback is another address.
  if (page.status >= 400)
    return [
      bad(
        `GitHub does not accept the OAuth app: it answers ${page.status}`,
        `${help}; its callback is ${callback}`,
      ),
    ];
  return [ok("GitHub knows the OAuth app")];
}
