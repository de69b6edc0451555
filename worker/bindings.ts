/** What the platform hands to the Worker's entry. The object of a task gets `ObjectBindings` alone. */
import type { ObjectBindings } from "./env.ts";
import type { TaskObject } from "./task/task-object.ts";

export interface Bindings extends ObjectBindings {
  TASK: DurableObjectNamespace<TaskObject>;
  USER_RATE: RateLimit;
  ADDRESS_RATE: RateLimit;
}
