/** What later tasks of a user will know about a repository. */
import { databaseOf } from "../access/database.ts";
import type { User } from "../access/principal.ts";
import {
  ApiError,
  type KnowledgeItem,
  MAX_KNOWLEDGE_PER_REPO,
  type PutKnowledge,
} from "../protocol/index.ts";
import * as store from "../store/knowledge.ts";
import type { TaskDeps } from "../tasks/deps.ts";
import { noSuch, optionalRowId, rowId } from "./row-id.ts";

/** The oldest first. */
export const listKnowledge = ({ config }: TaskDeps, user: User, repo: string): Promise<KnowledgeItem[]> =>
  store.listKnowledge(databaseOf(config, user), user.userId, repo);

/** The item, and whether it was known already. Throws `invalid_state` for one more than a repository may have. */
export async function addKnowledge(
  { config }: TaskDeps,
  user: User,
  wanted: PutKnowledge,
): Promise<{ item: KnowledgeItem; added: boolean }> {
  const answer = await store.addKnowledge(databaseOf(config, user), { userId: user.userId, ...wanted });
  if (answer.outcome === "full")
    throw new ApiError(
      "invalid_state",
      `this repository has ${MAX_KNOWLEDGE_PER_REPO} items, which is the limit; delete one first`,
    );
  return { item: answer.item, added: answer.outcome === "added" };
}

/** Throws `not_found`, or `invalid_state` when another item says the same. */
export async function correctKnowledge(
  { config }: TaskDeps,
  user: User,
  id: string,
  text: string,
): Promise<KnowledgeItem> {
  const item = await store.updateKnowledge(databaseOf(config, user), user.userId, rowId(id, "item"), text);
  if (item === "absent") throw noSuch("item");
  if (item === "duplicate")
    throw new ApiError("invalid_state", "text: another item of this repository says the same");
  return item;
}

/** Nothing happens when it is not there, or is no id. */
export async function deleteKnowledge({ config }: TaskDeps, user: User, id: string): Promise<void> {
  const known = optionalRowId(id);
  if (known !== null) await store.deleteKnowledge(databaseOf(config, user), user.userId, known);
}
