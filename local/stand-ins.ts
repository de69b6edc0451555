/** The four services that `npm start` brings up in place of hosted ones, on loopback only. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { startRunner } from "../sandbox/runner/server.ts";
import { type Child, startService } from "./child.ts";
import type { SampleSource } from "./github/repositories.ts";
import { type GitHub, startGitHub } from "./github/server.ts";
import { type DemoModel, startDemoModel } from "./model/server.ts";
import type { Ports } from "./ports.ts";
import { type RealGitHub, startRealGitHub } from "./real-github/server.ts";
import type { TokenFacts } from "./real-github/token.ts";
import { ROOT } from "./root.ts";
import { SAMPLES, type Sample } from "./samples/index.ts";
import type { Secrets } from "./secrets.ts";
import { allowTaskUsersToTraverse } from "./task-users.ts";
import { UnreadableState } from "./unreadable-state.ts";

export interface StandInOptions {
  /** Everything they keep. */
  dir: string;
  ports: Ports;
  secrets: Secrets;
  /** A repository of the user's own, offered beside the samples. */
  importRepo?: string;
  isolation?: "auto" | "uid" | "none";
  /** More repositories beside the samples, for tests. */
  repositories?: SampleSource[];
  /** Offers models that misbehave, and lets tests make GitHub misbehave. */
  testModels?: boolean;
  /** Pause between two pieces of the demo model's answer; its own default without it. */
  modelDelayMs?: number;
}

/** Takes the place of the GitHub stand-in and its samples. */
export interface RealGitHubToken {
  token: string;
  facts: TokenFacts;
}

export interface StandIns<G extends GitHub | RealGitHub = GitHub> {
  github: G;
  model: DemoModel;
  supabase: { url: string; publishableKey: string; secretKey: string };
  isolation: { kind: string; warning: string | null };
  /** What the Worker needs to know about them. */
  variables: Record<string, string>;
  close(): Promise<void>;
}

/** The stand-in for GitHub, or the way to the real one. */
type StartGitHub<G extends GitHub | RealGitHub> = (options: StandInOptions) => Promise<G>;

const startStandIn: StartGitHub<GitHub> = ({ dir, ports, importRepo, repositories = [], testModels }) =>
  startGitHub({
    dataDir: join(dir, "github"),
    port: ports.github,
    samples: [...SAMPLES, ...repositories],
    importRepo,
    controls: testModels,
  });

const startWayTo =
  (real: RealGitHubToken): StartGitHub<RealGitHub> =>
  ({ dir, ports }) =>
    startRealGitHub({ ...real, dataDir: join(dir, "github"), port: ports.github });

/** Rejects, and leaves nothing running, when one of them cannot start; the message names it. */
export const startStandIns = (options: StandInOptions): Promise<StandIns> =>
  startAll(options, "The GitHub stand-in", startStandIn, SAMPLES);

/** The same with the real GitHub, which the token's owner uses; without samples. */
export const startOnRealGitHub = (
  options: StandInOptions,
  real: RealGitHubToken,
): Promise<StandIns<RealGitHub>> => startAll(options, "The way to GitHub", startWayTo(real), []);

async function startAll<G extends GitHub | RealGitHub>(
  options: StandInOptions,
  githubName: string,
  openGitHub: StartGitHub<G>,
  samples: readonly Sample[],
): Promise<StandIns<G>> {
  const { dir, ports, secrets } = options;
  mkdirSync(dir, { recursive: true });
  allowTaskUsersToTraverse(dir);
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    await Promise.allSettled(closers.splice(0).map((end) => end()));
  };
  const begin = async <T extends object>(
    name: string,
    start: Promise<T>,
    end: (started: T) => Promise<unknown>,
  ) => {
    try {
      const started = await start;
      closers.push(() => end(started));
      return started;
    } catch (error) {
      if (error instanceof UnreadableState) throw error;
      const cause = error instanceof Error ? error.message : String(error);
      throw new Error(`${name} did not start: ${cause}`, { cause: error });
    }
  };
  const results = await Promise.allSettled([
    begin(githubName, openGitHub(options), (github) => github.close()),
    begin("The embedded Supabase", startSupabaseChild(options), (supabase) => supabase.child.stop()),
    begin(
      "The sandbox runner",
      startRunner({
        dataDir: join(dir, "sandboxes"),
        port: ports.runner,
        token: secrets.runnerToken,
        toolsDir: join(ROOT, "sandbox/dist"),
        workerUrl: `http://127.0.0.1:${ports.web}`,
        hide: [ROOT, dir],
        isolation: options.isolation ?? "auto",
      }),
      (runner) => runner.close(),
    ),
    begin(
      "The demo model",
      startDemoModel({ port: ports.model, testModels: options.testModels, delayMs: options.modelDelayMs }),
      (model) => model.close(),
    ),
  ]);
  const [github, supabase, runner, model] = results;
  if (
    github.status === "rejected" ||
    supabase.status === "rejected" ||
    runner.status === "rejected" ||
    model.status === "rejected"
  ) {
    await close();
    const reasons = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    throw reasons.find((reason) => reason instanceof UnreadableState) ?? reasons[0];
  }
  return {
    github: github.value,
    model: model.value,
    supabase: supabase.value,
    isolation: { kind: runner.value.isolation, warning: runner.value.warning },
    variables: {
      SUPABASE_URL: supabase.value.url,
      SUPABASE_PUBLISHABLE_KEY: supabase.value.publishableKey,
      SUPABASE_SECRET_KEY: supabase.value.secretKey,
      GITHUB_API_URL: github.value.apiUrl,
      GITHUB_WEB_URL: github.value.webUrl,
      SANDBOX_RUNNER_URL: runner.value.url,
      SANDBOX_RUNNER_TOKEN: secrets.runnerToken,
      SANDBOX_ISOLATION: runner.value.isolation,
      DEMO_MODEL_URL: model.value.url,
      KEY_RING: secrets.keyRing,
      CAPABILITY_SECRET: secrets.capabilitySecret,
      PUBLIC_URL: `http://127.0.0.1:${ports.web}`,
      EMBEDDED: "1",
      // One person on one machine: what runs at once is for them to say.
      MAX_MACHINES: "400",
      MAX_ACTIVE_TASKS_PER_USER: "100",
      SAMPLES: JSON.stringify({
        items: samples.flatMap((sample) =>
          sample.prompts.map((prompt) => ({ repo_full_name: sample.fullName, branch: "main", ...prompt })),
        ),
      }),
    },
    close,
  };
}

/** A process of its own: its WebAssembly Postgres would hold up everything else on this event loop. */
async function startSupabaseChild({
  dir,
  ports,
}: StandInOptions): Promise<StandIns["supabase"] & { child: Child }> {
  const options = {
    dataDir: join(dir, "supabase"),
    port: ports.supabase,
    githubUrl: `http://127.0.0.1:${ports.github}`,
    siteUrl: `http://127.0.0.1:${ports.web}`,
    redirectUrls: [`http://localhost:${ports.web}/**`],
    migrationsDir: join(ROOT, "supabase/migrations"),
  };
  const { child, said } = await startService<StandIns["supabase"]>(
    [join(ROOT, "local/supabase/main.ts"), JSON.stringify(options)],
    { cwd: ROOT, env: { ...process.env, LITE_TELEMETRY: "0", DO_NOT_TRACK: "1" } },
  );
  return { url: said.url, publishableKey: said.publishableKey, secretKey: said.secretKey, child };
}
