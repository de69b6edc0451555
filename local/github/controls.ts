/** What tests of clients tell the stand-in over HTTP: answers that fail, and requests that wait. */
import { type Context, Hono } from "hono";
import type { StandIn } from "./context.ts";
import { type Fault, faultResponse } from "./faults.ts";
import type { HoldRequest } from "./holds.ts";

/** `/_standin/*`, and the middleware that does what was told there to everything below. */
export function controlRoutes(standIn: StandIn): Hono {
  const app = new Hono();
  app.post("/_standin/faults", async (c) => {
    const body = await bodyOf(c);
    if (body instanceof Response) return body;
    const fault = parseFault(body);
    if (fault === null) return c.text("path, status and times are needed\n", 400);
    standIn.faults.add(fault);
    return c.body(null, 204);
  });
  app.delete("/_standin/faults", (c) => {
    standIn.faults.clear();
    return c.body(null, 204);
  });

  app.post("/_standin/holds", async (c) => {
    const body = await bodyOf(c);
    if (body instanceof Response) return body;
    const hold = parseHold(body);
    if (hold === null) return c.text("path is needed\n", 400);
    return c.json({ id: standIn.holds.add(hold) }, 201);
  });
  /** Answers once a request waits. */
  app.get("/_standin/holds/:id", async (c) => {
    const arrived = standIn.holds.arrived(c.req.param("id"));
    if (arrived === null) return c.text("no such hold\n", 404);
    await arrived;
    return c.body(null, 204);
  });
  app.delete("/_standin/holds/:id", (c) =>
    standIn.holds.release(c.req.param("id")) ? c.body(null, 204) : c.text("no such hold\n", 404),
  );

  app.use(async (c, next) => {
    await standIn.holds.around(c.req.method, c.req.path, async () => {
      const fault = standIn.faults.take(c.req.method, c.req.path);
      if (fault === null) return next();
      if (fault.when === "after") await next();
      c.res = faultResponse(fault);
    });
  });
  return app;
}

/** Only JSON: a form of a foreign page cannot send it without asking first. */
async function bodyOf(c: Context): Promise<unknown> {
  if (!(c.req.header("content-type") ?? "").startsWith("application/json")) return c.text("JSON only\n", 415);
  return c.req.json().catch(() => null);
}

function parseFault(input: unknown): Fault | null {
  if (typeof input !== "object" || input === null) return null;
  // The fields that matter are checked in the next line.
  const fault = input as Fault;
  const valid =
    typeof fault.path === "string" && Number.isInteger(fault.status) && Number.isInteger(fault.times);
  return valid ? fault : null;
}

function parseHold(input: unknown): HoldRequest | null {
  if (typeof input !== "object" || input === null) return null;
  const hold = input as HoldRequest; // the one field that is needed is checked in the next line
  return typeof hold.path === "string" ? hold : null;
}
