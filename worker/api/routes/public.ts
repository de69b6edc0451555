import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import { sampleTasks } from "../../access/agreement.ts";
import { scopesFor } from "../../access/entry.ts";
import { PublicConfig, Readiness, SampleList } from "../../protocol/index.ts";
import { readiness } from "../../tasks/ready.ts";
import { levelOf } from "../../tasks/sandbox-level.ts";
import type { Api } from "../context.ts";
import { json } from "../schema.ts";

export const READY_PATH = "/api/ready";

export function publicRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/health",
      summary: "Whether the Worker is up and configured",
      responses: { 200: json(z.object({ ok: z.literal(true) }), "Up") },
    }),
    (c) => c.json({ ok: true as const }),
  );

  app.openapi(
    createRoute({
      method: "get",
      path: READY_PATH,
      summary: "Whether the Worker reaches what it works with; names the part that it does not",
      responses: { 200: json(Readiness, "Ready"), 503: json(Readiness, "Not ready") },
    }),
    async (c) => {
      const answer = await readiness(c.var.deps);
      return answer.ok ? c.json(answer, 200) : c.json(answer, 503);
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/config",
      summary: "What a client needs before sign-in",
      responses: { 200: json(PublicConfig, "Public configuration") },
    }),
    (c) => {
      const { config } = c.var.deps;
      return c.json({
        supabase_url: config.SUPABASE_URL,
        supabase_publishable_key: config.SUPABASE_PUBLISHABLE_KEY,
        embedded: config.EMBEDDED,
        github_stand_in: config.EMBEDDED && !config.REAL_GITHUB,
        github_web_url: config.GITHUB_WEB_URL,
        github_scopes: scopesFor(config),
        sandbox: levelOf(config),
      });
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/samples",
      summary: "Sample tasks of the embedded default; empty elsewhere",
      responses: { 200: json(SampleList, "Sample tasks") },
    }),
    (c) => c.json(sampleTasks(c.var.deps.config)),
  );
}
