import { decodeJwt, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { issueTicket, readTicket, ticketOf } from "./ticket.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const NOW = Date.parse("2026-11-22T10:00:00.700Z");
const issue = () => issueTicket(SECRET, "t-1", "u-1", NOW);

describe("a ticket", () => {
  it("admits its user to its task, once told by its id", async () => {
    const { ticket } = await issue();
    expect(await readTicket(SECRET, ticket, "t-1", NOW)).toEqual({
      userId: "u-1",
      admittedAt: Date.parse("2026-11-22T10:00:00.000Z"),
      ticketId: decodeJwt(ticket).jti,
    });
    expect(decodeJwt(ticket).jti).not.toBe(decodeJwt((await issue()).ticket).jti);
  });

  it("ends a minute later, and says so", async () => {
    const { ticket, expires_at } = await issue();
    expect(expires_at).toBe("2026-11-22T10:01:00.000Z");
    expect(await readTicket(SECRET, ticket, "t-1", Date.parse(expires_at) - 1)).not.toBeNull();
    expect(await readTicket(SECRET, ticket, "t-1", Date.parse(expires_at))).toBeNull();
  });

  it("is void for another task, with another secret, and once it is changed", async () => {
    const { ticket } = await issue();
    expect(await readTicket(SECRET, ticket, "t-2", NOW)).toBeNull();
    expect(await readTicket(`${SECRET}x`, ticket, "t-1", NOW)).toBeNull();
    expect(await readTicket(SECRET, ticket.slice(0, -2), "t-1", NOW)).toBeNull();
    expect(await readTicket(SECRET, "", "t-1", NOW)).toBeNull();
  });

  it("is signed by this key, for a socket, with all that is asked of it", async () => {
    const seconds = Math.floor(NOW / 1_000);
    const claims = {
      task: "t-1",
      sub: "u-1",
      jti: "j-1",
      aud: "verne:socket",
      iat: seconds,
      exp: seconds + 60,
    };
    const key = new TextEncoder().encode(`socket-ticket|${SECRET}`);
    const signed = (some: object, alg = "HS256") =>
      new SignJWT({ ...some }).setProtectedHeader({ alg }).sign(key);
    const read = async (text: Promise<string>) => readTicket(SECRET, await text, "t-1", NOW);
    expect(await read(signed(claims))).toEqual({
      userId: "u-1",
      admittedAt: seconds * 1_000,
      ticketId: "j-1",
    });
    for (const claim of Object.keys(claims)) {
      const { [claim as keyof typeof claims]: _, ...rest } = claims; // its own keys
      expect(await read(signed(rest)), claim).toBeNull();
    }
    expect(await read(signed({ ...claims, aud: "verne:git" }))).toBeNull();
    expect(await read(signed(claims, "HS512"))).toBeNull();
  });
});

it.each([
  ["ticket.abc", "abc"],
  ["verne, ticket.a.b.c", "a.b.c"],
  ["verne,ticket.", ""],
  ["verne, myticket.abc", null],
  ["verne", null],
  ["", null],
  [undefined, null],
])("among the protocols %j is the ticket %j", (protocols, ticket) => {
  expect(ticketOf(protocols)).toBe(ticket);
});
