import { describe, expect, it } from "vitest";
import { byHand } from "./by-hand.ts";
import { printable, runner } from "./command.ts";
import { execute } from "./execute.ts";
import { FakeAccount, fakeTarget, VARIABLES } from "./fake-account.ts";
import { smokeTask, untilReady } from "./smoke.ts";
import { chosen } from "./step.ts";
import { STEPS } from "./steps.ts";
import type { Target } from "./target.ts";

const SECRETS = [VARIABLES.SUPABASE_SECRET_KEY, VARIABLES.OPENAI_API_KEY, VARIABLES.VERNE_SMOKE_TOKEN].map(
  String,
);

async function deploy(account: FakeAccount, target: Target = fakeTarget(), planOnly = false) {
  const said: string[] = [];
  const say = (line: string) => said.push(line);
  const steps = chosen(STEPS, target, []);
  const { stop, facts } = await execute(steps, { target, run: account.run, say, planOnly, secrets: SECRETS });
  return { stop: stop && { step: stop.step.id, why: stop.why, help: stop.step.help }, facts, said };
}

describe("npm run deploy", () => {
  it("does all of it on an empty account, and on the next run only what nobody can ask about", async () => {
    const account = new FakeAccount();
    const { stop, facts } = await deploy(account);
    expect(stop).toBeNull();
    expect(facts).toEqual({ pagesHost: "verne-7ab.pages.dev" });
    expect(account.done.map((text) => text.replace(/ --.*/, ""))).toEqual([
      "queues create verne-steps",
      "queues create verne-steps-dead",
      "r2 bucket create verne-artifacts",
      "pages project create verne",
      "supabase db push",
      "local/build.ts",
      "secret bulk",
      "deploy",
      "pages deploy web/dist",
    ]);
    expect(account.secrets.get("WEB_ORIGINS")).toBe(
      "https://verne-7ab.pages.dev,https://*.verne-7ab.pages.dev",
    );
    const kept = new Map(account.secrets);
    account.done.length = 0;
    expect((await deploy(account)).stop).toBeNull();
    expect(account.done.map((text) => text.replace(/ --.*/, ""))).toEqual([
      "local/build.ts",
      "pages deploy web/dist",
    ]);
    expect(account.secrets).toEqual(kept);
  });

  it("deploys again what has changed, and takes up a new value only when it is told to", async () => {
    const account = new FakeAccount();
    await deploy(account);
    account.done.length = 0;
    const variables = { ...VARIABLES, OPENAI_API_KEY: "sk-canary-another-0123456789" };
    await deploy(account, fakeTarget({ fingerprint: "decade", variables }));
    expect(account.tag).toBe("decade");
    expect(account.secrets.get("OPENAI_API_KEY")).toBe(VARIABLES.OPENAI_API_KEY);
    const ring = account.secrets.get("KEY_RING");
    await deploy(account, fakeTarget({ fingerprint: "decade", variables, renew: true }));
    expect(account.secrets.get("OPENAI_API_KEY")).toBe("sk-canary-another-0123456789");
    expect(account.secrets.get("KEY_RING")).toBe(ring);
  });

  it("takes a key ring that is brought along for a new installation", async () => {
    const account = new FakeAccount();
    await deploy(account, fakeTarget({ variables: { ...VARIABLES, KEY_RING: "canary-brought-along" } }));
    expect(account.secrets.get("KEY_RING")).toBe("canary-brought-along");
  });

  it("uses the names of its environment alone", async () => {
    const account = new FakeAccount();
    const target = fakeTarget({ environment: "staging" });
    expect((await deploy(account, target)).stop).toBeNull();
    expect([...account.queues, ...account.buckets, ...account.projects.keys()]).toSatisfy((names: string[]) =>
      names.every((name) => name.startsWith("verne-staging")),
    );
    for (const { argv } of account.commands)
      if (argv.includes("deploy") && !argv.includes("pages")) expect(argv).toContain("--env=staging");
  });

  it("changes nothing with --plan", async () => {
    const account = new FakeAccount();
    const { stop, said } = await deploy(account, fakeTarget(), true);
    expect(stop).toBeNull();
    expect(account.done).toEqual([]);
    expect(said.join("\n")).toContain("would  queues: verne-steps, verne-steps-dead");
  });

  const ACTIONS = [
    ["queues create verne-steps-dead", "queues"],
    ["r2 bucket create", "bucket"],
    ["pages project create", "pages"],
    ["supabase db push --linked --yes", "schema"],
    ["local/build.ts", "build"],
    ["secret bulk", "secrets"],
    ["deploy --env", "worker"],
    ["pages deploy", "app"],
    ["smoke.ts ready", "ready"],
    ["smoke.ts task", "smoke"],
  ] as const;
  it.each(ACTIONS)("stops where %s fails, and goes on from there", async (word, step) => {
    const account = new FakeAccount();
    account.broken = { word, says: "\x1b[31mno\x1b[0m luck" };
    const { stop } = await deploy(account);
    expect(stop).toMatchObject({ step, why: expect.stringMatching(/ended with 1\nno luck$/) });
    expect(stop?.help).not.toBe("");
    account.broken = null;
    expect((await deploy(account)).stop).toBeNull();
    const whole = new FakeAccount();
    await deploy(whole);
    expect({
      ...account,
      done: account.done.filter((text) => !/build|pages deploy/.test(text)),
    }).toMatchObject({
      queues: whole.queues,
      buckets: whole.buckets,
      projects: whole.projects,
      tag: whole.tag,
      migrations: [],
      // Nothing that was asked about was done twice.
      done: whole.done.filter((text) => !/build|pages deploy/.test(text)),
    });
    expect(account.secrets.get("KEY_RING")).toMatch(/^canary-made-KEY_RING-\d$/);
  });

  it.each([
    ["whoami", { stdout: '{"loggedIn":false,"accounts":[]}' }, "account", "signed in to no"],
    ["whoami", { stdout: "[]" }, "account", "signed in to no"],
    ["whoami", { code: 1 }, "account", "signed in to no"],
    ["docker info", { code: 127 }, "tools", "docker does not answer"],
    ["queues info", { code: 1, stderr: "authentication error" }, "queues", "nobody can tell"],
    ["r2 bucket info", { code: 1, stderr: "Please enable R2 [code: 10042]" }, "bucket", "enable R2"],
    ["pages project list", { stdout: "<html>" }, "pages", "does not say"],
    ["supabase link", { code: 127 }, "schema", "not installed"],
    ["supabase link", { code: 1, stderr: "Unauthorized" }, "schema", "Unauthorized"],
    ["supabase db push --linked --dry-run", { code: 1, stderr: "password" }, "schema", "password"],
    ["secret list", { code: 1, stderr: "fetch failed" }, "variables", "does not say"],
    ["secret list", { stdout: "" }, "variables", "does not say"],
    ["secret list", { stdout: '{"name":"KEY_RING"}' }, "variables", "does not say"],
    ["secret list", { stdout: "null" }, "variables", "does not say"],
  ])("does nothing where %s answers %j", async (word, lie, step, why) => {
    const account = new FakeAccount();
    account.lies.set(word, lie);
    expect((await deploy(account)).stop).toMatchObject({ step, why: expect.stringContaining(why) });
    expect(account.commands.some(({ argv }) => argv.includes("bulk"))).toBe(false);
  });

  it("does not take a program's word for what the service denies", async () => {
    const account = new FakeAccount();
    account.lies.set("queues create", {});
    expect((await deploy(account)).stop).toMatchObject({
      step: "queues",
      why: expect.stringContaining("still"),
    });
  });

  it("asks which of several accounts is meant", async () => {
    const account = new FakeAccount();
    account.accounts.push({ id: "b2", name: "\x1b]0;owned\x07Work" });
    const { stop } = await deploy(account);
    expect(stop).toMatchObject({ step: "account", why: expect.stringContaining("Work (b2)") });
    expect(stop?.why).not.toContain("\x1b");
    const choose = (id: string) => fakeTarget({ variables: { ...VARIABLES, CLOUDFLARE_ACCOUNT_ID: id } });
    expect((await deploy(account, choose("c3"))).stop?.step).toBe("account");
    expect((await deploy(account, choose("b2"))).stop).toBeNull();
  });

  it.each([
    "SUPABASE_URL",
    "SUPABASE_PUBLISHABLE_KEY",
    "SUPABASE_SECRET_KEY",
    "PUBLIC_URL",
    "ALLOWED_LOGINS",
  ])("asks for %s before anything is made", async (name) => {
    const account = new FakeAccount();
    const { stop } = await deploy(account, fakeTarget({ variables: { ...VARIABLES, [name]: undefined } }));
    expect(stop).toMatchObject({ step: "variables", why: expect.stringContaining(name) });
    expect(account.done).toEqual([]);
  });

  it("shows no secret, and gives none to a program but by its standard input", async () => {
    const account = new FakeAccount();
    account.broken = { word: "smoke.ts task", says: `boom ${VARIABLES.SUPABASE_SECRET_KEY}` };
    const { said, stop } = await deploy(account);
    expect(stop?.why).toContain("boom [hidden]");
    const open = [...said, stop?.why, JSON.stringify(account.commands.map(({ argv, env }) => [argv, env]))];
    for (const canary of [...SECRETS, "canary-made"]) expect(open.join("\n")).not.toContain(canary);
    const bulk = account.commands.find(({ argv }) => argv.includes("bulk"));
    expect(bulk?.stdin).toContain("canary-made-KEY_RING-1");
  });

  it("refuses to skip a step that there is not", () => {
    expect(() => chosen(STEPS, fakeTarget(), ["schemas"])).toThrow("no step schemas; there are account,");
    expect(
      chosen(STEPS, fakeTarget({ web: "worker", image: false }), ["schema"]).map(({ id }) => id),
    ).toEqual("account variables queues bucket build secrets worker ready smoke".split(" "));
  });

  it("says by hand what no program may do, for the addresses of this installation", () => {
    const lines = byHand(fakeTarget(), { pagesHost: "verne-7ab.pages.dev" }, false).join("\n");
    for (const part of [
      "callback https://abcdefghijklmnopqrst.supabase.co/auth/v1/callback",
      "https://verne-7ab.pages.dev/auth/callback and https://verne.example.com/auth/callback",
      "https://supabase.com/dashboard/project/abcdefghijklmnopqrst/auth/providers",
      "npm run image:pin",
    ])
      expect(lines).toContain(part);
    for (const canary of SECRETS) expect(lines).not.toContain(canary);
  });
});

describe("a program that a deployment runs", () => {
  const node = (script: string) => [process.execPath, "-e", script] as const;
  it("inherits no secret, hears its standard input, and says nothing that is one", async () => {
    process.env.CANARY_KEY = "canary-inherited";
    const shown: string[] = [];
    const run = runner(new Set(["CANARY_KEY"]), (text) => shown.push(text));
    const script = `console.log(process.env.CANARY_KEY, "canary-inherited", require("fs").readFileSync(0, "utf8"))`;
    const outcome = await run({ argv: node(script), stdin: "heard", loud: true });
    delete process.env.CANARY_KEY;
    expect(outcome.stdout).toBe("undefined canary-inherited heard\n");
    expect(shown.join("")).toBe("undefined [hidden] heard\n");
  });

  it("may be missing, fail, or end without reading", async () => {
    const run = runner(new Set(), () => {});
    expect(await run({ argv: ["verne-no-such-program"], stdin: "x".repeat(200_000) })).toMatchObject({
      code: 127,
    });
    expect(await run({ argv: node("process.exit(3)"), stdin: "x".repeat(200_000) })).toMatchObject({
      code: 3,
    });
  });

  it("moves no cursor and hides no text by its words", () => {
    expect(printable("a\x1b[2J\x1b]0;title\x07b\r\x1b[1;31mc\u202ed\x9b0m\n")).toBe("abcd0m\n");
  });
});

describe("the trial of a deployment", () => {
  const clock = () => {
    let now = 0;
    return {
      now: () => now,
      sleep: async (ms: number) => {
        now += ms;
      },
    };
  };
  const answering = (...answers: [number, string, string?][]): typeof fetch => {
    return async () => {
      const [status, body, allowed] = (answers.length > 1 ? answers.shift() : answers[0]) ?? [500, ""];
      return new Response(body, {
        status,
        headers: allowed ? { "access-control-allow-origin": allowed } : {},
      });
    };
  };

  it("waits until the Worker is ready, and says what it said last where that never comes", async () => {
    const bad: [number, string] = [503, '{"ok":false,"database":"down"}'];
    const good: [number, string] = [200, "{}"];
    await untilReady("https://v.example", undefined, answering(bad, bad, good), clock());
    await expect(untilReady("https://v.example", undefined, answering(bad), clock())).rejects.toThrow("503");
    const unreachable = () => Promise.reject(new TypeError("fetch failed"));
    await expect(untilReady("https://v.example", undefined, unreachable, clock())).rejects.toThrow(
      "fetch failed",
    );
  });

  it("notices that the web app's pages are not let in", async () => {
    const origin = "https://verne-7ab.pages.dev";
    await untilReady("https://v.example", origin, answering([200, "{}", origin]), clock());
    await expect(untilReady("https://v.example", origin, answering([200, "{}"]), clock())).rejects.toThrow(
      "WEB_ORIGINS",
    );
  });

  it("takes a task to its review and leaves nothing, also where it fails", async () => {
    const calls: string[] = [];
    const client = (fails: string | null) => {
      const step =
        (name: string, answer: unknown) =>
        async (...args: unknown[]) => {
          calls.push([name, ...args.slice(1)].join(" "));
          if (name === fails) throw new Error("it ended");
          return answer;
        };
      const made = {
        create: step("create", { task_id: "t1" }),
        until: step("until", {}),
        approve: step("approve", {}),
        view: step("view", {}),
        diff: step("diff", { files: [{ path: "README.md" }] }),
        command: step("command", {}),
      };
      return made as unknown as Parameters<typeof smokeTask>[0]; // answers with what is read of them
    };
    const said: string[] = [];
    await smokeTask(client(null), "ada/sample", "openai/gpt/x", (line) => said.push(line));
    expect(calls).toEqual([
      "create",
      "until awaiting_approval",
      "approve",
      "until reviewing",
      "diff",
      "command cancel",
    ]);
    expect(said.at(-1)).toContain("README.md");
    calls.length = 0;
    await expect(smokeTask(client("approve"), "ada/sample", "auto/auto", () => {})).rejects.toThrow(
      "it ended",
    );
    expect(calls.at(-1)).toBe("command cancel");
  });
});
