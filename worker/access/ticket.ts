/**
 * Tickets for a WebSocket, each valid for one minute and one use. A browser cannot send an Authorization header with a
 * WebSocket, and an access token does not belong in a URL.
 */
import { jwtVerify, SignJWT } from "jose";

const LIFE_MS = 60_000;
const AUDIENCE = "verne:socket";
const keyOf = (secret: string) => new TextEncoder().encode(`socket-ticket|${secret}`);

export async function issueTicket(
  secret: string,
  taskId: string,
  userId: string,
  now: number,
): Promise<{ ticket: string; expires_at: string }> {
  const expires = Math.floor((now + LIFE_MS) / 1000);
  const ticket = await new SignJWT({ task: taskId })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(userId)
    .setJti(crypto.randomUUID())
    .setAudience(AUDIENCE)
    .setIssuedAt(Math.floor(now / 1000))
    .setExpirationTime(expires)
    .sign(keyOf(secret));
  return { ticket, expires_at: new Date(expires * 1000).toISOString() };
}

/** Who may open a socket, and when that was checked. */
export interface Admission {
  userId: string;
  /** Milliseconds since the epoch. */
  admittedAt: number;
  /** Of the ticket, which its task takes once; null for an access token. */
  ticketId: string | null;
}

/** The user of the ticket; null unless it was issued for this task and has not expired. */
export async function readTicket(
  secret: string,
  ticket: string,
  taskId: string,
  now: number,
): Promise<Admission | null> {
  try {
    const { payload } = await jwtVerify(ticket, keyOf(secret), {
      algorithms: ["HS256"],
      audience: AUDIENCE,
      requiredClaims: ["exp", "iat", "jti", "sub"],
      currentDate: new Date(now),
    });
    const { task, sub, iat, jti } = payload;
    if (task !== taskId || sub === undefined || iat === undefined || jti === undefined) return null;
    return { userId: sub, admittedAt: iat * 1000, ticketId: jti };
  } catch {
    return null;
  }
}

/** What a browser may name as WebSocket protocols: this one, and its ticket behind the prefix. */
export const SOCKET_PROTOCOL = "verne";
const TICKET_PROTOCOL = "ticket.";

/** The ticket among the protocols that a client offers; null for none. */
export function ticketOf(protocols: string | undefined): string | null {
  const offered = (protocols ?? "").split(",").map((name) => name.trim());
  return offered.find((name) => name.startsWith(TICKET_PROTOCOL))?.slice(TICKET_PROTOCOL.length) ?? null;
}
