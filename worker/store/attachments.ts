/** Images that belong to prompts: rows in Postgres, bytes in R2. Rows are written by the Worker alone. */
import type { Attachment } from "../protocol/index.ts";
import type { ServiceClient, UserClient } from "./client.ts";
import { dataOf, StoreFailure } from "./failure.ts";

const COLUMNS = "id, user_id, media_type, bytes";
/** Raised by the trigger of attachments. */
const TOO_MANY = "PT409";
/** An image that no task or draft uses may belong to a prompt that is still being written. */
const UNUSED_FOR_MS = 7 * 24 * 60 * 60 * 1000;
const MAX_DELETED_AT_ONCE = 1000;

/** What the keys of all images of a user begin with. */
export const imagesOf = (userId: string): string => `attachments/${userId}/`;
const keyOf = (userId: string, id: string): string => imagesOf(userId) + id;

export interface NewAttachment extends Attachment {
  userId: string;
}

/**
 * Stores an image of this user. At their limit, images older than a week that no task or draft uses are deleted first;
 * `full` when there are none. The input must have passed `Attachment`.
 */
export async function addAttachment(
  service: ServiceClient,
  bucket: R2Bucket,
  { userId, attachment_id: id, media_type, bytes }: NewAttachment,
  body: Uint8Array,
  now: number,
): Promise<"added" | "full"> {
  const row = { id, user_id: userId, media_type, bytes };
  let answer = await service.from("attachments").insert(row);
  if (answer.error?.code === TOO_MANY && (await removeUnused(service, bucket, userId, now)) > 0)
    answer = await service.from("attachments").insert(row);
  if (answer.error?.code === TOO_MANY) return "full";
  dataOf("add attachment", answer);
  try {
    await bucket.put(keyOf(userId, id), body);
  } catch (cause) {
    await deleteRows(service, userId, [id]);
    throw new StoreFailure("unavailable", "add attachment: the storage did not take it", { cause });
  }
  return "added";
}

export interface StoredAttachment {
  userId: string;
  attachment: Attachment;
}

/** Those of these images that this user may see, in no order: their own, and of tasks that they may read. */
export async function listAttachments(
  client: UserClient | ServiceClient,
  ids: readonly string[],
): Promise<StoredAttachment[]> {
  if (ids.length === 0) return [];
  const rows = dataOf("read attachments", await client.from("attachments").select(COLUMNS).in("id", ids));
  return rows.map(({ id, user_id, media_type, bytes }) => ({
    userId: user_id,
    attachment: { attachment_id: id, media_type, bytes },
  }));
}

/** The bytes of an image, or null if it is gone. Whoever calls has checked that the reader may have them. */
export async function readImage(
  bucket: R2Bucket,
  userId: string,
  id: string,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const stored = await bucket.get(keyOf(userId, id));
  return stored && new Uint8Array(await stored.arrayBuffer());
}

/** Deletes an image of this user; `used` when a task or a saved draft of theirs shows it. Nothing happens if there is none. */
export async function deleteAttachment(
  service: ServiceClient,
  bucket: R2Bucket,
  userId: string,
  id: string,
): Promise<"gone" | "used"> {
  const inTasks = service.from("tasks").select("user_id").eq("user_id", userId).contains("images", [id]);
  const inDrafts = service
    .from("task_drafts")
    .select("user_id")
    .eq("user_id", userId)
    .contains("images", [id]);
  for (const answer of await Promise.all([inTasks.limit(1), inDrafts.limit(1)]))
    if (dataOf("find user of attachment", answer).length > 0) return "used";
  await bucket.delete(keyOf(userId, id));
  await deleteRows(service, userId, [id]);
  return "gone";
}

async function removeUnused(
  service: ServiceClient,
  bucket: R2Bucket,
  userId: string,
  now: number,
): Promise<number> {
  const p_before = new Date(now - UNUSED_FOR_MS).toISOString();
  const found = dataOf(
    "find unused attachments",
    await service.rpc("unused_attachments", { p_user: userId, p_before }),
  );
  const ids = found.slice(0, MAX_DELETED_AT_ONCE);
  if (ids.length === 0) return 0;
  await bucket.delete(ids.map((id) => keyOf(userId, id)));
  await deleteRows(service, userId, ids);
  return ids.length;
}

async function deleteRows(service: ServiceClient, userId: string, ids: readonly string[]): Promise<void> {
  dataOf(
    "delete attachments",
    await service.from("attachments").delete().eq("user_id", userId).in("id", ids),
  );
}
