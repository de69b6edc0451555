/** Removing a user also removes their data outside the database. Checks the bucket and the object directly. */
import { runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { expect, inject, it } from "vitest";
import { storeConfig } from "../access/database.ts";
import { readConfig } from "../env.ts";
import { userClient } from "../store/client.ts";
import { insertTask } from "../store/tasks.ts";
import { sweepRemovals } from "../tasks/account-removals.ts";
import { depsOf } from "../tasks/deps.ts";
import { FIX, initOf, ok, stubOf } from "./verne.ts";

const PNG = Uint8Array.from(
  atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="),
  (char) => char.charCodeAt(0),
);
const HOUR_MS = 60 * 60_000;

const keysBelow = async (prefix: string): Promise<string[]> =>
  (await env.ARTIFACTS.list({ prefix })).objects.map(({ key }) => key);
const tablesOf = (id: string) =>
  runInDurableObject(stubOf(id), (_object, { storage }) =>
    storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'record'").toArray(),
  );

/** As in Supabase's dashboard. */
async function removeAccount(userId: string): Promise<void> {
  const { SUPABASE_URL = "", SUPABASE_SECRET_KEY = "" } = inject("variables");
  const path = `${SUPABASE_URL}/auth/v1/admin/users/${userId}`;
  const answer = await fetch(path, { method: "DELETE", headers: { apikey: SUPABASE_SECRET_KEY } });
  expect(answer.status).toBe(200);
}

it("takes away images, task objects and what those had stored, of that user alone", async () => {
  const { accessToken, userId } = inject("leaver");
  const upload = exports.default.fetch(
    new Request("https://verne.test/api/attachments", {
      method: "POST",
      headers: { authorization: `Bearer ${accessToken}`, "content-type": "image/png" },
      body: PNG,
    }),
  );
  const { attachment_id } = await ok<{ attachment_id: string }>(upload);
  const taskId = crypto.randomUUID();
  const row = {
    ...FIX,
    id: taskId,
    user_id: userId,
    title: "Left behind",
    auto_pr: false,
    review_plan: true,
  };
  await insertTask(userClient(storeConfig(readConfig(env)), accessToken), row);
  await stubOf(taskId).create({ ...initOf(taskId), userId });
  // As the object stores a large file.
  await env.ARTIFACTS.put(`tasks/${taskId}/blob`, "bytes");
  const other = `tasks/${crypto.randomUUID()}/blob`;
  await env.ARTIFACTS.put(other, "somebody else's");

  // No user has been removed yet.
  await sweepRemovals(depsOf(env), Date.now() + HOUR_MS);
  expect(await keysBelow(`attachments/${userId}/`)).toEqual([`attachments/${userId}/${attachment_id}`]);

  await removeAccount(userId);
  // The user's running work may still write.
  await sweepRemovals(depsOf(env), Date.now());
  expect(await tablesOf(taskId)).toHaveLength(1);

  expect(await sweepRemovals(depsOf(env), Date.now() + HOUR_MS)).toBeGreaterThanOrEqual(2);
  expect(await keysBelow(`attachments/${userId}/`)).toEqual([]);
  expect(await keysBelow(`tasks/${taskId}/`)).toEqual([]);
  expect(await tablesOf(taskId)).toEqual([]);
  expect(await keysBelow(other)).toEqual([other]);
  expect(await sweepRemovals(depsOf(env), Date.now() + HOUR_MS)).toBe(0);
  await env.ARTIFACTS.delete(other);
});
