import { z } from "zod";

/** What a command is run for; each phase is a network of its own. */
export const EgressPhase = z.enum(["install", "set_up", "agent", "tests", "fetching_tests"]);
export type EgressPhase = z.infer<typeof EgressPhase>;

/**
 * How far a phase reaches. `registries`: where packages come from. `trusted`: registries, and hosts of source code and
 * of toolchains. `all`: the public internet. Private addresses are never reached.
 */
export const EgressPreset = z.enum(["none", "registries", "trusted", "all"]);
export type EgressPreset = z.infer<typeof EgressPreset>;

/** `name`, `*.name` for all below one, `name:port` where it is neither 80 nor 443. */
export const EgressHost = z
  .string()
  .max(100)
  .regex(
    /^(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+(:\d{1,5})?$/,
    "is not a host name",
  );

/** Of one repository, or of one organisation. */
export const MAX_EGRESS_HOSTS = 200;

/** What is decided beside the defaults. Where several hold, lists add up and the closest preset wins. */
export const EgressSettings = z.strictObject({
  presets: z.partialRecord(EgressPhase, EgressPreset),
  allow: z.array(EgressHost).max(MAX_EGRESS_HOSTS),
});
export type EgressSettings = z.infer<typeof EgressSettings>;

/** What a user has decided for their own tasks in one repository. */
export const EgressRules = z.object({
  repo_full_name: z.string(),
  ...EgressSettings.shape,
  /** Null while nothing was decided. */
  updated_at: z.iso.datetime().nullable(),
});
export type EgressRules = z.infer<typeof EgressRules>;

/** What an organisation's admins and owners have decided for the tasks that are shared with it. */
export const OrgEgressRules = z.object({
  org_id: z.uuid(),
  ...EgressSettings.shape,
  updated_at: EgressRules.shape.updated_at,
});
export type OrgEgressRules = z.infer<typeof OrgEgressRules>;

export const AllowHost = z.strictObject({ host: EgressHost });
export type AllowHost = z.infer<typeof AllowHost>;

/** A command may reach these, and nothing else. */
export interface EgressPolicy {
  scope: EgressPhase;
  /** The rule, in words, for whoever is told of a refusal. */
  label: string;
  allow: "all" | string[];
  /** Names of the lists below: a machine's resolver may have put a mirror of its network in their place. */
  mirrored: readonly string[];
}

/** Install and set-up fetch; what the agent and the tests run reaches nothing unless somebody allowed it. */
const DEFAULT_PRESETS: Readonly<Record<EgressPhase, EgressPreset>> = {
  install: "registries",
  set_up: "trusted",
  agent: "none",
  tests: "none",
  // Runners that fetch what they need while they test, and cannot be told to do so before: Maven, Gradle.
  fetching_tests: "registries",
};

const REGISTRIES = [
  ...["registry.npmjs.org", "registry.yarnpkg.com", "*.npmjs.org", "npm.jsr.io", "jsr.io", "deno.land"],
  ...["pypi.org", "files.pythonhosted.org"],
  ...["proxy.golang.org", "sum.golang.org", "vuln.go.dev", "storage.googleapis.com"],
  ...["crates.io", "index.crates.io", "static.crates.io"],
  ...["repo.maven.apache.org", "repo1.maven.org", "plugins.gradle.org", "services.gradle.org"],
  ...["maven.google.com", "dl.google.com", "plugins-artifacts.gradle.org", "downloads.gradle.org"],
  ...["rubygems.org", "index.rubygems.org", "packagist.org", "repo.packagist.org"],
  ...["api.nuget.org", "hex.pm", "repo.hex.pm", "builds.hex.pm", "pub.dev", "hackage.haskell.org"],
];

const TRUSTED = [
  ...[
    "github.com",
    "*.github.com",
    "*.githubusercontent.com",
    "gitlab.com",
    "bitbucket.org",
    "codeload.github.com",
  ],
  ...["nodejs.org", "go.dev", "dl.google.com", "static.rust-lang.org", "sh.rustup.rs", "www.python.org"],
  ...[
    "deb.debian.org",
    "security.debian.org",
    "archive.ubuntu.com",
    "security.ubuntu.com",
    "dl-cdn.alpinelinux.org",
  ],
];

const KNOWN = [...REGISTRIES, ...TRUSTED];

const LABELS: Readonly<Record<EgressPhase, string>> = {
  install: "installing",
  set_up: "set-up",
  agent: "commands of the agent",
  tests: "tests",
  fetching_tests: "tests that fetch packages",
};

/**
 * The policy of a phase. Settings are taken in the order given, from the widest to the closest: of presets the last
 * one wins, lists add up.
 */
export function egressPolicy(phase: EgressPhase, ...settings: readonly EgressSettings[]): EgressPolicy {
  const preset = settings.reduce((known, { presets }) => presets[phase] ?? known, DEFAULT_PRESETS[phase]);
  const label = `${LABELS[phase]}: ${preset}`;
  const mirrored = KNOWN;
  if (preset === "all") return { scope: phase, label, allow: "all", mirrored };
  const listed = preset === "none" ? [] : preset === "registries" ? REGISTRIES : KNOWN;
  const allow = [...new Set([...listed, ...settings.flatMap((one) => one.allow)])];
  return { scope: phase, label, allow, mirrored };
}

/**
 * What a list would have to hold for a connection that the policy refused; null where no list helps: the address is not
 * a public one, or everything is allowed already.
 */
export function hostToAllow(
  policy: EgressPolicy,
  denied: { host: string; port: number; rule: string },
): string | null {
  if (policy.allow === "all" || !denied.rule.startsWith(`${policy.label}:`)) return null;
  const host = EgressHost.safeParse(
    denied.port === 80 || denied.port === 443 ? denied.host : `${denied.host}:${denied.port}`,
  );
  return host.success ? host.data : null;
}

/** Build tools that fetch what they need while they test. */
const FETCHES = /(?:^|[\s/;&|("'`])(?:mvnw?|gradlew?|sbt|mill)(?:\.sh)?(?=$|[\s;&|)"'`])/;

/** The phase of a test command that no rule knows more of: such a tool, or a shell that is told to start one. */
export function testPhase([program, ...args]: readonly [string, ...string[]]): EgressPhase {
  const name = program.slice(program.lastIndexOf("/") + 1);
  const shell = /^(?:ba|da|z)?sh$/.test(name);
  return FETCHES.test(name) || (shell && args.some((arg) => FETCHES.test(arg))) ? "fetching_tests" : "tests";
}
