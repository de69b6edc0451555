/** Queues, bucket, secrets and container of the account, by wrangler's words. */
import { join } from "node:path";
import { z } from "zod";
import { account, existing, parsed, secretNames } from "../deploy/answers.ts";
import { BROUGHT, MADE } from "../deploy/target.ts";
import { ROOT } from "../root.ts";
import { bad, type Finding, ok, skip, type World, warn } from "./finding.ts";

const WRANGLER = join(ROOT, "node_modules/wrangler/bin/wrangler.js");
const DEPLOY = "npm run deploy makes what is missing";

const Applications = z.array(z.looseObject({ name: z.string() }));

export async function cloudflareFindings({ run, names, wranglerEnv, variables }: World): Promise<Finding[]> {
  const wrangler = (...args: string[]) => run({ argv: [process.execPath, WRANGLER, ...args] });
  const login = account(await wrangler("whoami", "--json"), variables.CLOUDFLARE_ACCOUNT_ID);
  if (login.is === "blocked")
    return [skip(`Cloudflare: ${login.why}; npx wrangler login`), await docker(run)];
  const [queues, buckets, secrets, containers] = await Promise.all([
    Promise.all(names.queues.map((name) => wrangler("queues", "info", name))),
    Promise.all(names.buckets.map((name) => wrangler("r2", "bucket", "info", name, "--json"))),
    wrangler("secret", "list", `--env=${wranglerEnv}`),
    wrangler("containers", "list", "--json"),
  ]);
  return [
    there("queue", existing(names.queues, queues, /Queue "[^"]*" does not exist/)),
    there("bucket", existing(names.buckets, buckets, /bucket does not exist|code: 10006/i)),
    secretsFinding(secretNames(secrets)),
    containerFinding(containers.code === 0 ? parsed(containers.stdout, Applications) : null, names.worker),
    await docker(run),
  ];
}

function there(kind: string, standing: ReturnType<typeof existing>): Finding {
  if (standing.is === "done") return ok(`every ${kind} is there`);
  if (standing.is === "missing") return bad(`no ${kind} ${standing.what.join(", ")}`, DEPLOY);
  return bad(standing.why, "npx wrangler whoami shows what this login may do");
}

function secretsFinding(names: ReadonlySet<string> | null): Finding {
  if (!names) return bad("wrangler does not say which secrets the Worker has", "npx wrangler secret list");
  const missing = [...BROUGHT, ...MADE].filter((name) => !names.has(name));
  if (missing.length === 0) return ok("the Worker has every secret it needs");
  // A plain variable of the dashboard is none of these, and does as well: /api/ready decides.
  return warn(
    `not among the Worker's secrets: ${missing.join(", ")}`,
    `${DEPLOY}; or set them in the dashboard`,
  );
}

function containerFinding(applications: { name: string }[] | null, worker: string): Finding {
  if (!applications) return warn("wrangler does not list containers", "Containers need a paid Workers plan");
  return applications.some(({ name }) => name.startsWith(worker))
    ? ok("the sandbox's container is deployed")
    : bad(`no container ${worker}-…: tasks have no sandbox`, "npm run deploy, on a machine with Docker");
}

async function docker(run: World["run"]): Promise<Finding> {
  const { code } = await run({ argv: ["docker", "info", "--format", "{{.ServerVersion}}"] });
  return code === 0
    ? ok("docker answers")
    : warn("docker does not answer: the sandbox image cannot be built here");
}
