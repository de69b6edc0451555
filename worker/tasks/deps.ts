import { type Config, type ObjectBindings, readConfig } from "../env.ts";
import type { TaskObject } from "../task/task-object.ts";

/** What use cases work with, besides who asks. A door makes one; nothing in it belongs to a request. */
export interface TaskDeps {
  readonly config: Config;
  /** The objects of tasks, by the task's id. */
  readonly objects: Pick<DurableObjectNamespace<TaskObject>, "getByName">;
  /** Images of prompts, and large files of tasks. */
  readonly bucket: R2Bucket;
  /** Names of wrangler.toml that the platform did not hand over. */
  readonly missingBindings: readonly string[];
  /** Milliseconds since the epoch. */
  now(): number;
}

const NEEDED = ["TASK", "SANDBOX", "ADMISSION", "STEPS", "ARTIFACTS"] as const;

/** Throws a ConfigFailure that names what is missing or wrong. */
export const depsOf = (env: ObjectBindings & { TASK: DurableObjectNamespace<TaskObject> }): TaskDeps => ({
  config: readConfig(env),
  objects: env.TASK,
  bucket: env.ARTIFACTS,
  missingBindings: NEEDED.filter((name) => !env[name]),
  now: () => Date.now(),
});
