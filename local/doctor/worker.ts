/** The deployed Worker: what it says of itself, and whether its clock is ours. */
import { PublicConfig } from "../../worker/protocol/account.ts";
import { Readiness } from "../../worker/protocol/readiness.ts";
import { addressOf, bad, type Finding, jsonOf, ok, skip, type World } from "./finding.ts";

const HELP = {
  config: "set the variables that it names: npm run deploy, or the dashboard",
  entry: "set one of them: npm run deploy, or the dashboard; docs/deploy.md, Who may use it",
  bindings: "deploy with this repository's wrangler.toml: npm run deploy",
  database: "npm run doctor with SUPABASE_URL and its keys set tells more; is the project paused?",
  storage: "npm run deploy makes the bucket",
} as const;

/** Tokens are good for some seconds beyond what they say. */
const CLOCK_TOLERANCE_MS = 30_000;

export async function workerFindings(world: World): Promise<Finding[]> {
  const url = addressOf(world, "PUBLIC_URL");
  if (!url) return [skip("the Worker: PUBLIC_URL is not set here")];
  const answer = await world.ask(`${url}/api/ready`);
  const ready = Readiness.safeParse(jsonOf(answer));
  if (!ready.success)
    return [
      bad(`${url} answers ${answer.status}, and not as Verne`, "check PUBLIC_URL, and the Worker's routes"),
    ];
  const faults = ready.data.parts.filter((part) => !part.ok);
  return [
    ...(faults.length === 0 ? [ok("the Worker reaches all it needs")] : []),
    ...faults.map(({ part, message }) =>
      bad(`the Worker's ${part}: ${message ?? "not in order"}`, HELP[part]),
    ),
    ...(await sameProject(world, url)),
  ];
}

/** The Worker may be of another version than this checkout. */
const Config = PublicConfig.pick({ supabase_url: true, embedded: true });

async function sameProject(world: World, url: string): Promise<Finding[]> {
  const config = Config.safeParse(jsonOf(await world.ask(`${url}/api/config`)));
  const mine = addressOf(world, "SUPABASE_URL");
  if (!config.success || !mine) return [];
  const { supabase_url, embedded } = config.data;
  return [
    supabase_url === mine
      ? ok("the Worker works with this Supabase project")
      : bad(
          `the Worker works with another Supabase project: ${supabase_url}`,
          "set SUPABASE_URL; --renew for the Worker",
        ),
    ...(embedded && url.startsWith("https:")
      ? [
          bad(
            "the Worker runs with EMBEDDED=1, which is for a laptop",
            "remove that variable: it lets models reach loopback",
          ),
        ]
      : []),
  ];
}

/** Signed tokens begin and end by the clock. */
export async function clockFindings(world: World): Promise<Finding[]> {
  const url = addressOf(world, "PUBLIC_URL") ?? addressOf(world, "SUPABASE_URL");
  if (!url) return [skip("the clock: no service to compare it with is set here")];
  const before = world.now();
  const { headers } = await world.ask(url);
  const date = Date.parse(headers.get("date") ?? "");
  if (Number.isNaN(date)) return [skip(`the clock: ${new URL(url).host} does not say what time it is`)];
  // The header has whole seconds, and the answer took its time.
  const off = date > world.now() ? date - world.now() : Math.max(0, before - date - 1_000);
  return [
    off <= CLOCK_TOLERANCE_MS
      ? ok("this machine's clock is right")
      : bad(
          `this machine's clock is ${Math.round(off / 1000)} s off`,
          "switch on time synchronisation (NTP)",
        ),
  ];
}
