import { deleteApiKey, listApiKeys } from "../access/api-keys.ts";
import { databaseOf } from "../access/database.ts";
import type { KeyedProvider } from "../access/model-keys.ts";
import type { User } from "../access/principal.ts";
import type { ApiKey } from "../protocol/index.ts";
import type { TaskDeps } from "../tasks/deps.ts";

/** Without the keys. */
export const listModelKeys = ({ config }: TaskDeps, user: User): Promise<ApiKey[]> =>
  listApiKeys(databaseOf(config, user));

/** Nothing happens when there is none. */
export const deleteModelKey = ({ config }: TaskDeps, user: User, provider: KeyedProvider): Promise<void> =>
  deleteApiKey(databaseOf(config, user), user.userId, provider);
