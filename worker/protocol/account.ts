import { z } from "zod";
import { PROVIDER_IDS } from "./providers.ts";
import { SandboxLevel } from "./state.ts";
import { BranchName, RepoFullName } from "./tasks.ts";

/** A key or a token as a header takes it. */
const HeaderText = z
  .string()
  .min(1, "must not be empty")
  .max(4096)
  .regex(/^[\x21-\x7e]+$/, "must be printable ASCII without spaces");

/** What the web app needs before anyone has signed in. Public. */
export const PublicConfig = z.object({
  supabase_url: z.string(),
  supabase_publishable_key: z.string(),
  /** True on a laptop: Supabase and the demo model are stand-ins on this machine. */
  embedded: z.boolean(),
  /** Whether GitHub is one as well. */
  github_stand_in: z.boolean(),
  github_web_url: z.string(),
  /** What to ask GitHub for at sign-in, separated by blanks. */
  github_scopes: z.string(),
  /** What commands of tasks run in on this installation. */
  sandbox: SandboxLevel,
});
export type PublicConfig = z.infer<typeof PublicConfig>;

export const Me = z.object({
  user_id: z.uuid(),
  login: z.string(),
  name: z.string().nullable(),
  avatar_url: z.string().nullable(),
  /** False: log in with GitHub again so that Verne can act there. */
  github_connected: z.boolean(),
});
export type Me = z.infer<typeof Me>;

/** The tokens that Supabase hands over once, right after sign-in. */
export const ConnectGitHub = z.object({
  provider_token: HeaderText,
  provider_refresh_token: HeaderText.nullish(),
});
export type ConnectGitHub = z.infer<typeof ConnectGitHub>;

export const Repo = z.object({
  full_name: RepoFullName,
  description: z.string().nullable(),
  /** The one it is mostly written in, by GitHub's word. */
  language: z.string().nullable(),
  private: z.boolean(),
  default_branch: z.string(),
  pushed_at: z.iso.datetime().nullable(),
  /** Its owner has closed it: nobody can push. */
  archived: z.boolean(),
  /** False: a task can work on it, and not publish its change. */
  can_push: z.boolean(),
});
export type Repo = z.infer<typeof Repo>;
export const RepoPage = z.object({ items: z.array(Repo), next_page: z.int().nullable() });
export type RepoPage = z.infer<typeof RepoPage>;

export const Branch = z.object({ name: BranchName, commit: z.string(), protected: z.boolean() });
export type Branch = z.infer<typeof Branch>;
export const BranchPage = z.object({
  items: z.array(Branch),
  default_branch: z.string(),
  /** The repository that they are of. */
  repo: Repo,
  next_page: z.int().nullable(),
});
export type BranchPage = z.infer<typeof BranchPage>;

/** Paths of a branch's files that contain `q`, the likeliest first. */
export const FileList = z.object({
  items: z.array(z.string()),
  /** More matched, or the repository was too large to be listed whole. */
  truncated: z.boolean(),
});
export type FileList = z.infer<typeof FileList>;

/** The rows of `PROVIDERS`. */
export const ProviderId = z.enum(PROVIDER_IDS);
export type ProviderId = z.infer<typeof ProviderId>;

/** A stored key. The key itself is write-only and never leaves the Worker. */
export const ApiKey = z.object({
  provider: ProviderId,
  last4: z.string(),
  base_url: z.string().nullable(),
  updated_at: z.iso.datetime(),
});
export type ApiKey = z.infer<typeof ApiKey>;
export const ApiKeyList = z.object({ items: z.array(ApiKey) });

/** `key` may be left out for a provider of which it is `optional`. */
export const PutApiKey = z.object({
  key: HeaderText.optional(),
  /** Only for a provider that `takesUrl`: the URL that ends before `/chat/completions`. */
  base_url: z.url().max(2048).nullish(),
});
export type PutApiKey = z.infer<typeof PutApiKey>;

/** Stands for "let Verne choose" as provider and as model. */
export const AUTO = "auto";

/** Whether a provider accepts the key, and which models it may use. */
export const KeyTest = z.object({
  ok: z.boolean(),
  models: z.array(z.string()),
  error: z.object({ class: z.string(), message: z.string() }).nullable(),
});
export type KeyTest = z.infer<typeof KeyTest>;

/** USD per million tokens. */
export const ModelPrice = z.object({
  input: z.number().nonnegative(),
  cached_input: z.number().nonnegative().nullable(),
  output: z.number().nonnegative(),
});
export type ModelPrice = z.infer<typeof ModelPrice>;

/** By the output price: up to $5 per million tokens is `low`, up to $15 `medium`, more is `high`. */
export const PriceClass = z.enum(["free", "low", "medium", "high"]);
export type PriceClass = z.infer<typeof PriceClass>;

/** What is not known is null, and never 0. */
export const Model = z.object({
  id: z.string(),
  label: z.string(),
  /** Tokens that fit into one call, answer included. */
  context_tokens: z.int().positive().nullable(),
  price: ModelPrice.nullable(),
  price_class: PriceClass.nullable(),
  /** Whether it can be shown images. */
  images: z.boolean().nullable(),
  /** What the typical task of the list costs with this model. */
  typical_task_usd: z.number().nonnegative().nullable(),
});
export type Model = z.infer<typeof Model>;

/** Tokens of a usual task: medians of the caller's last ones. */
export const TypicalTask = z.object({
  input_tokens: z.int().nonnegative(),
  /** Part of `input_tokens`. */
  cached_input_tokens: z.int().nonnegative(),
  output_tokens: z.int().nonnegative(),
  /** How many tasks this was taken from. 0: too few yet, and it is Verne's own guess. */
  from_tasks: z.int().nonnegative(),
});
export type TypicalTask = z.infer<typeof TypicalTask>;

export const ModelProvider = z.object({
  id: z.union([ProviderId, z.literal(AUTO)]),
  label: z.string(),
  /** `ready`: usable now. `missing_key`: add one in Settings. `unreachable`: see `note`. */
  status: z.enum(["ready", "missing_key", "unreachable"]),
  note: z.string().nullable(),
  models: z.array(Model),
  /** True if a model id that is not in the list may be typed. */
  custom_models: z.boolean(),
});
export type ModelProvider = z.infer<typeof ModelProvider>;
export const ModelList = z.object({
  providers: z.array(ModelProvider),
  typical_task: TypicalTask,
});
export type ModelList = z.infer<typeof ModelList>;

/** Sample tasks of the embedded default; an empty list elsewhere. */
export const SampleList = z.object({
  items: z.array(
    z.object({ repo_full_name: RepoFullName, branch: BranchName, title: z.string(), prompt: z.string() }),
  ),
});
export type SampleList = z.infer<typeof SampleList>;
