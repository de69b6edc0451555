import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import {
  AllowHost,
  ApiError,
  EgressRules,
  EgressSettings,
  MAX_EGRESS_HOSTS,
  MAX_REPO_SETTINGS,
  OrgEgressRules,
  RepoFullName,
} from "../../protocol/index.ts";
import { allowHost, putEgress, putOrgEgress, readEgress, readOrgEgress } from "../../store/egress.ts";
import { type Api, type ApiContext, rowsOf } from "../context.ts";
import { body, failures, json, signedIn } from "../schema.ts";
import { OrgParams, orgIn, valueOrThrow } from "./orgs.ts";

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
    async (c) => {
      const { repo } = c.req.valid("query");
      return c.json(await readEgress(rowsOf(c), c.var.caller.userId, repo), 200);
    },
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
      return c.json(
        rulesOrThrow(await putEgress(rowsOf(c), c.var.caller.userId, repo, c.req.valid("json"))),
        200,
      );
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
      const { host } = c.req.valid("json");
      return c.json(rulesOrThrow(await allowHost(rowsOf(c), c.var.caller.userId, repo, host)), 200);
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
    async (c) => c.json(await orgEgressOf(c), 200),
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
    async (c) => {
      valueOrThrow(await putOrgEgress(rowsOf(c), orgIn(c), c.req.valid("json")));
      return c.json(await orgEgressOf(c), 200);
    },
  );
}

async function orgEgressOf(c: ApiContext): Promise<OrgEgressRules> {
  const rules = await readOrgEgress(rowsOf(c), orgIn(c));
  if (!rules) throw new ApiError("not_found", "no such organisation");
  return rules;
}

function rulesOrThrow(rules: EgressRules | "full" | "too_many"): EgressRules {
  if (rules === "full")
    throw new ApiError(
      "invalid_state",
      `you have settings for ${MAX_REPO_SETTINGS} repositories, which is the limit`,
    );
  if (rules === "too_many")
    throw new ApiError("invalid_state", `a repository has at most ${MAX_EGRESS_HOSTS} allowed hosts`);
  return rules;
}
