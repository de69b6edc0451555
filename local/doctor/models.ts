/** The keys of model providers for everybody on the installation. */
import { MODEL_KEY_VARIABLES } from "../../worker/protocol/providers.ts";
import { addressOf, bad, type Finding, ok, type World, warn } from "./finding.ts";

/** Lists of models, which cost nothing to ask for. */
const LISTS: Record<string, { url: string; headers: (key: string) => Record<string, string> }> = {
  OPENAI_API_KEY: {
    url: "https://api.openai.com/v1/models",
    headers: (key) => ({ authorization: `Bearer ${key}` }),
  },
  ANTHROPIC_API_KEY: {
    url: "https://api.anthropic.com/v1/models",
    headers: (key) => ({ "x-api-key": key, "anthropic-version": "2023-06-01" }),
  },
  GEMINI_API_KEY: {
    url: "https://generativelanguage.googleapis.com/v1beta/models",
    headers: (key) => ({ "x-goog-api-key": key }),
  },
};

export async function modelFindings(world: World): Promise<Finding[]> {
  const lists = MODEL_KEY_VARIABLES.flatMap((name) => {
    const key = world.variables[name];
    const list = listOf(world, name);
    return key && list ? [{ name, url: list.url, headers: list.headers(key) }] : [];
  });
  if (lists.length === 0)
    return [warn("no model key is set here: everybody has to bring their own, in Settings")];
  return Promise.all(
    lists.map(async ({ name, url, headers }) => {
      const { status } = await world.ask(url, { headers });
      if (status === 200) return ok(`${name} is accepted`);
      if (status === 429) return warn(`${name}: the provider says too many requests, or no credit`);
      return [400, 401, 403].includes(status)
        ? bad(`${name} is refused (${status})`, "make a new key in the provider's console")
        : bad(`${name}: ${new URL(url).host} answers ${status}`, "try again; see the provider's status page");
    }),
  );
}

function listOf(world: World, name: string) {
  if (name !== "OPENAI_COMPATIBLE_KEY") return LISTS[name];
  const url = addressOf(world, "OPENAI_COMPATIBLE_URL");
  return url ? { url: `${url}/models`, headers: LISTS.OPENAI_API_KEY?.headers ?? (() => ({})) } : undefined;
}
