/** What is to be deployed: the environment's names, and the variables that its Worker needs. */
import { MODEL_KEY_VARIABLES, MODEL_URL_VARIABLES } from "../../worker/protocol/providers.ts";
import type { Environment, Names } from "./environments.ts";

/** A person has to bring these. */
export const BROUGHT = [
  "SUPABASE_URL",
  "SUPABASE_PUBLISHABLE_KEY",
  "SUPABASE_SECRET_KEY",
  "PUBLIC_URL",
] as const;

/** Made here when the Worker has none; a new one in place of an old one would make stored keys unreadable. */
export const MADE = ["KEY_RING", "CAPABILITY_SECRET"] as const;

/** One of them has to be there: an installation that names nobody lets nobody in. */
export const ENTRY = ["ALLOWED_LOGINS", "ALLOWED_ORGS", "ALLOW_ANYONE"] as const;

/** Put where they are given. */
const OPTIONAL = [
  ...MODEL_KEY_VARIABLES,
  ...MODEL_URL_VARIABLES,
  "WEB_ORIGINS",
  "GITHUB_API_URL",
  "GITHUB_WEB_URL",
  ...ENTRY,
  "INVITATION_ONLY",
  "ADMIN_LOGINS",
  "OPERATOR_CONTACT",
  "MAX_ACTIVE_TASKS_PER_USER",
  "COMMAND_TIMEOUT_MS",
  "SANDBOX_EGRESS",
  "SANDBOX_INSTANCE",
  "MAX_MACHINES",
  "DNS_URL",
  "OTLP_URL",
  "OTLP_HEADERS",
] as const;

export const WORKER_VARIABLES: readonly string[] = [...BROUGHT, ...MADE, ...OPTIONAL];

/** No program that a deployment starts inherits these. */
export const SECRET_VARIABLES: ReadonlySet<string> = new Set([
  "SUPABASE_SECRET_KEY",
  "VERNE_SMOKE_TOKEN",
  "OTLP_HEADERS",
  ...MADE,
  ...MODEL_KEY_VARIABLES,
]);

export interface Target {
  environment: Environment;
  names: Names;
  /** Where the web app is served: on Pages, whose previews then work too, or by the Worker alone. */
  web: "pages" | "worker";
  /** False: neither builds nor uploads the sandbox image. */
  image: boolean;
  /** Puts the variables that are given also where the Worker has them already. Never those that are made. */
  renew: boolean;
  /** Variables of this process. */
  variables: Readonly<Record<string, string | undefined>>;
  /** Of all sources that are deployed. */
  fingerprint: string;
  /** Makes a secret. */
  make(name: (typeof MADE)[number]): string;
}

/** What the services answered that later steps need. */
export interface Facts {
  /** Host of the Pages project; the name asked for may have been taken by somebody. */
  pagesHost?: string;
}

const HOSTED = /^https:\/\/([a-z\d]{10,40})\.supabase\.co\/*$/;

/** The project's reference; null where it is not a hosted one. */
export const projectRef = (url: string | undefined): string | null => HOSTED.exec(url ?? "")?.[1] ?? null;

export const publicUrl = ({ variables }: Target): string => (variables.PUBLIC_URL ?? "").replace(/\/+$/, "");
