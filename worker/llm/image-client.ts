import { imagesOf, readsImages, withoutUnsent } from "./images.ts";
import type { ImageRef, ModelClient, ModelEvent, ModelRequest } from "./types.ts";

export interface ImageSource {
  /** Base64 by id, of those that are there. Called once. */
  load(images: readonly ImageRef[]): Promise<ReadonlyMap<string, string>>;
  /** A model did not get what the user attached. */
  onUnseen(reason: "unsupported" | "missing", model: string): void;
}

const BLIND = "This model reads no images, so you cannot see what was attached. Say so where it matters.";
const GONE = "What was attached could not be loaded.";
const NOTHING: ReadonlyMap<string, string> = new Map();

/**
 * A client whose requests get the bytes of the images that their messages name. A model that reads none gets a word
 * about them instead; one of which that is not known gets them, and the word if its server refuses them.
 */
export function imageClient(client: ModelClient, source: ImageSource): ModelClient {
  /** Models that refused. */
  const blind = new Set<string>();
  let loaded: Promise<ReadonlyMap<string, string>> | null = null;

  async function* without(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    source.onUnseen("unsupported", request.model);
    yield* client.stream({ ...request, messages: withoutUnsent(request.messages, NOTHING, BLIND) }, signal);
  }

  async function* stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    const { model } = request;
    const named = request.messages.flatMap(imagesOf);
    if (named.length === 0) return yield* client.stream(request, signal);
    const reads = blind.has(model) ? false : readsImages(client.provider, model);
    if (reads === false) return yield* without(request, signal);
    loaded ??= source.load(named);
    const images = await loaded;
    if (named.some(({ id }) => !images.has(id))) source.onUnseen("missing", model);
    const messages = withoutUnsent(request.messages, images, GONE);
    let spoke = false;
    for await (const event of client.stream({ ...request, messages, images }, signal)) {
      // Servers name the reason each in their own words, or not at all.
      if (event.type === "error" && event.class === "bad_request" && reads === null && !spoke) {
        blind.add(model);
        return yield* without(request, signal);
      }
      spoke = true;
      yield event;
    }
  }

  return {
    provider: client.provider,
    freeformTools: client.freeformTools ?? false,
    stream,
    listModels: (signal) => client.listModels(signal),
  };
}
