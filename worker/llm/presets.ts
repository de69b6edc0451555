/** How the agent's tools are fitted to families of models: the one place where families differ. Pure. */
import type { ProviderId } from "../protocol/index.ts";

export interface ModelPreset {
  family: string;
  /** The format of `apply_patch` that the family was trained on; null where it gets it wrong and is not offered the tool. */
  patch: "v4a" | null;
  /** What is added to a tool's description, by the tool's name: faults that the family is known for. */
  hints: Readonly<Record<string, string>>;
}

interface Family extends ModelPreset {
  /** Of the model's id in lower case; gateways and accounts put words before the name. */
  names: RegExp;
}

const ARRAYS = {
  edit: "`edits` is a JSON array of objects, not a string that holds one.",
  submit_plan: "`steps` is a JSON array of objects, not a string that holds one.",
};
const ESCAPES = {
  edit: "Write a line end as one line end and a backslash as it is in the file: nothing is escaped twice.",
  write: "Write a line end as one line end and a backslash as it is in the file: nothing is escaped twice.",
};
const PLAIN = { patch: null, hints: {} } as const;

/**
 * The first whose names fit counts. Patches: V4A is OpenAI's, from GPT-4.1 on; in published trials others' patches
 * failed up to half of the time (Grok 4, GLM-4.7), and models before it wrote well-formed diffs in two of three cases.
 */
const FAMILIES: readonly Family[] = [
  { ...PLAIN, family: "gpt-oss", names: /gpt-oss/, hints: ARRAYS },
  { ...PLAIN, family: "gpt before 4.1", names: /gpt-(?:3|4(?!\.1|\.5))|chatgpt-/ },
  { ...PLAIN, family: "gpt", names: /gpt-|codex|(?:^|[/.:])o[1-9]\b/, patch: "v4a" },
  { ...PLAIN, family: "claude", names: /claude/ },
  { ...PLAIN, family: "gemini", names: /gemini|gemma/, hints: ESCAPES },
  {
    ...PLAIN,
    family: "open weights",
    names:
      /qwen|llama|mistral|mixtral|devstral|codestral|magistral|deepseek|glm|kimi|minimax|phi-|granite|nemotron/,
    hints: ARRAYS,
  },
  { ...PLAIN, family: "grok", names: /grok/ },
];

/** What is done for a model whose name says nothing. */
const BY_PROVIDER: Readonly<Record<ProviderId, ModelPreset>> = {
  demo: { ...PLAIN, family: "demo" },
  openai: { ...PLAIN, family: "gpt", patch: "v4a" },
  anthropic: { ...PLAIN, family: "claude" },
  google: { ...PLAIN, family: "gemini", hints: ESCAPES },
  openai_compatible: { ...PLAIN, family: "unknown" },
};

/** The preset of a model by its name, else by its provider. */
export function presetOf(provider: string, model: string): ModelPreset {
  const name = model.toLowerCase();
  if (provider === "demo") return BY_PROVIDER.demo;
  const known: Readonly<Record<string, ModelPreset>> = BY_PROVIDER;
  return FAMILIES.find(({ names }) => names.test(name)) ?? known[provider] ?? BY_PROVIDER.openai_compatible;
}
