import { z } from "zod";
import { EventPage } from "./events.ts";
import { TaskDiff, TaskView } from "./tasks.ts";
import { TestPage } from "./tests.ts";

/** Who may read a task besides its owner: nobody, the members of one organisation, or whoever has the link. */
export const TaskVisibility = z.enum(["private", "org", "link"]);
export type TaskVisibility = z.infer<typeof TaskVisibility>;

export const Sharing = z.object({
  visibility: TaskVisibility,
  /** The organisation that sees the task; only with `org`. */
  org_id: z.uuid().nullable(),
  /** Address of the read-only page; only with `link`. It stays the same until the link is revoked. */
  url: z.string().nullable(),
  shared_at: z.iso.datetime().nullable(),
});
export type Sharing = z.infer<typeof Sharing>;

/** Leaving `link` revokes the link for good; sharing again makes another one. */
export const PutSharing = z.discriminatedUnion("visibility", [
  z.object({ visibility: z.literal("private") }),
  z.object({ visibility: z.literal("link") }),
  z.object({ visibility: z.literal("org"), org_id: z.uuid() }),
]);
export type PutSharing = z.infer<typeof PutSharing>;

/** What a stranger with the link reads. Values that look like secrets are masked in all three, and it takes no command. */
export const SharedTask = z.object({ task: TaskView, shared_at: z.iso.datetime() });
export type SharedTask = z.infer<typeof SharedTask>;
export const SharedEvents = EventPage;
export const SharedDiff = TaskDiff;
export const SharedTests = TestPage;
