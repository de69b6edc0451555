import { databaseOf } from "../access/database.ts";
import type { User } from "../access/principal.ts";
import type { Attachment } from "../protocol/index.ts";
import { listAttachments } from "../store/attachments.ts";
import type { TaskDeps } from "./deps.ts";

/** The images with these ids, in their order, without those that are not there or not the user's own. */
export async function ownImages(
  { config }: TaskDeps,
  user: User,
  ids: readonly string[],
): Promise<Attachment[]> {
  const readable = await listAttachments(databaseOf(config, user), ids);
  // They may read others' too: those of tasks that were shared with them.
  const own = readable.filter(({ userId }) => userId === user.userId);
  const byId = new Map(own.map(({ attachment }) => [attachment.attachment_id, attachment]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
