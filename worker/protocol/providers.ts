/**
 * The model providers that have an adapter in `worker/llm/`, in the order of the picker: one row each, with all that is
 * stated about a provider outside its adapter. No zod here: the web app imports these values.
 */

interface Facts {
  /** Its name, wherever one is shown. */
  label: string;
  /** `optional`: a server of the user's own may ask for none. */
  key: "none" | "optional" | "required";
  /** Where a key comes from, for Settings. */
  keyNote: string;
  /** True: the user says at which URL it is reached. */
  takesUrl: boolean;
  /** Variables of the Worker that hold a key and a URL for everybody on the installation. */
  keyVariable: string | null;
  urlVariable: string | null;
  /** True: its models and their prices are listed in `worker/llm/catalog.json`. */
  catalogued: boolean;
  /** True: a model id that nobody lists may be used. */
  customModels: boolean;
}

/** What is the same of every maker of models whose service asks for an account. */
const ACCOUNT = {
  key: "required",
  takesUrl: false,
  urlVariable: null,
  catalogued: true,
  customModels: true,
} as const;

const TABLE = {
  /** Exists on the embedded default only. */
  demo: {
    label: "Demo (offline, scripted)",
    key: "none",
    keyNote: "",
    takesUrl: false,
    keyVariable: null,
    urlVariable: null,
    catalogued: false,
    customModels: false,
  },
  openai: {
    ...ACCOUNT,
    label: "OpenAI",
    keyNote: "A key from your OpenAI account.",
    keyVariable: "OPENAI_API_KEY",
  },
  anthropic: {
    ...ACCOUNT,
    label: "Anthropic",
    keyNote: "A key from your Anthropic account, for Claude.",
    keyVariable: "ANTHROPIC_API_KEY",
  },
  google: {
    ...ACCOUNT,
    label: "Google",
    keyNote: "A key from Google AI Studio, for Gemini.",
    keyVariable: "GEMINI_API_KEY",
  },
  openai_compatible: {
    label: "OpenAI-compatible server",
    key: "optional",
    keyNote: "Any server that speaks the same protocol: Ollama, vLLM, a gateway.",
    takesUrl: true,
    keyVariable: "OPENAI_COMPATIBLE_KEY",
    urlVariable: "OPENAI_COMPATIBLE_URL",
    catalogued: false,
    customModels: true,
  },
} as const satisfies Record<string, Facts>;

type Id = keyof typeof TABLE;
type KeyVariable = NonNullable<(typeof TABLE)[Id]["keyVariable"]>;
type UrlVariable = NonNullable<(typeof TABLE)[Id]["urlVariable"]>;

export interface ProviderFacts extends Facts {
  keyVariable: KeyVariable | null;
  urlVariable: UrlVariable | null;
}

export const PROVIDERS: Record<Id, ProviderFacts> = TABLE;

// `Object.keys` types the keys of any object as strings.
export const PROVIDER_IDS = Object.keys(TABLE) as [Id, ...Id[]];

/** All variables of the table, for whoever reads or hands over the Worker's configuration. */
export const MODEL_KEY_VARIABLES = PROVIDER_IDS.flatMap((id) => PROVIDERS[id].keyVariable ?? []);
export const MODEL_URL_VARIABLES = PROVIDER_IDS.flatMap((id) => PROVIDERS[id].urlVariable ?? []);
