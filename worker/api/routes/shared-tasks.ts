import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import {
  ErrorBody,
  SharedDiff,
  SharedEvents,
  SharedTask,
  SharedTests,
  TestQuery,
} from "../../protocol/index.ts";
import {
  readSharedDiff,
  readSharedEvents,
  readSharedTask,
  readSharedTests,
} from "../../tasks/shared-task.ts";
import type { Api } from "../context.ts";
import { EventsQuery, failures, json } from "../schema.ts";

const Params = z.object({ token: z.string() });
const answers = { 404: json(ErrorBody, "No link, or one that was taken back"), 503: failures[503] } as const;

/** Shared tasks, read by whoever has the link, without sign-in. */
export function sharedTaskRoutes(app: Api): void {
  app.use("/api/shares/*", async (c, next) => {
    await next();
    // The URL is the permission: it is not cached, not sent as referrer and not indexed.
    c.header("cache-control", "no-store");
    c.header("referrer-policy", "no-referrer");
    c.header("x-robots-tag", "noindex, nofollow");
  });

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/shares/{token}",
      summary: "The task behind a link",
      description: "What looks like a secret is masked, here and in the journal and the diff.",
      request: { params: Params },
      responses: { 200: json(SharedTask, "To read; it takes no commands"), ...answers },
    }),
    async (c) => c.json(await readSharedTask(c.var.deps, c.req.param("token")), 200),
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/shares/{token}/events",
      summary: "The journal behind a link, from a position on",
      description: "Output shows up to two seconds late. There is no socket: ask again.",
      request: { params: Params, query: EventsQuery },
      responses: {
        200: json(SharedEvents, "One page; go on with `after` = the last `seq`"),
        400: failures[400],
        ...answers,
      },
    }),
    async (c) => c.json(await readSharedEvents(c.var.deps, c.req.param("token"), c.req.valid("query")), 200),
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/shares/{token}/tests",
      summary: "The cases of one run of the tests behind a link",
      request: { params: Params, query: TestQuery },
      responses: {
        200: json(SharedTests, "One page; go on with `cursor` = `next_cursor`"),
        400: failures[400],
        ...answers,
      },
    }),
    async (c) => c.json(await readSharedTests(c.var.deps, c.req.param("token"), c.req.valid("query")), 200),
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/shares/{token}/diff",
      summary: "The change behind a link",
      request: { params: Params },
      responses: { 200: json(SharedDiff, "Files and patch"), ...answers },
    }),
    async (c) => c.json(await readSharedDiff(c.var.deps, c.req.param("token")), 200),
  );
}
