/** Drafts of tasks, by the id that the client chose. */
import { databaseOf } from "../access/database.ts";
import type { User } from "../access/principal.ts";
import { ApiError, type Draft, MAX_DRAFTS, type PutDraft } from "../protocol/index.ts";
import * as store from "../store/drafts.ts";
import type { TaskDeps } from "../tasks/deps.ts";

/** The last changed first. */
export const listDrafts = ({ config }: TaskDeps, user: User): Promise<Draft[]> =>
  store.listDrafts(databaseOf(config, user), user.userId);

/** As it is stored. Throws `invalid_state` for one more than a user may have. */
export async function putDraft(
  { config }: TaskDeps,
  user: User,
  id: string,
  wanted: PutDraft,
): Promise<Draft> {
  const draft = await store.putDraft(databaseOf(config, user), user.userId, id, wanted);
  if (draft === "full")
    throw new ApiError(
      "invalid_state",
      `you have ${MAX_DRAFTS} drafts, which is the limit; delete one first`,
    );
  return draft;
}

/** Nothing happens when it is not there. */
export const deleteDraft = ({ config }: TaskDeps, user: User, id: string): Promise<void> =>
  store.deleteDraft(databaseOf(config, user), user.userId, id);
