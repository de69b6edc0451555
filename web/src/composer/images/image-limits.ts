import type { ImageType, MAX_TASK_IMAGES as Most } from "../../../../worker/protocol/index.ts";

/** The protocol's own numbers, checked by their types: importing the values would bring zod into the bundle. */
export const MAX_TASK_IMAGES: typeof Most = 4;
export const IMAGE_TYPES: readonly ImageType[] = ["image/png", "image/jpeg", "image/webp", "image/gif"];
