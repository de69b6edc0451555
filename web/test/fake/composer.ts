/** What the composer asks for: repositories, branches, files, models, drafts, and the new task. */
import type {
  Draft,
  Model,
  ModelList,
  ModelProvider,
  NewTask,
  Repo,
} from "../../../worker/protocol/index.ts";
import { type Answer, refuse } from "./answer.ts";
import type { FakeWorker } from "./state.ts";

/** Drafts that are kept at the beginning. */
export const DRAFT: Draft = {
  draft_id: "7d9f2d4e-6b1c-4e0a-9a52-5e0c1d0a8a51",
  repo_full_name: "samples/invoice",
  branch: "develop",
  prompt: "Round half a cent to the even one.",
  provider: "demo",
  model: "demo",
  review_plan: false,
  auto_pr: true,
  updated_at: "2026-11-22T09:00:00.000Z",
};

const repo = (full_name: string, isPrivate = false) => ({
  full_name,
  description: null,
  language: null,
  private: isPrivate,
  default_branch: "main",
  pushed_at: null,
  archived: false,
  can_push: true,
});
/** What the answer with its branches says about a repository. */
const known = (full_name: string): Repo => ({
  ...repo(full_name, full_name === "ada/engine"),
  description: "Invoices with taxes, discounts and a rounding that does not lose a cent",
  language: "Python",
  pushed_at: "2026-11-22T09:10:00Z",
});
/** Two pages of repositories. */
const REPOS = [
  repo("samples/shopping-cart"),
  repo("samples/invoice"),
  repo("ada/engine", true),
  ...Array.from({ length: 40 }, (_, index) => repo(`ada/service-${index + 1}`, index % 3 === 0)),
];
const PAGE = 30;

const BRANCHES = [
  { name: "main", commit: "3f9c2e7", protected: true },
  { name: "develop", commit: "91ab33c", protected: false },
];

const FILES = [
  "invoice.py",
  "README.md",
  "tests/test_invoice.py",
  "src/cart.js",
  "src/discount.js",
  "src/money.js",
  "test/discount.test.js",
  "docs/a-folder-with-a-long-name/and-another-one/how-discounts-are-taken-off-a-cart.md",
];

const model = (id: string, label: string, known: Partial<Model> = {}): Model => ({
  id,
  label,
  context_tokens: null,
  price: null,
  price_class: null,
  images: null,
  typical_task_usd: null,
  ...known,
});

function provider(id: ModelProvider["id"], label: string, models: Model[], ready = true): ModelProvider {
  const status = ready ? "ready" : "missing_key";
  return { id, label, status, note: null, models, custom_models: id !== "demo" && id !== "auto" };
}

const MODELS: ModelList = {
  providers: [
    provider("demo", "Demo (offline, scripted)", [
      model("demo", "Demo model", { price_class: "free", typical_task_usd: 0, images: false }),
    ]),
    provider("openai", "OpenAI", [model("gpt-6.2-sol", "GPT-6.2 Sol")], false),
    provider("anthropic", "Anthropic", [
      model("opus", "Claude Opus 5.5", {
        context_tokens: 1_000_000,
        price_class: "high",
        typical_task_usd: 0.68,
      }),
      model("sonnet", "Claude Sonnet 5.5", {
        context_tokens: 1_000_000,
        price_class: "medium",
        typical_task_usd: 0.34,
      }),
      model("haiku", "Claude Haiku 5.5", {
        context_tokens: 400_000,
        price_class: "low",
        typical_task_usd: 0.018,
      }),
    ]),
    provider("openai_compatible", "OpenAI-compatible server", [model("qwen3-coder", "qwen3-coder")]),
  ],
  typical_task: {
    input_tokens: 300_000,
    cached_input_tokens: 200_000,
    output_tokens: 12_000,
    from_tasks: 12,
  },
};

/** On a first run the demo model is all there is. */
const FIRST_RUN: ModelList = {
  providers: MODELS.providers.map((one) => (one.id === "demo" ? one : { ...one, status: "missing_key" })),
  typical_task: { ...MODELS.typical_task, from_tasks: 0 },
};

const GITHUB_LOST =
  "GitHub no longer accepts Verne's access to your account: it expired or was taken back. Log in with GitHub again.";

const mayPush = (fake: FakeWorker, repo: string): boolean => !fake.readOnlyRepos?.includes(repo);

export const answerComposer: Answer = async (route, fake, { path, method, query }) => {
  const q = (query.get("q") ?? "").toLowerCase();
  const json = async (body: unknown) => {
    await route.fulfill({ json: body });
    return true;
  };
  const needsGitHub =
    ["/api/repos", "/api/branches", "/api/files"].includes(path) ||
    (path === "/api/tasks" && method === "POST");
  if (fake.githubRefuses && needsGitHub) {
    await refuse(route, 422, "github_not_connected", GITHUB_LOST);
    return true;
  }
  // The whole first page is the settings' part.
  if (path === "/api/repos" && (q !== "" || query.get("page") !== "1") && !fake.noRepos) {
    const found = REPOS.filter(({ full_name }) => full_name.includes(q));
    const page = Number(query.get("page") ?? 1);
    const next_page = found.length > page * PAGE ? page + 1 : null;
    const items = found.map((one) => ({ ...one, can_push: mayPush(fake, one.full_name) }));
    return json({ items: items.slice((page - 1) * PAGE, page * PAGE), next_page });
  }
  if (path === "/api/branches") {
    const items = BRANCHES.filter(({ name }) => name.includes(q));
    const name = query.get("repo") ?? "";
    const repo = { ...known(name), can_push: mayPush(fake, name) };
    return json({ items, default_branch: "main", repo, next_page: null });
  }
  if (path === "/api/files")
    return json({ items: FILES.filter((file) => file.toLowerCase().includes(q)), truncated: false });
  if (path === "/api/models") return json(fake.ownKeys ? MODELS : FIRST_RUN);
  if (path === "/api/drafts") return json({ items: [DRAFT] });
  if (path.startsWith("/api/drafts/")) {
    if (method === "DELETE") await route.fulfill({ status: 204 });
    else await route.fulfill({ json: { ...route.request().postDataJSON(), ...idOf(path) } });
    return true;
  }
  if (path === "/api/tasks" && method === "POST") {
    // The page sends what worker/protocol calls NewTask.
    const asked = route.request().postDataJSON() as NewTask;
    if (!mayPush(fake, asked.repo_full_name) && !asked.allow_read_only) {
      const why = `You may read ${asked.repo_full_name}, but not push to it. Ask its owner for write access, or fork it and work on your fork.`;
      await refuse(route, 422, "no_push_permission", why);
      return true;
    }
    if (fake.startsTasks)
      return json({ task_id: "5e0c1d0a-9a52-4a0e-8a51-0f4d3b1c2a11", status: "queued", state: "queued" });
    await refuse(route, 422, "missing_model_key", "There is no key for OpenAI.");
    return true;
  }
  return false;
};

const idOf = (path: string) => ({
  draft_id: path.slice("/api/drafts/".length),
  updated_at: "2026-11-22T10:00:00.000Z",
});
