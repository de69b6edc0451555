import type { Actor } from "../../../worker/protocol/index.ts";

/**
 * Who did something, from the point of view of `reader`, who is signed in or null: `you`, a login, `somebody`, or what did it. A program that acts
 * for a person is named with the person.
 */
export function whoOf(actor: Actor, reader: string | null): string {
  switch (actor.kind) {
    case "system":
      return "Verne";
    case "agent":
      return "the agent";
    case "link":
      return "somebody with the link";
    default: {
      const mine = actor.user_id !== null && actor.user_id === reader;
      const name = mine ? "you" : (actor.login ?? "somebody");
      return actor.kind === "client" ? `a program of ${mine ? "yours" : name}` : name;
    }
  }
}

/** The same where a person or their program did it; null for Verne and the agent, which do everything else. */
export const personOf = (actor: Actor | undefined, reader: string | null): string | null =>
  actor && actor.kind !== "system" && actor.kind !== "agent" ? whoOf(actor, reader) : null;
