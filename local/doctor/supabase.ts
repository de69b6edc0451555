/** The Supabase project: keys, signing keys, migrations, what strangers can read, and how people sign in. */
import { z } from "zod";
import { addressOf, bad, type Finding, jsonOf, ok, skip, type World, warn } from "./finding.ts";

const KEYS_HELP = "Supabase dashboard, Project Settings, API Keys: take a publishable and a secret key";
const PROVIDERS_HELP = "Supabase dashboard, Authentication, Sign In / Providers";

interface Project {
  url: string;
  publishable: string;
  secret: string;
}

export async function supabaseFindings(world: World): Promise<Finding[]> {
  const url = addressOf(world, "SUPABASE_URL");
  if (!url) return [skip("Supabase: SUPABASE_URL is not set here")];
  const { SUPABASE_PUBLISHABLE_KEY: publishable = "", SUPABASE_SECRET_KEY: secret = "" } = world.variables;
  const kinds = keyKinds(publishable, secret);
  if (kinds.length > 0) return kinds;
  const project = { url, publishable, secret };
  const parts = [signingKeys, signIn, schema, strangers];
  return (await Promise.all(parts.map((part) => part(world, project)))).flat();
}

/** A secret key in the browser's place would hand the whole database to everybody. */
function keyKinds(publishable: string, secret: string): Finding[] {
  const wrong = (name: string, value: string, prefix: string): Finding[] => {
    if (value === "") return [skip(`Supabase: ${name} is not set here`)];
    if (value.startsWith(prefix)) return [];
    const legacy = value.startsWith("eyJ")
      ? "; it is one of the older keys, which Verne does not support"
      : "";
    return [bad(`${name} does not begin with ${prefix}${legacy}`, KEYS_HELP)];
  };
  return [
    ...wrong("SUPABASE_PUBLISHABLE_KEY", publishable, "sb_publishable_"),
    ...wrong("SUPABASE_SECRET_KEY", secret, "sb_secret_"),
  ];
}

const Jwks = z.object({
  keys: z.array(z.looseObject({ alg: z.string().optional(), crv: z.string().optional() })),
});

async function signingKeys(world: World, { url }: Project): Promise<Finding[]> {
  const jwks = Jwks.safeParse(jsonOf(await world.ask(`${url}/auth/v1/.well-known/jwks.json`)));
  const help = "Supabase dashboard, Project Settings, JWT Keys: rotate to an ECC (P-256) key";
  if (!jwks.success) return [bad("Supabase publishes no signing keys", `check SUPABASE_URL; then ${help}`)];
  const fits = jwks.data.keys.some(
    ({ alg, crv }) => alg === "ES256" || (alg === undefined && crv === "P-256"),
  );
  return [fits ? ok("Supabase signs with ES256") : bad("Supabase has no ES256 signing key", help)];
}

const Settings = z.looseObject({
  external: z.record(z.string(), z.boolean()),
  disable_signup: z.boolean().optional(),
});
/** Is no way to sign in, but listed with them. */
const ANONYMOUS = "anonymous_users";

async function signIn(world: World, { url, publishable }: Project): Promise<Finding[]> {
  const answer = await world.ask(`${url}/auth/v1/settings`, { headers: { apikey: publishable } });
  if (answer.status === 401 || answer.status === 403)
    return [bad("Supabase refuses SUPABASE_PUBLISHABLE_KEY", KEYS_HELP)];
  const settings = Settings.safeParse(jsonOf(answer));
  if (!settings.success) return [bad("Supabase does not tell how people sign in", "check SUPABASE_URL")];
  const { external, disable_signup } = settings.data;
  const others = Object.keys(external).filter(
    (name) => external[name] && name !== "github" && name !== ANONYMOUS,
  );
  return [
    external.github ? ok("GitHub sign-in is on") : bad("GitHub sign-in is off", PROVIDERS_HELP),
    others.length === 0
      ? ok("nothing but GitHub signs people in")
      : bad(
          `people can also sign in by ${others.join(", ")}; Verne is for GitHub accounts alone`,
          PROVIDERS_HELP,
        ),
    ...(external[ANONYMOUS] ? [bad("anonymous sign-ins are on", PROVIDERS_HELP)] : []),
    ...(disable_signup
      ? [bad("nobody new can sign up", `${PROVIDERS_HELP}: allow new users to sign up`)]
      : []),
    ...(await urls(world, url)),
  ];
}

const AuthConfig = z.looseObject({ site_url: z.string(), uri_allow_list: z.string().nullish() });
const HOSTED = /^https:\/\/([a-z\d]+)\.supabase\.co$/;

/** Where people may be sent back to, which only the management API tells. */
async function urls(world: World, url: string): Promise<Finding[]> {
  const { SUPABASE_ACCESS_TOKEN: token, SUPABASE_MANAGEMENT_URL: api = "https://api.supabase.com" } =
    world.variables;
  const ref = HOSTED.exec(url)?.[1];
  if (!token || !ref) return [skip("sign-in addresses: set SUPABASE_ACCESS_TOKEN to have them looked at")];
  const answer = await world.ask(`${api}/v1/projects/${ref}/config/auth`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const config = AuthConfig.safeParse(jsonOf(answer));
  if (answer.status !== 200 || !config.success)
    return [warn(`Supabase's management API answers ${answer.status}`, "check SUPABASE_ACCESS_TOKEN")];
  const origin = addressOf(world, "PUBLIC_URL");
  const allowed = [config.data.site_url, ...(config.data.uri_allow_list ?? "").split(",")].map((entry) =>
    entry.trim(),
  );
  const callback = `${origin}/auth/callback`;
  const found = allowed.some(
    (entry) => matches(entry, callback) || `${entry.replace(/\/+$/, "")}/auth/callback` === callback,
  );
  if (!origin || found) return [ok("people are sent back to Verne")];
  return [
    bad(
      `Supabase does not send people back to ${callback}`,
      "Supabase dashboard, Authentication, URL Configuration",
    ),
  ];
}

/** `*` stands for part of a path or host, `**` for anything, as Supabase documents it. */
function matches(pattern: string, address: string): boolean {
  const source = pattern
    .split(/(\*\*|\*)/)
    .map((part) =>
      part === "**" ? ".*" : part === "*" ? "[^./]*" : part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"),
    );
  return new RegExp(`^${source.join("")}$`).test(address);
}

const NO_SUCH = new Set(["PGRST202", "PGRST205", "42P01", "42883"]);
const Versions = z.array(z.string());
const PUSH = "supabase db push, or npm run deploy";

async function schema(world: World, { url, secret }: Project): Promise<Finding[]> {
  const answer = await world.ask(`${url}/rest/v1/rpc/applied_migrations`, {
    method: "POST",
    headers: { apikey: secret, "content-type": "application/json" },
    body: "{}",
  });
  if (answer.status === 401 || answer.status === 403)
    return [bad("Supabase refuses SUPABASE_SECRET_KEY", KEYS_HELP)];
  const code = z.looseObject({ code: z.string() }).safeParse(jsonOf(answer)).data?.code;
  if (code && NO_SUCH.has(code))
    return [bad("the database has none of Verne's migrations, or old ones", PUSH)];
  const applied = Versions.safeParse(jsonOf(answer));
  if (!applied.success)
    return [bad(`the database answers ${answer.status}`, "is the project paused? See its dashboard")];
  const lacking = world.migrations.filter((version) => !applied.data.includes(version));
  const unknown = applied.data.filter((version) => !world.migrations.includes(version));
  return [
    lacking.length > 0
      ? bad(`the database lacks ${lacking.length} migrations: ${lacking.join(", ").slice(0, 300)}`, PUSH)
      : ok("the database has every migration"),
    ...(unknown.length > 0
      ? [bad(`the database is newer than this checkout: ${unknown.join(", ").slice(0, 300)}`, "git pull")]
      : []),
  ];
}

/** Row-level security and grants, as somebody without a session meets them. */
async function strangers(world: World, { url, publishable }: Project): Promise<Finding[]> {
  const tables = ["tasks", "users", "api_keys", "github_tokens", "task_logs", "files_diff"];
  const answers = await Promise.all(
    tables.map((table) => world.ask(`${url}/rest/v1/${table}?limit=1`, { headers: { apikey: publishable } })),
  );
  const open = tables.filter((_, index) => answers[index]?.status === 200);
  return [
    open.length === 0
      ? ok("nobody without a session reads a table")
      : bad(
          `anybody may read ${open.join(", ")}`,
          "someone granted it by hand: revoke all on these tables from anon, and see supabase/migrations for what belongs there",
        ),
  ];
}
