import { z } from "zod";

export const MAX_TASK_IMAGES = 4;
export const MAX_IMAGE_BYTES = 4_000_000;
export const MAX_IMAGES_PER_USER = 500;
export const MAX_IMAGE_BYTES_PER_USER = 200_000_000;
export const ImageType = z.enum(["image/png", "image/jpeg", "image/webp", "image/gif"]);
export type ImageType = z.infer<typeof ImageType>;

/** An image that belongs to the caller. `POST /api/attachments` takes its bytes as the body. */
export const Attachment = z.object({
  attachment_id: z.uuid(),
  media_type: ImageType,
  bytes: z.int().positive().max(MAX_IMAGE_BYTES),
});
export type Attachment = z.infer<typeof Attachment>;
