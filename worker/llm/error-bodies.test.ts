/** Errors as providers really send them, through each adapter. (long because it is a table of bodies) */
import { describe, expect, it } from "vitest";
import { anthropicClient } from "./anthropic/client.ts";
import { providerFailure, readErrorBody } from "./errors.ts";
import { googleClient } from "./google/client.ts";
import { openAIClient } from "./openai/client.ts";
import { answering, delta, eventsOf, sse, testClient } from "./stream-fixture.ts";
import type { Fetch } from "./transport.ts";
import type { ModelClient, ModelErrorClass } from "./types.ts";

/** What providers really answer, by provider: status (null: within the stream), body, class, wait in milliseconds. */
type Row = [string, number | null, unknown, ModelErrorClass, (number | null)?];

const error = (message: string, more: Record<string, unknown> = {}) => ({ error: { message, ...more } });

const GEMINI_QUOTA =
  "You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits.";
const gemini = (message: string, ids: string[], retryDelay?: string) => ({
  error: {
    code: 429,
    message,
    status: "RESOURCE_EXHAUSTED",
    details: [
      {
        "@type": "type.googleapis.com/google.rpc.QuotaFailure",
        violations: ids.map((quotaId) => ({ quotaMetric: "generativelanguage.googleapis.com/x", quotaId })),
      },
      { "@type": "type.googleapis.com/google.rpc.Help", links: [{ description: "Learn more about quotas" }] },
      ...(retryDelay ? [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay }] : []),
    ],
  },
});
const MINUTE = "GenerateRequestsPerMinutePerProjectPerModel-FreeTier";
const TOKENS = "GenerateContentInputTokensPerModelPerMinute-FreeTier";
const DAY = "GenerateRequestsPerDayPerProjectPerModel-FreeTier";

const GEMINI: Row[] = [
  ["a limit of a minute", 429, gemini(GEMINI_QUOTA, [MINUTE], "17s"), "rate_limited", 17_000],
  ["tokens of a minute, no delay", 429, gemini(GEMINI_QUOTA, [TOKENS]), "rate_limited", null],
  ["a limit of a day", 429, gemini(GEMINI_QUOTA, [DAY], "41s"), "no_quota", null],
  ["both", 429, gemini(GEMINI_QUOTA, [TOKENS, MINUTE, DAY], "41s"), "no_quota", null],
  [
    "a delay in words",
    429,
    gemini(`${GEMINI_QUOTA}\nPlease retry in 20.04466179s.`, []),
    "rate_limited",
    20_045,
  ],
  ["in an array", 429, [gemini(GEMINI_QUOTA, [MINUTE], "1.5s")], "rate_limited", 1_500],
  [
    "a tier that has none of it",
    429,
    gemini(`${GEMINI_QUOTA}\n* Quota exceeded for metric: x, limit: 0`, []),
    "no_quota",
    null,
  ],
  [
    "no word about it",
    429,
    error("Resource has been exhausted (e.g. check quota).", { code: 429 }),
    "rate_limited",
    null,
  ],
  [
    "a delay alone",
    429,
    gemini("Resource exhausted. Please try again later.", [], "3s"),
    "rate_limited",
    3_000,
  ],
  ["prepaid credit", 429, error("Your prepayment credits are depleted.", { code: 429 }), "no_quota", null],
  ["a spending cap", 429, error("Your project has exceeded its monthly spending cap."), "no_quota", null],
  [
    "a context",
    400,
    error("The input token count (1196265) exceeds the maximum number of tokens allowed (1048576)."),
    "context_too_long",
  ],
  [
    "a place",
    400,
    error("User location is not supported for the API use.", { status: "FAILED_PRECONDITION" }),
    "bad_request",
  ],
  [
    "an API that is off",
    403,
    error("Generative Language API has not been used in project 1 before or it is disabled.", {
      status: "PERMISSION_DENIED",
    }),
    "bad_request",
  ],
  [
    "a leaked key",
    403,
    error("Your API key was reported as leaked. Please use another API key."),
    "invalid_key",
  ],
  ["a cancelled answer", 499, error("The operation was cancelled.", { status: "CANCELLED" }), "overloaded"],
];

const OPENAI: Row[] = [
  [
    "requests of a day",
    429,
    error(
      "Rate limit reached for m on requests per day (RPD): Limit 200, Used 200, Requested 1. Please try again in 7m12s. Visit https://x",
      { type: "requests", code: "rate_limit_exceeded" },
    ),
    "rate_limited",
    432_000,
  ],
  [
    "tokens of a minute",
    429,
    error(
      "Rate limit reached for m on tokens per min (TPM): Limit 10000, Used 8554, Requested 3082. Please try again in 9.816s.",
      { code: "rate_limit_exceeded" },
    ),
    "rate_limited",
    9_816,
  ],
  [
    "a request above the limit",
    429,
    error(
      "Request too large for gpt-4o in organization org-1 on tokens per min (TPM): Limit 30000, Requested 36278. The input or output tokens must be reduced in order to run successfully.",
      { type: "tokens", code: "rate_limit_exceeded" },
    ),
    "context_too_long",
    null,
  ],
  [
    "an empty purse",
    429,
    error("You exceeded your current quota, please check your plan and billing details.", {
      type: "insufficient_quota",
      code: "insufficient_quota",
    }),
    "no_quota",
    null,
  ],
  [
    "the same without its code",
    429,
    error("You exceeded your current quota, please check your plan and billing details."),
    "no_quota",
    null,
  ],
  [
    "a hard limit",
    400,
    error("Billing hard limit has been reached", { code: "billing_hard_limit_reached" }),
    "no_quota",
  ],
  [
    "an inactive account",
    429,
    error("Your account is not active, please check your billing details on our website.", {
      code: "billing_not_active",
    }),
    "no_quota",
  ],
  [
    "an unverified organisation",
    403,
    error("Your organization must be verified to use the model `o3`. Please go to: https://x", {
      code: "model_not_found",
    }),
    "bad_request",
  ],
  [
    "the same of streams",
    400,
    error("Your organization must be verified to stream this model."),
    "bad_request",
  ],
  [
    "a region",
    403,
    error("Country, region, or territory not supported", {
      code: "unsupported_country_region_territory",
      type: "request_forbidden",
    }),
    "bad_request",
  ],
  [
    "a project",
    403,
    error("Project `proj_1` does not have access to model `gpt-6-sol`", { code: "model_not_found" }),
    "bad_request",
  ],
  [
    "a wrong key",
    401,
    error("Incorrect API key provided: sk-1.", { code: "invalid_api_key" }),
    "invalid_key",
  ],
  [
    "flagged",
    400,
    error("Invalid prompt: your prompt was flagged as potentially violating our usage policy.", {
      code: "invalid_prompt",
    }),
    "refused",
  ],
];

const AZURE: Row[] = [
  [
    "a wait in words",
    429,
    error("Requests have exceeded the token rate limit. Please retry after 12 seconds.", { code: "429" }),
    "rate_limited",
    12_000,
  ],
  ["a day", 429, error("Please retry after 86400 seconds.", { code: "429" }), "rate_limited", 86_400_000],
  [
    "a filter",
    400,
    error(
      "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
      { code: "content_filter", innererror: { code: "ResponsibleAIPolicyViolation" } },
    ),
    "refused",
  ],
];

const ANTHROPIC: Row[] = [
  [
    "usage limits",
    400,
    {
      type: "error",
      error: {
        type: "invalid_request_error",
        message:
          "You have reached your specified API usage limits. You will regain access on 2026-04-01 at 00:00 UTC.",
      },
    },
    "no_quota",
  ],
  [
    "a filter",
    400,
    {
      type: "error",
      error: { type: "invalid_request_error", message: "Output blocked by content filtering policy" },
    },
    "refused",
  ],
  ["a purse", 402, { type: "error", error: { type: "billing_error", message: "m" } }, "no_quota"],
  [
    "no credit for long prompts",
    429,
    {
      type: "error",
      error: { type: "rate_limit_error", message: "Extra usage is required for long context requests." },
    },
    "no_quota",
  ],
  [
    "a rate",
    429,
    {
      type: "error",
      error: {
        type: "rate_limit_error",
        message:
          "This request would exceed your organization's rate limit of 30,000 input tokens per minute.",
      },
    },
    "rate_limited",
    null,
  ],
  [
    "a context",
    400,
    {
      type: "error",
      error: { type: "invalid_request_error", message: "prompt is too long: 202609 tokens > 200000 maximum" },
    },
    "context_too_long",
  ],
  [
    "an overload",
    529,
    { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
    "overloaded",
  ],
  [
    "a permission",
    403,
    {
      type: "error",
      error: {
        type: "permission_error",
        message: "Your API key does not have permission to use the specified resource.",
      },
    },
    "invalid_key",
  ],
];

const XAI =
  "Your team 1 has either used all available credits or reached its monthly spending limit. To continue making API requests, please purchase more credits or raise your spending limit.";
const OTHERS: Row[] = [
  [
    "xAI, a context",
    400,
    {
      code: "Client specified an invalid argument",
      error: "This model's maximum prompt length is 131072 but the request contains 136973 tokens.",
    },
    "context_too_long",
  ],
  [
    "xAI, a context today",
    400,
    {
      code: "invalid-argument",
      error:
        "Failed to start sampling: [input_too_large] Current message (1149677 tokens) exceeds budget (975424 tokens)",
    },
    "context_too_long",
  ],
  ["xAI, no credits", 403, { code: "The caller does not have permission", error: XAI }, "no_quota"],
  ["xAI, no credits, as a rate", 429, { code: "resource-exhausted", error: XAI }, "no_quota"],
  [
    "xAI, a new team",
    403,
    { code: "permission-denied", error: "Your newly created team doesn't have any credits or licenses yet." },
    "no_quota",
  ],
  [
    "xAI, a guideline",
    403,
    { code: "x", error: "Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_BIO" },
    "refused",
  ],
  [
    "Together, a context",
    422,
    error(
      "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 32769. Given: 40000 `inputs` tokens and 2048 `max_new_tokens`",
      { type: "invalid_request_error" },
    ),
    "context_too_long",
  ],
  [
    "Together, inputs alone",
    422,
    { error: "Input validation error: `inputs` must have less than 4096 tokens. Given: 4545" },
    "context_too_long",
  ],
  [
    "Together, no credit",
    402,
    error("Credit limit exceeded, please navigate to billing", { type: "credit_limit" }),
    "no_quota",
  ],
  [
    "Groq, a tool call",
    400,
    error("Failed to call a function. Please adjust your prompt. See 'failed_generation' for more details.", {
      type: "invalid_request_error",
      code: "tool_use_failed",
      failed_generation: "<function=read>{",
    }),
    "garbage",
    null,
  ],
  [
    "Groq, a call that does not fit",
    400,
    {
      request_id: "req_1",
      ...error(
        "tool call validation failed: parameters for tool read did not match schema: errors: [`/path`: expected string]",
        { type: "invalid_request_error", param: "", code: "tool_use_failed" },
      ),
    },
    "garbage",
  ],
  [
    "Groq, a call, in the stream",
    null,
    error("Failed to call a function.", {
      type: "invalid_request_error",
      code: "tool_use_failed",
      status_code: 400,
    }),
    "garbage",
  ],
  [
    "Groq, a request above the limit",
    413,
    error(
      "Request too large for model `llama` in organization `org_1` on tokens per minute (TPM): Limit 6000, Requested 14810, please reduce your message size and try again.",
      { type: "tokens", code: "rate_limit_exceeded" },
    ),
    "context_too_long",
  ],
  [
    "Groq, a day",
    429,
    error(
      "Rate limit reached for model `m` on tokens per day (TPD): Limit 100000, Used 99336, Requested 3000. Please try again in 33m38.4s.",
      { code: "rate_limit_exceeded" },
    ),
    "rate_limited",
    2_018_400,
  ],
  [
    "Alibaba, arrears",
    400,
    {
      error: {
        code: "Arrearage",
        param: null,
        message: "Access denied, please make sure your account is in good standing.",
        type: "Arrearage",
      },
      request_id: "f",
    },
    "no_quota",
  ],
  [
    "Alibaba, at the top level",
    400,
    {
      code: "Arrearage",
      message:
        "Access denied, please make sure your account is in good standing. For details, see: https://help.aliyun.com/zh/model-studio/error-code#overdue-payment",
    },
    "no_quota",
  ],
  [
    "Alibaba, a free tier",
    403,
    error("The free tier of the model has been exhausted.", { code: "AllocationQuota.FreeTierOnly" }),
    "no_quota",
  ],
  [
    "Alibaba, a length",
    400,
    error("Range of input length should be [1, 30720]", { code: "invalid_parameter_error" }),
    "context_too_long",
  ],
  [
    "Alibaba, a filter",
    400,
    error("Input data may contain inappropriate content.", { code: "data_inspection_failed" }),
    "refused",
  ],
  [
    "DeepSeek, a purse",
    402,
    error("Insufficient Balance", { type: "unknown_error", code: "invalid_request_error" }),
    "no_quota",
  ],
  ["DeepSeek, a filter", 400, error("Content Exists Risk", { code: "invalid_request_error" }), "refused"],
  [
    "Moonshot, a purse",
    429,
    error("Your account is suspended, please check your plan and billing details", {
      type: "exceeded_current_quota_error",
    }),
    "no_quota",
  ],
  [
    "Moonshot, a context",
    400,
    error("Invalid request: Your request exceeded model token limit: 8192", {
      type: "invalid_request_error",
    }),
    "context_too_long",
  ],
  [
    "Zhipu, a purse",
    429,
    { error: { code: "1113", message: "余额不足或无可用资源包,请充值。" } },
    "no_quota",
  ],
  [
    "MiniMax, a purse",
    400,
    { base_resp: { status_code: 1008, status_msg: "insufficient balance" } },
    "no_quota",
  ],
  [
    "SiliconFlow, a purse",
    403,
    { code: 30001, message: "Sorry, your account balance is insufficient", data: null },
    "no_quota",
  ],
  [
    "Fireworks, a suspension",
    412,
    { error: "Account is suspended, possibly due to reaching the monthly spending limit" },
    "no_quota",
  ],
  [
    "Bedrock, a speed",
    429,
    { message: "Too many tokens, please wait before trying again." },
    "rate_limited",
    null,
  ],
  ["Bedrock, a length", 400, { message: "Input is too long for requested model." }, "context_too_long"],
  [
    "GitHub, a length",
    413,
    error("Request body too large for gpt-4o model. Max size: 8000 tokens.", {
      code: "tokens_limit_reached",
    }),
    "context_too_long",
  ],
  [
    "llama.cpp, a context",
    400,
    error("the request exceeds the available context size", { code: 400, type: "exceed_context_size_error" }),
    "context_too_long",
  ],
  [
    "Ollama, a tool call",
    500,
    error("error parsing tool call: raw='{\"a\"', err=unexpected end of JSON input", { type: "api_error" }),
    "garbage",
  ],
  [
    "vLLM, FastAPI's list",
    422,
    { detail: [{ loc: ["body"], msg: "Field required", type: "missing" }] },
    "bad_request",
  ],
  ["Bedrock, a type", 429, { __type: "ThrottlingException", message: "slow" }, "rate_limited"],
  [
    "Bedrock, a type in the stream",
    null,
    { error: { __type: "ThrottlingException", message: "slow" } },
    "rate_limited",
  ],
  [
    "Mistral, a message that is an object",
    422,
    {
      object: "error",
      message: {
        detail: [{ msg: "Prompt contains 9 tokens, too large for model with 5 maximum context length" }],
      },
      type: "invalid_request_error",
    },
    "context_too_long",
  ],
  ["a rate as 403", 403, error("Rate limit exceeded, try again in about 2 minutes"), "rate_limited", 120_000],
  [
    "a duration in parts",
    429,
    { error: { message: "m", details: [{ retryDelay: { seconds: "7", nanos: 1 } }] } },
    "rate_limited",
    7_000,
  ],
  ["a wait of the body", 429, { error: { message: "slow", retry_after: "12" } }, "rate_limited", 12_000],
  ["a wait in milliseconds", 429, { error: { message: "slow", retry_after_ms: 250 } }, "rate_limited", 250],
  ["a code of numbers", null, { error: { message: "busy", code: "503" } }, "overloaded"],
  [
    "a code of numbers, a speed",
    null,
    { error: { message: "busy", code: "429", type: "x" } },
    "rate_limited",
  ],
];

const raw = (body: unknown) => (typeof body === "string" ? body : JSON.stringify(body));
const openrouter = (code: number, message: string, inside: unknown) => ({
  error: { message, code, metadata: { raw: inside, provider_name: "X" } },
  user_id: "u",
});
const litellm = (name: string, rest: string, code: string, type: string | null = null) =>
  error(`litellm.${name}: ${rest}`, { type, param: null, code });

const GATEWAYS: Row[] = [
  [
    "OpenRouter, a key's limit",
    403,
    error("Key limit exceeded (total limit). Manage it using https://openrouter.ai/settings/keys", {
      code: 403,
    }),
    "no_quota",
  ],
  [
    "OpenRouter, the free tier's day",
    429,
    error(
      "Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day",
      {
        code: 429,
        metadata: {
          headers: {
            "X-RateLimit-Limit": "50",
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": "1764633600000",
          },
        },
      },
    ),
    "no_quota",
    null,
  ],
  [
    "OpenRouter, the free tier's day, with a balance",
    429,
    error("Rate limit exceeded: free-models-per-day-high-balance.", { code: "429" }),
    "no_quota",
  ],
  [
    "OpenRouter, the free tier's minute",
    429,
    error("Rate limit exceeded: free-models-per-min.", {
      code: 429,
      metadata: { headers: { "X-RateLimit-Reset": "1764547205000" } },
    }),
    "rate_limited",
    5_000,
  ],
  [
    "OpenRouter, a purse",
    402,
    error(
      "This request requires more credits, or fewer max_tokens. You requested up to 64000 tokens, but can only afford 2666.",
      { code: 402 },
    ),
    "no_quota",
  ],
  [
    "OpenRouter, moderation",
    403,
    error("Your chosen model requires moderation and your input was flagged", {
      code: 403,
      metadata: { reasons: ["x"], flagged_input: "…" },
    }),
    "refused",
  ],
  [
    "OpenRouter, a context upstream",
    400,
    openrouter(
      400,
      "Provider returned error",
      raw(error("This model's maximum prompt length is 1 but the request contains 2 tokens.")),
    ),
    "context_too_long",
  ],
  [
    "OpenRouter, the same as 502",
    502,
    openrouter(
      502,
      "Provider returned error",
      raw({
        type: "error",
        error: { type: "invalid_request_error", message: "prompt is too long: 2 tokens > 1 maximum" },
        status_code: 400,
      }),
    ),
    "context_too_long",
  ],
  [
    "OpenRouter, a speed upstream",
    429,
    openrouter(
      429,
      "Provider returned error",
      "m is temporarily rate-limited upstream. Please retry shortly",
    ),
    "rate_limited",
    null,
  ],
  [
    "OpenRouter, Gemini's minute upstream",
    429,
    openrouter(429, "Provider returned error", raw(gemini(GEMINI_QUOTA, [MINUTE], "9s"))),
    "rate_limited",
    9_000,
  ],
  [
    "OpenRouter, Gemini's day, in an array",
    429,
    openrouter(429, "Provider returned error", raw([gemini(GEMINI_QUOTA, [DAY], "9s")])),
    "no_quota",
  ],
  [
    "OpenRouter, a tool call upstream",
    400,
    openrouter(
      400,
      "Provider returned error",
      raw(error("Failed to call a function.", { code: "tool_use_failed" })),
    ),
    "garbage",
  ],
  ["OpenRouter, a purse in the stream", null, openrouter(402, "Insufficient credits", null), "no_quota"],
  [
    "OpenRouter, an overload in the stream",
    null,
    {
      id: "g",
      ...openrouter(502, "Provider disconnected", null),
      choices: [{ index: 0, delta: { content: "" }, finish_reason: "error" }],
    },
    "overloaded",
  ],
  [
    "LiteLLM, a budget",
    400,
    error("Budget has been exceeded! Current cost: 0.0010747, Max budget: 0.0", {
      type: "budget_exceeded",
      param: null,
      code: "400",
    }),
    "no_quota",
  ],
  [
    "LiteLLM, a budget today",
    429,
    error("LiteLLM User: e-1, exceeded budget for model=x", {
      type: "budget_exceeded",
      param: null,
      code: "429",
    }),
    "no_quota",
  ],
  [
    "LiteLLM, a budget, of old",
    401,
    error(
      "Authentication Error, ExceededTokenBudget: Current spend for token: 7.2e-05; Max Budget for Token: 2e-07",
      { type: "auth_error", code: 401 },
    ),
    "no_quota",
  ],
  [
    "LiteLLM, an end user",
    400,
    error("ExceededBudget: End User=i over budget. Spend=0.0008, Budget=0.0001", {
      type: "auth_error",
      code: 400,
    }),
    "no_quota",
  ],
  [
    "LiteLLM, deployments",
    429,
    error("No deployments available - crossed budget: Exceeded budget for deployment model_name: x"),
    "no_quota",
  ],
  [
    "LiteLLM, a context",
    400,
    litellm(
      "ContextWindowExceededError",
      'BadRequestError: OpenAIException - {"error":{"message":"too much","code":"context_length_exceeded"}}\nAvailable Model Group Fallbacks=None',
      "400",
    ),
    "context_too_long",
  ],
  [
    "LiteLLM, Groq's call",
    400,
    litellm(
      "BadRequestError",
      'GroqException - {"error":{"message":"Failed to call a function.","code":"tool_use_failed"}}',
      "400",
    ),
    "garbage",
  ],
  [
    "LiteLLM, Gemini's minute",
    429,
    litellm(
      "RateLimitError",
      `VertexAIException - ${raw(gemini(GEMINI_QUOTA, [MINUTE], "8s"))}`,
      "429",
      "throttling_error",
    ),
    "rate_limited",
    8_000,
  ],
  [
    "LiteLLM, a filter",
    400,
    litellm("ContentPolicyViolationError", "AzureException - The response was filtered", "400"),
    "refused",
  ],
  [
    "LiteLLM, a speed in the stream",
    null,
    litellm("RateLimitError", "RateLimitError: slow down", "null"),
    "rate_limited",
  ],
  [
    "a challenge page",
    403,
    '<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title></head><body>cf_chl</body></html>',
    "network",
  ],
  [
    "a firewall's page",
    403,
    "<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body><center>nginx</center></body></html>",
    "network",
  ],
  ["a firewall's code", 403, "error code: 1020", "network"],
  [
    "a page of an overload",
    503,
    "<html><body>503 Service Temporarily Unavailable</body></html>",
    "overloaded",
  ],
  ["a page of a gateway", 524, "<!DOCTYPE html><title>A timeout occurred</title>", "timeout"],
  ["a page about the key", 401, "<html><body>401 Authorization Required</body></html>", "invalid_key"],
  ["nothing", 403, "", "invalid_key"],
  ["bare text", 429, "quota of this minute is spent, wait 2 minutes", "rate_limited", 120_000],
];

const NOW = 1_764_547_200_000;
const shared = { label: "Acme", key: "sk-secret", now: () => NOW };
const adapters: Record<string, (fetch: Fetch) => ModelClient> = {
  compatible: (fetch) => testClient(fetch, shared),
  openai: (fetch) => openAIClient({ ...shared, provider: "openai", reasons: () => false, fetch }),
  anthropic: (fetch) =>
    anthropicClient({ ...shared, provider: "anthropic", adaptiveThinking: () => false, fetch }),
  google: (fetch) => googleClient({ ...shared, provider: "google", thinks: () => false, fetch }),
};
const RETRYABLE: readonly string[] = ["rate_limited", "overloaded", "network", "timeout", "garbage"];

async function lastOf(adapter: string, status: number | null, body: unknown) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const type = text.startsWith("<") ? "text/html" : "application/json";
  const fetch =
    status === null
      ? answering([sse(delta({ content: "a" }), body)])
      : answering([text], { status, headers: { "content-type": type } });
  const client = adapters[adapter];
  if (!client) throw new Error(adapter);
  return (await eventsOf(client(fetch))).at(-1);
}

describe.each([
  ["google", GEMINI],
  ["compatible", GEMINI],
  ["openai", OPENAI],
  ["compatible", OPENAI],
  ["compatible", AZURE],
  ["anthropic", ANTHROPIC],
  ["compatible", ANTHROPIC],
  ["compatible", OTHERS],
  ["compatible", GATEWAYS],
] as const)("errors as the %s adapter reads them", (adapter, rows) => {
  it.each(rows)("%s (%s)", async (_, status, body, cls, wait) => {
    const last = await lastOf(adapter, status, body);
    expect(last).toMatchObject({
      type: "error",
      class: cls,
      retryable: RETRYABLE.includes(cls),
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    });
    if (status === 403 && cls !== "invalid_key") expect(JSON.stringify(last)).not.toContain("API key");
  });
});

describe("errors within a stream", () => {
  const inStream = [...GEMINI, ...OPENAI, ...OTHERS].filter(
    // Without its status a body has to say what it is.
    ([, status, body]) => status === 429 && /"(?:code|status)":/.test(JSON.stringify(body)),
  );
  it.each(inStream)("%s", async (_, __, body, cls) => {
    expect(await lastOf("compatible", null, body)).toMatchObject({ type: "error", class: cls });
  });
});

describe("readErrorBody", () => {
  it("tells the sentence of whoever knows the reason", () => {
    const nested = openrouter(400, "Provider returned error", raw(error("tokens!")));
    expect(readErrorBody(nested)).toMatchObject({ message: "tokens!", code: "400", statusInside: 400 });
    expect(readErrorBody(gemini("Slow down.", [MINUTE], "2s")).message).toBe("Slow down.");
    expect(readErrorBody('[{"error": {"message": "m", "status": "INTERNAL"}}]')).toMatchObject({
      message: "m",
      type: "INTERNAL",
    });
    expect(readErrorBody("not { json").message).toBe("not { json");
  });

  it("reads a body that is deep or long without end, in little time", () => {
    let deep: unknown = "end";
    for (let depth = 0; depth < 1000; depth += 1) deep = { error: deep };
    expect(readErrorBody(deep)).toMatchObject({ message: null, code: null });
    const long = providerFailure(
      { ...readErrorBody(`{"error": {"message": "${"wait ".repeat(50_000)}`), status: 429, headers: null },
      { label: "Acme", key: null, now: 0 },
    );
    expect(long).toMatchObject({ class: "rate_limited", retryAfterMs: null });
  });

  it("reads the first of an endless body only", async () => {
    const endless: Fetch = async () =>
      new Response(
        new ReadableStream({
          pull: (controller) => controller.enqueue(new TextEncoder().encode("x".repeat(1000))),
        }),
        { status: 400 },
      );
    expect((await eventsOf(testClient(endless))).at(-1)).toMatchObject({ class: "bad_request" });
  });
});
