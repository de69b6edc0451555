/** Images of prompts: a user's own, and to be read those of tasks that they may read. */
import { databaseOf, serviceDatabaseFor } from "../access/database.ts";
import type { User } from "../access/principal.ts";
import {
  ApiError,
  type Attachment,
  type ImageType,
  MAX_IMAGE_BYTES_PER_USER,
  MAX_IMAGES_PER_USER,
} from "../protocol/index.ts";
import * as store from "../store/attachments.ts";
import type { TaskDeps } from "../tasks/deps.ts";
import { isImageOf } from "./image-bytes.ts";
import { noSuch, optionalRowId } from "./row-id.ts";

const MEGABYTE = 1_000_000;

/** Stores it. Throws for bytes that are no image of this type, and `invalid_state` at the user's limit. */
export async function addImage(
  { config, bucket, now }: TaskDeps,
  user: User,
  type: ImageType,
  body: Uint8Array,
): Promise<Attachment> {
  if (body.length === 0) throw new ApiError("invalid_request", "the image is empty");
  if (!isImageOf(type, body))
    throw new ApiError("unsupported_media_type", `the bytes are no ${type}, whatever the content-type says`);
  const kept: Attachment = { attachment_id: crypto.randomUUID(), media_type: type, bytes: body.length };
  const input = { ...kept, userId: user.userId };
  const outcome = await store.addAttachment(serviceDatabaseFor(config, user), bucket, input, body, now());
  if (outcome === "full")
    throw new ApiError(
      "invalid_state",
      `your tasks hold ${MAX_IMAGES_PER_USER} images or ${MAX_IMAGE_BYTES_PER_USER / MEGABYTE} MB of them, which is the limit`,
    );
  return kept;
}

/** Throws `not_found` for an image that the user may not see, or whose bytes are gone. */
export async function readImage(
  { config, bucket }: TaskDeps,
  user: User,
  id: string,
): Promise<{ type: ImageType; bytes: Awaited<ReturnType<typeof store.readImage>> & {} }> {
  const known = optionalRowId(id);
  const [found] = known === null ? [] : await store.listAttachments(databaseOf(config, user), [known]);
  if (!found) throw noSuch("image");
  const bytes = await store.readImage(bucket, found.userId, found.attachment.attachment_id);
  if (!bytes) throw noSuch("image");
  return { type: found.attachment.media_type, bytes };
}

/** Nothing happens when it is not there. Throws `invalid_state` for one that a task or a draft uses. */
export async function deleteImage({ config, bucket }: TaskDeps, user: User, id: string): Promise<void> {
  const known = optionalRowId(id);
  if (known === null) return;
  const database = serviceDatabaseFor(config, user);
  if ((await store.deleteAttachment(database, bucket, user.userId, known)) === "used")
    throw new ApiError("invalid_state", "a task or a draft uses this image");
}
