import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import { allowHost, putEgress, putOrgEgress, readEgress, readOrgEgress } from "../../account/egress.ts";
import {
  AllowHost,
  EgressRules,
  EgressSettings,
  OrgEgressRules,
  RepoFullName,
} from "../../protocol/index.ts";
import type { Api } from "../context.ts";
import { body, failures, json, signedIn } from "../schema.ts";
import { OrgParams } from "./orgs.ts";

const Query = z.object({ repo: RepoFullName });

export function egressRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/egress",
      summary: "Which hosts commands of the caller's own tasks reach in a repository, beside the defaults",
      security: signedIn,
      request: { query: Query },
      responses: {
        200: json(EgressRules, "What was decided; `updated_at: null` where nothing was"),
        ...failures,
      },
    }),
    async (c) => c.json(await readEgress(c.var.deps, c.var.caller, c.req.valid("query").repo), 200),
  );

  app.openapi(
    createRoute({
      method: "put",
      path: "/api/egress",
      summary: "Decide which hosts commands reach in a repository",
      description: "Takes the place of what was decided before. Holds from the next step of a task on.",
      security: signedIn,
      request: { query: Query, body: body(EgressSettings) },
      responses: { 200: json(EgressRules, "What holds now"), ...failures },
    }),
    async (c) => {
      const { repo } = c.req.valid("query");
      return c.json(await putEgress(c.var.deps, c.var.caller, repo, c.req.valid("json")), 200);
    },
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/api/egress/allow",
      summary: "Allow one host more for a repository",
      description: "Nothing happens when it is allowed already.",
      security: signedIn,
      request: { query: Query, body: body(AllowHost) },
      responses: { 200: json(EgressRules, "What holds now"), ...failures },
    }),
    async (c) => {
      const { repo } = c.req.valid("query");
      return c.json(await allowHost(c.var.deps, c.var.caller, repo, c.req.valid("json").host), 200);
    },
  );
}

export function orgEgressRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/orgs/{id}/egress",
      summary:
        "Which hosts commands of tasks reach that are shared with an organisation, beside the defaults",
      security: signedIn,
      request: { params: OrgParams },
      responses: {
        200: json(OrgEgressRules, "What was decided; `updated_at: null` where nothing was"),
        ...failures,
      },
    }),
    async (c) => c.json(await readOrgEgress(c.var.deps, c.var.caller, c.req.param("id")), 200),
  );

  app.openapi(
    createRoute({
      method: "put",
      path: "/api/orgs/{id}/egress",
      summary: "Decide which hosts commands of an organisation's tasks reach; for admins and owners",
      description:
        "Takes the place of what was decided before. Holds from the next step of a task on; what a task's owner chose for the repository comes before its presets, and lists add up.",
      security: signedIn,
      request: { params: OrgParams, body: body(EgressSettings) },
      responses: { 200: json(OrgEgressRules, "What holds now"), ...failures },
    }),
    async (c) =>
      c.json(await putOrgEgress(c.var.deps, c.var.caller, c.req.param("id"), c.req.valid("json")), 200),
  );
}
