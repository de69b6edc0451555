/** Sends the prompt's images to models, and tells the timeline when a model could not receive them. */
import type { AgentHost } from "../../../agent/types.ts";
import { imageClient } from "../../../llm/image-client.ts";
import type { ImageRef, ModelClient } from "../../../llm/types.ts";
import { readImage } from "../../../store/attachments.ts";
import type { TaskInit } from "../../record/record.ts";
import type { StepContext } from "../../run/step.ts";
import { toBase64 } from "./base64.ts";

export const promptImages = ({ attachments = [] }: TaskInit): ImageRef[] =>
  attachments.map(({ attachment_id, media_type }) => ({ id: attachment_id, mediaType: media_type }));

/** A client that sends the prompt's images; `client` itself when there are none. */
export function withImages(
  client: ModelClient,
  { life, bucket, host }: Pick<StepContext, "life" | "bucket" | "host">,
): ModelClient {
  const { init } = life.record;
  if (promptImages(init).length === 0) return client;
  return imageClient(client, {
    load: async (images) => {
      const found = await Promise.all(
        images.map(async ({ id }) => [id, await readImage(bucket, init.userId, id)] as const),
      );
      return new Map(found.flatMap(([id, bytes]) => (bytes ? [[id, toBase64(bytes)]] : [])));
    },
    onUnseen: (reason, model) => warn(host, reason, model),
  });
}

function warn(host: AgentHost, reason: "unsupported" | "missing", model: string): void {
  host.emit({
    type: "warning",
    message:
      reason === "unsupported"
        ? `${model} cannot see images, so it works without those that you attached`
        : "An attached image is gone, so the model works without it",
    data: { code: `images_${reason}`, detail: null },
    // Reported once, however many calls and steps there are.
    dedupe: `images_${reason}:${model}`,
  });
}
