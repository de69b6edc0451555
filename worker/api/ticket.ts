/** Short-lived passes for one socket. A browser cannot send headers with a WebSocket, and a JWT does not belong in a URL. */
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
    .setAudience(AUDIENCE)
    .setIssuedAt(Math.floor(now / 1000))
    .setExpirationTime(expires)
    .sign(keyOf(secret));
  return { ticket, expires_at: new Date(expires * 1000).toISOString() };
}

/** Who may open a socket, and when that was found out. */
export interface Admission {
  userId: string;
  /** Milliseconds since the epoch. */
  admittedAt: number;
}

/** Whom the ticket admits; null unless it was issued for this task and has not expired. */
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
      requiredClaims: ["exp", "iat", "sub"],
      currentDate: new Date(now),
    });
    const { task, sub, iat } = payload;
    if (task !== taskId || sub === undefined || iat === undefined) return null;
    return { userId: sub, admittedAt: iat * 1000 };
  } catch {
    return null;
  }
}
