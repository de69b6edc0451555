import { z } from "zod";

/**
 * Who did something. `client`: a program that holds a token of the user, made out to it. `link`: whoever has the link to a
 * task. `agent`: the model, in the course of a task. `system`: Verne itself. A `login` is the one that GitHub gave for the user's
 * token, null where it is not known; a reader who may not know who it was gets neither it nor the id.
 */
export const Actor = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("user"), user_id: z.uuid().nullable(), login: z.string().nullable() }),
  z.object({
    kind: z.literal("client"),
    user_id: z.uuid().nullable(),
    login: z.string().nullable(),
    client_id: z.string().max(200).nullable(),
  }),
  z.object({ kind: z.literal("link"), share_id: z.uuid().nullable() }),
  z.object({ kind: z.literal("agent") }),
  z.object({ kind: z.literal("system") }),
]);
export type Actor = z.infer<typeof Actor>;

export const AGENT: Actor = { kind: "agent" };
export const SYSTEM: Actor = { kind: "system" };

/** The same for a reader who may know no user but `known`. Pure. */
export const anonymous = (actor: Actor, known: string): Actor => {
  if (actor.kind === "link") return { ...actor, share_id: null };
  if (!("user_id" in actor) || actor.user_id === known) return actor;
  return { ...actor, user_id: null, login: null };
};
