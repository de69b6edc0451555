/**
 * npm run models:record: runs every adapter against the real service, as far as there are keys in the environment, and
 * reports; says what it skipped. `-- --catalog FILE` instead brings worker/llm/catalog.json up to date from a copy of
 * https://models.dev/api.json.
 */
import { readFile, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { CATALOG, costUsd } from "../worker/llm/catalog.ts";
import { refreshCatalog } from "../worker/llm/catalog-refresh.ts";
import { type Circuit, CLOSED_CIRCUIT, circuitState, recordCall } from "../worker/llm/circuit.ts";
import type { ModelTurn } from "../worker/llm/collect.ts";
import { decideNextCall } from "../worker/llm/fallback.ts";
import { knownModels, modelClient } from "../worker/llm/providers.ts";
import { type Candidate, selectModels, TASK_TYPES, type TaskType } from "../worker/llm/selector.ts";
import { testKey } from "../worker/llm/test-key.ts";
import { ModelFailure } from "../worker/llm/types.ts";
import { PROVIDER_IDS, PROVIDERS, type ProviderId } from "../worker/protocol/index.ts";
import { CHECKS, type Check, reasonOf, type Subject } from "./models/checks.ts";

interface Access {
  provider: ProviderId;
  key: string | null;
  baseUrl: string | null;
}

const LIST_TIMEOUT_MS = 30_000;
const env = (name: string): string | null => process.env[name] || null;

const { values } = parseArgs({ options: { catalog: { type: "string" } } });
process.exitCode = values.catalog ? await updateCatalog(values.catalog) : await checkProviders();

async function checkProviders(): Promise<number> {
  let failures = 0;
  let checked = 0;
  const usable: Candidate[] = [];
  for (const provider of PROVIDER_IDS) {
    const { label, keyVariable, urlVariable } = PROVIDERS[provider];
    const needed = urlVariable ?? keyVariable;
    if (keyVariable === null || needed === null) continue;
    if (!env(needed)) {
      say(`${label}: skipped, ${needed} is not set`);
      continue;
    }
    const baseUrl = urlVariable === null ? null : env(urlVariable);
    // GEMINI_API_KEY has GEMINI_MODEL beside it, which chooses the model that is asked.
    const model = env(keyVariable.replace(/(_API)?_KEY$/, "_MODEL"));
    const found = await checkProvider({ provider, key: env(keyVariable), baseUrl }, model);
    failures += found.failures;
    checked += 1;
    usable.push(...found.models.map((id) => ({ provider, model: id })));
  }
  if (usable.length > 0) sayOrder(usable);
  if (checked === 0) say("Nothing was checked. Set a key to check an adapter against its service.");
  return failures > 0 ? 1 : 0;
}

/** Runs all checks against one provider; its own choice of a model is the cheapest one for a title. */
async function checkProvider(
  access: Access,
  chosen: string | null,
): Promise<{ failures: number; models: string[] }> {
  const { provider } = access;
  const client = clientOf(access);
  const key = await testKey(client, AbortSignal.timeout(LIST_TIMEOUT_MS));
  say(`${PROVIDERS[provider].label}: ${key.ok ? `key works, ${key.models.length} models` : key.message}`);
  const offered = key.ok ? key.models : [];
  const known = knownModels(provider)
    .map(({ id }) => id)
    .filter((id) => offered.includes(id));
  const candidates = (known.length > 0 ? known : offered).map((model) => ({ provider, model }));
  const model = chosen ?? order("title", candidates)[0]?.model;
  if (!key.ok && key.class === "invalid_key") return { failures: 1, models: [] };
  if (!model) {
    say("  no model to ask; name one in the environment");
    return { failures: 1, models: [] };
  }
  const wrongKey = access.key ? clientOf({ ...access, key: "wrong-key-on-purpose" }) : null;
  const failures = await runChecks({ client, model, wrongKey }, provider);
  return { failures, models: known };
}

function clientOf({ provider, key, baseUrl }: Access) {
  return modelClient({ provider, key, baseUrl, demoUrl: null, allowLoopback: true });
}

async function runChecks(subject: Subject, provider: ProviderId): Promise<number> {
  let failures = 0;
  let costs: (number | null)[] = [];
  let circuit = CLOSED_CIRCUIT;
  const note = ({ usage }: ModelTurn) => {
    costs = [...costs, usage ? costUsd(subject.model, usage) : null];
  };
  for (const check of CHECKS) {
    if (circuitState(circuit, Date.now()) === "open") {
      say(`  ${check.name}: skipped, the service fails again and again`);
      continue;
    }
    const startedAt = performance.now();
    const result = await runCheck(check, subject, { provider, model: subject.model }, circuit, note);
    circuit = result.circuit;
    if (!result.ok) failures += 1;
    const ms = Math.round(performance.now() - startedAt);
    say(`  ${check.name}: ${result.ok ? "ok" : "FAILED"}, ${result.text} (${ms} ms)`);
  }
  const known = costs.filter((cost) => cost !== null);
  const total = known.reduce((sum, cost) => sum + cost, 0);
  say(`  ${subject.model} cost ${known.length < costs.length ? "an unknown price" : `$${total.toFixed(5)}`}`);
  return failures;
}

interface CheckResult {
  ok: boolean;
  text: string;
  circuit: Circuit;
}

/** Runs one check; repeats it when the failure is retryable: a busy service is no fault of the adapter. */
async function runCheck(
  check: Check,
  subject: Subject,
  failed: Candidate,
  circuit: Circuit,
  note: (turn: ModelTurn) => void,
): Promise<CheckResult> {
  let after = circuit;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const text = await check.run(subject, note);
      return { ok: true, text, circuit: recordCall(after, "ok", Date.now()) };
    } catch (error) {
      if (!(error instanceof ModelFailure)) return { ok: false, text: reasonOf(error), circuit: after };
      const now = Date.now();
      after = recordCall(after, error.class, now);
      const call = { failure: error, failed, attempt, hadSideEffect: false, rest: [], now };
      const decision = decideNextCall(call);
      if (decision.next !== "retry") return { ok: false, text: reasonOf(error), circuit: after };
      await sleep(decision.delayMs);
    }
  }
}

/** Whom Verne would ask for what, of the models that these keys may use. */
function sayOrder(available: readonly Candidate[]): void {
  say("Order for a call with 20,000 tokens:");
  for (const task of TASK_TYPES) {
    const models = order(task, available).slice(0, 4);
    say(`  ${task}: ${models.map(({ model }) => model).join(", ") || "none"}`);
  }
}

function order(task: TaskType, available: readonly Candidate[]) {
  return selectModels({
    task,
    chosen: null,
    available,
    inputTokens: 20_000,
    maxOutputTokens: 4_000,
    budgetLeftUsd: null,
    recordOf: () => null,
    isHealthy: () => true,
    now: Date.now(),
  });
}

async function updateCatalog(file: string): Promise<number> {
  const target = new URL("../worker/llm/catalog.json", import.meta.url);
  const today = new Date().toISOString().slice(0, 10);
  const catalog = refreshCatalog(JSON.parse(await readFile(file, "utf8")), CATALOG, today);
  await writeFile(target, `${JSON.stringify(catalog, null, 2)}\n`);
  const before = new Map(CATALOG.models.map((model) => [model.id, JSON.stringify(model)]));
  for (const model of catalog.models) {
    const old = before.get(model.id);
    if (old === JSON.stringify(model)) continue;
    say(`${old === undefined ? "added" : "changed"}: ${model.provider} ${model.id}`);
  }
  say(`The catalogue has ${catalog.models.length} models as of ${today}.`);
  return 0;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
