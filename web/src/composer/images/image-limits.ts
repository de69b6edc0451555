import type { ImageType, MAX_TASK_IMAGES as Most } from "../../../../worker/protocol/index.ts";

/** Limits of the protocol. Their literal types are checked, since importing the values would bundle zod. */
export const MAX_TASK_IMAGES: typeof Most = 4;
export const IMAGE_TYPES: readonly ImageType[] = ["image/png", "image/jpeg", "image/webp", "image/gif"];
