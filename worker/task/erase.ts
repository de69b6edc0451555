/** The end of a task's object: everything that the task has, here and elsewhere. */

import { databaseOf } from "../access/database.ts";
import { SERVICE } from "../access/principal.ts";
import type { Config } from "../env.ts";
import type { Sandbox } from "../sandbox/port.ts";
import type { Changes } from "./change-set/changes.ts";
import { sendTrail } from "./out/mirror.ts";
import type { Life } from "./record/life.ts";

/** Removes what lies outside the object. Who told the task what is kept, by the audit log. */
export async function clearAway(task: {
  life: Life;
  changes: Changes;
  config: Config;
  sandbox: Sandbox;
}): Promise<void> {
  const { life, changes, config, sandbox } = task;
  await sendTrail(databaseOf(config, SERVICE), life.trail, life.record.init);
  await sandbox.destroy();
  await changes.objects.remove();
}

/** Removes what the object has stored, and ends it: whoever waits for an answer hears `why` as a failure. */
export async function eraseObject(state: DurableObjectState, why: string): Promise<void> {
  await state.storage.deleteAlarm();
  await state.storage.deleteAll();
  await state.storage.sync();
  state.abort(why);
}
