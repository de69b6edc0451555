import type { ImageRef } from "../../llm/types.ts";

/** The images of the prompt, as the field of the message that holds it. */
export const attached = ({
  images = [],
}: {
  images?: readonly ImageRef[];
}): { images?: readonly ImageRef[] } => (images.length > 0 ? { images } : {});
