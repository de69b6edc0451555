import { PROVIDER_IDS, PROVIDERS } from "../../worker/protocol/providers.ts";
import type { Contender } from "./run.ts";

/**
 * Who does the tasks, and what the Worker has to know for it: `scripted`, an address of an OpenAI-compatible server, or
 * `provider/model`. Throws with what is missing.
 */
export function contenderOf(
  model: string,
  name: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): { contender: Contender; variables: Record<string, string> } {
  if (model === "scripted") return { contender: { provider: "demo", model: null }, variables: {} };
  if (/^https?:\/\//.test(model)) {
    if (name === undefined) throw new Error("--name: which of the server's models?");
    const key = environment.OPENAI_COMPATIBLE_KEY;
    return {
      contender: { provider: "openai_compatible", model: name },
      variables: {
        OPENAI_COMPATIBLE_URL: model,
        ...(key === undefined ? {} : { OPENAI_COMPATIBLE_KEY: key }),
      },
    };
  }
  const [id = "", ...rest] = model.split("/");
  const provider = PROVIDER_IDS.find((known) => known === id);
  const variable = provider && PROVIDERS[provider].keyVariable;
  if (!provider || !variable || rest.length === 0)
    throw new Error("--model: `scripted`, a URL, or PROVIDER/MODEL such as openai/gpt-5");
  const key = environment[variable];
  if (!key) throw new Error(`${variable}: is not set`);
  return { contender: { provider, model: rest.join("/") }, variables: { [variable]: key } };
}
