/** A Cloudflare account and a Supabase project that answer as their programs do, in memory. For tests. */
import type { Command, Outcome, Run } from "./command.ts";
import { namesOf } from "./environments.ts";
import type { Target } from "./target.ts";

export class FakeAccount {
  readonly queues = new Set<string>();
  readonly buckets = new Set<string>();
  readonly projects = new Map<string, string>();
  readonly secrets = new Map<string, string>();
  migrations = ["20261122000001_accounts.sql", "20261122000002_tasks.sql"];
  tag: string | null = null;
  accounts = [{ id: "a1", name: "Ada's account" }];
  /** Every command that changed something, in order. */
  readonly done: string[] = [];
  readonly commands: Command[] = [];
  /** Commands whose text has this word fail, with these words, as long as it stands. */
  broken: { word: string; says: string; code?: number } | null = null;
  /** What programs say in place of what they would say. */
  readonly lies = new Map<string, Partial<Outcome>>();

  readonly run: Run = async (command) => {
    this.commands.push(command);
    const words = command.argv.filter((word) => !word.startsWith("/") && !word.startsWith("--disable"));
    const text = words.join(" ");
    if (this.broken && text.includes(this.broken.word))
      return { code: this.broken.code ?? 1, stdout: "", stderr: this.broken.says };
    for (const [word, lie] of this.lies)
      if (text.includes(word)) return { code: 0, stdout: "", stderr: "", ...lie };
    return this.answer(text, command.stdin ?? "");
  };

  private answer(text: string, stdin: string): Outcome {
    const [, verb = "", what = ""] =
      /^(queues \w+|r2 bucket \w+|pages project create) (\S+)/.exec(text) ?? [];
    switch (verb) {
      case "queues info":
        return this.queues.has(what)
          ? fine()
          : failed(`Queue "${what}" does not exist. To create it, run: …`);
      case "r2 bucket info":
        return this.buckets.has(what)
          ? fine()
          : failed(
              "A request to the Cloudflare API failed.\nThe specified bucket does not exist. [code: 10006]",
            );
      case "queues create":
        return this.change(text, () => this.queues.add(what));
      case "r2 bucket create":
        return this.change(text, () => this.buckets.add(what));
      case "pages project create":
        return this.change(text, () => this.projects.set(what, `${what}-7ab.pages.dev`));
    }
    if (text.startsWith("whoami")) return fine(JSON.stringify({ loggedIn: true, accounts: this.accounts }));
    if (text.startsWith("pages project list")) return fine(this.projectList());
    if (text.startsWith("secret list"))
      return this.secrets.size > 0
        ? fine(JSON.stringify([...this.secrets.keys()].map((name) => ({ name, type: "secret_text" }))))
        : failed('Worker "verne" not found.\n\nIf this is a new Worker, run `wrangler deploy` first.');
    if (text.startsWith("secret bulk"))
      return this.change(text, () => {
        for (const [name, value] of Object.entries(JSON.parse(stdin))) this.secrets.set(name, String(value));
      });
    if (text.startsWith("deployments status"))
      return this.tag
        ? fine(`Created: now\n    Tag:  ${this.tag}\nMessage: x\n`)
        : failed("has no deployments");
    if (text.startsWith("deploy "))
      return this.change(text, () => {
        this.tag = /--tag=(\S+)/.exec(text)?.[1] ?? null;
      });
    if (text.startsWith("supabase db push --linked --dry-run"))
      return this.migrations.length > 0
        ? { code: 0, stdout: "", stderr: `Would push these migrations:\n • ${this.migrations.join("\n • ")}` }
        : fine("Remote database is up to date.");
    if (text.startsWith("supabase db push"))
      return this.change(text, () => {
        this.migrations = [];
      });
    if (text.startsWith("local/build.ts") || text.startsWith("pages deploy"))
      return this.change(text, () => {});
    return fine();
  }

  private projectList(): string {
    const rows = [...this.projects].map(([name, host]) => ({
      "Project Name": name,
      "Project Domains": `app.example.com, ${host}`,
      "Git Provider": "No",
    }));
    return JSON.stringify(rows);
  }

  private change(text: string, make: () => void): Outcome {
    make();
    this.done.push(text);
    return fine();
  }
}

const fine = (stdout = ""): Outcome => ({ code: 0, stdout, stderr: "" });
const failed = (stderr: string): Outcome => ({ code: 1, stdout: "", stderr });

export const VARIABLES: Record<string, string> = {
  SUPABASE_URL: "https://abcdefghijklmnopqrst.supabase.co",
  SUPABASE_PUBLISHABLE_KEY: "sb_publishable_0123456789",
  SUPABASE_SECRET_KEY: "sb_secret_canary_0123456789",
  PUBLIC_URL: "https://verne.example.com/",
  ALLOWED_LOGINS: "ada",
  OPENAI_API_KEY: "sk-canary-openai-0123456789",
  VERNE_SMOKE_TOKEN: "canary-smoke-token",
  VERNE_SMOKE_REPO: "ada/sample",
};

/** Made secrets are numbered, so that a test sees one that was made twice. */
export function fakeTarget(changes: Partial<Target> = {}): Target {
  let made = 0;
  return {
    environment: "production",
    names: namesOf(changes.environment ?? "production"),
    web: "pages",
    image: true,
    renew: false,
    variables: VARIABLES,
    fingerprint: "f00dfeed",
    make: (name) => `canary-made-${name}-${++made}`,
    ...changes,
  };
}
