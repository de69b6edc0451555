/**
 * Who asks. A door makes one of these from what it was brought, and use cases take it, whichever door it was. What journal
 * and audit log say about it is an `Actor` of the protocol (actor.ts).
 */

/** A person, or a program with a token that was made out to it. */
export interface User {
  readonly kind: "user";
  readonly userId: string;
  /** The verified access token: row-level security decides by it. */
  readonly jwt: string;
  /** Of the program that the token was made out to; null for the web app's own session. */
  readonly clientId: string | null;
}

/**
 * Verne itself, without a session: the clock, a task's object, a link that is its own permission. It may do with a task what
 * the task's owner may. What needs a session takes a `User`, so that the compiler refuses it a service.
 */
export interface Service {
  readonly kind: "service";
  /** What the audit log says about what it writes. */
  readonly writesAs: "system" | "agent";
}

export type Principal = User | Service;

export const SERVICE: Service = { kind: "service", writesAs: "system" };
/** The agent of a task, for what it writes outside of the task. */
export const AGENT_SERVICE: Service = { kind: "service", writesAs: "agent" };
