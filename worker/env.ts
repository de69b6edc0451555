/**
 * The only reader of variables: `readConfig` turns them into one typed value, once per isolate, and names what is
 * missing or wrong. `ObjectBindings` is what the object of a task gets from the platform; bindings.ts has the rest.
 */
import { z } from "zod";
import { ENTRY_VARIABLES, entryContradiction } from "./access/entry-variables.ts";
import { parseKeyRing } from "./access/keyring.ts";
import { QUOTA_VARIABLES } from "./access/quota-variables.ts";
import type { AdmissionObject } from "./admission/admission-object.ts";
import { AdmissionSettings } from "./admission/settings.ts";
import { parseDsn } from "./log/error-reports.ts";
import {
  Isolation,
  MODEL_KEY_VARIABLES,
  MODEL_URL_VARIABLES,
  type StepMessage,
  WebOrigins,
} from "./protocol/index.ts";
import type { SandboxObject } from "./sandbox/container/sandbox-object.ts";
import { ContainerSettings } from "./sandbox/container/settings.ts";

export interface ObjectBindings {
  SANDBOX: DurableObjectNamespace<SandboxObject>;
  ADMISSION: DurableObjectNamespace<AdmissionObject>;
  STEPS: Queue<StepMessage>;
  ARTIFACTS: R2Bucket;
  /** Numbers of what tasks did; nothing is lost where it is not bound. */
  METRICS?: AnalyticsEngineDataset;
  [variable: string]: unknown;
}

const url = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ""));
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((v) => (v === "" ? undefined : v), schema.optional());

/** The same schema for several variables. */
const each = <Name extends string, T extends z.ZodType>(names: readonly Name[], schema: T) =>
  Object.fromEntries(names.map((name) => [name, schema])) as Record<Name, T>; // its keys are the names

/** As OTEL_EXPORTER_OTLP_HEADERS has them. The fault names no value: it may be a token. */
function headersOf(text: string, check: z.RefinementCtx): Record<string, string> {
  const pairs = text
    .split(",")
    .map((pair) => pair.trim())
    .filter(Boolean);
  const entries = pairs.map((pair) => /^([\w-]+)=([\x20-\x7e]+)$/.exec(pair));
  const wrong = entries.indexOf(null);
  if (wrong >= 0) check.addIssue({ code: "custom", message: `entry ${wrong + 1} is not name=value` });
  return Object.fromEntries(entries.flatMap((entry) => (entry ? [[entry[1] ?? "", entry[2] ?? ""]] : [])));
}

const Variables = z
  .object({
    SUPABASE_URL: url,
    SUPABASE_PUBLISHABLE_KEY: z.string().min(1),
    SUPABASE_SECRET_KEY: z.string().min(1),
    GITHUB_API_URL: url.default("https://api.github.com"),
    GITHUB_WEB_URL: url.default("https://github.com"),
    /** The Worker as browser and sandbox reach it; the git proxy's address is made from it. */
    PUBLIC_URL: url,
    WEB_ORIGINS: WebOrigins,
    KEY_RING: z.string().superRefine((text, check) => {
      try {
        parseKeyRing(text);
      } catch (error) {
        // Names the fault, never the key material.
        check.addIssue({ code: "custom", message: error instanceof Error ? error.message : "is malformed" });
      }
    }),
    CAPABILITY_SECRET: z.string().min(32, "must be at least 32 characters"),
    EMBEDDED: z
      .enum(["0", "1"])
      .default("0")
      .transform((flag) => flag === "1"),
    /** With EMBEDDED: GitHub is no stand-in, as with `npm start -- --github`. */
    REAL_GITHUB: z
      .enum(["0", "1"])
      .default("0")
      .transform((flag) => flag === "1"),
    SANDBOX_RUNNER_URL: optional(url),
    SANDBOX_RUNNER_TOKEN: optional(z.string().min(16)),
    /** The level that the local runner found working. */
    SANDBOX_ISOLATION: optional(Isolation),
    ...ContainerSettings.shape,
    DEMO_MODEL_URL: optional(url),
    /** Keys and URLs of model providers for everybody on the installation. */
    ...each(MODEL_KEY_VARIABLES, optional(z.string())),
    ...each(MODEL_URL_VARIABLES, optional(url)),
    /** DNS over HTTPS, by which the names of users' model servers are looked up; not asked on the embedded default. */
    DNS_URL: url.default("https://cloudflare-dns.com/dns-query"),
    /** JSON list of sample tasks, embedded default only. */
    SAMPLES: optional(z.string()),
    ...ENTRY_VARIABLES,
    /** Base address of an OpenTelemetry collector (OTLP over HTTP), and headers for it: `name=value`, commas between. */
    OTLP_URL: optional(url),
    OTLP_HEADERS: z.string().default("").transform(headersOf),
    /** Where errors are reported, as Sentry and what speaks like it give it: `https://<key>@<host>/<project>`. */
    SENTRY_DSN: optional(
      z
        .string()
        .refine((text) => parseDsn(text) !== null, "must look like https://<key>@<host>/<project number>"),
    ),
    ...AdmissionSettings.shape,
    /** Tasks of one user that have not ended, those among them that wait; the next one is refused. */
    MAX_OPEN_TASKS_PER_USER: z.coerce.number().int().positive().default(100),
    ...QUOTA_VARIABLES,
    /** Life of one test or install command. */
    COMMAND_TIMEOUT_MS: z.coerce.number().int().positive().default(600_000),
  })
  .superRefine((v, check) => {
    const wrong = entryContradiction(v);
    if (wrong) check.addIssue({ code: "custom", path: [wrong.path], message: wrong.message });
  })
  .refine((v) => !v.SANDBOX_RUNNER_URL || v.SANDBOX_RUNNER_TOKEN, {
    path: ["SANDBOX_RUNNER_TOKEN"],
    message: "is needed with SANDBOX_RUNNER_URL",
  })
  .refine((v) => !v.SANDBOX_RUNNER_URL || v.EMBEDDED, {
    path: ["SANDBOX_RUNNER_URL"],
    message: "the local runner is no isolation between users and works only with EMBEDDED=1",
  });

export type Config = z.infer<typeof Variables>;

const cache = new WeakMap<ObjectBindings, Config>();

/** Variables of the Worker are missing or wrong; the message names them and none of their values. */
export class ConfigFailure extends Error {
  override readonly name = "ConfigFailure";
}

/** Throws a ConfigFailure that names every missing or malformed variable (never its value). */
export function readConfig(env: ObjectBindings): Config {
  const known = cache.get(env);
  if (known) return known;
  const parsed = Variables.safeParse(env);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new ConfigFailure(`Configuration of the Worker is incomplete. ${problems.join("; ")}`);
  }
  cache.set(env, parsed.data);
  return parsed.data;
}
