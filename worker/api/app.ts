/** The HTTP API: middleware, one router per resource, and the OpenAPI document made from their schemas. */
import { OpenAPIHono } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { secureHeaders } from "hono/secure-headers";
import type { Bindings } from "../bindings.ts";
import { ConfigFailure } from "../env.ts";
import { ApiError, isWebOrigin, MAX_IMAGE_BYTES } from "../protocol/index.ts";
import { depsOf } from "../tasks/deps.ts";
import { notConfigured } from "../tasks/ready.ts";
import { requireListed, requireSession } from "./auth.ts";
import type { Api, ApiEnv } from "./context.ts";
import { answerError, answerNotFound, invalidRequest } from "./errors.ts";
import { limitAnonymous, limitUser } from "./rate-limit.ts";
import { accountRoutes, sessionRoutes } from "./routes/account.ts";
import { adminRoutes } from "./routes/admin.ts";
import { ATTACHMENTS_PATH, attachmentRoutes } from "./routes/attachments.ts";
import { auditRoutes } from "./routes/audit.ts";
import { draftRoutes } from "./routes/drafts.ts";
import { egressRoutes, orgEgressRoutes } from "./routes/egress.ts";
import { gitRoutes } from "./routes/git.ts";
import { keyRoutes } from "./routes/keys.ts";
import { knowledgeRoutes } from "./routes/knowledge.ts";
import { modelRoutes } from "./routes/models.ts";
import { acceptRoutes, orgRoutes, publicInviteRoutes } from "./routes/orgs.ts";
import { publicRoutes, READY_PATH } from "./routes/public.ts";
import { pullRoutes } from "./routes/pull.ts";
import { repoSettingsRoutes } from "./routes/repo-settings.ts";
import { repoRoutes } from "./routes/repos.ts";
import { sharedTaskRoutes } from "./routes/shared-tasks.ts";
import { sharingRoutes } from "./routes/sharing.ts";
import { socketRoutes } from "./routes/socket.ts";
import { commandRoutes } from "./routes/task-commands.ts";
import { taskRoutes } from "./routes/tasks.ts";
import { usageRoutes } from "./routes/usage.ts";

/** Room for the longest prompt in four-byte characters, escaped, and a plan beside it. */
const MAX_BODY_BYTES = 1_000_000;

export function createApp(): Api {
  const app: Api = new OpenAPIHono<ApiEnv>({ defaultHook: invalidRequest });
  app.onError(answerError);
  app.notFound(answerNotFound);

  app.use(async (c, next) => {
    const requestId = crypto.randomUUID();
    c.set("requestId", requestId);
    await next();
    // A switching response has immutable headers.
    if (c.res.status !== 101) c.res.headers.set("x-request-id", requestId);
  });
  app.use(async (c, next) => {
    try {
      // All bindings are there; routes see but those that count requests.
      c.set("deps", depsOf(c.env as Bindings));
    } catch (error) {
      if (c.req.path !== READY_PATH || !(error instanceof ConfigFailure)) throw error;
      return c.json(notConfigured(error.message), 503);
    }
    return next();
  });
  app.use("/api/*", secureHeaders());
  app.use("/api/*", (c, next) =>
    cors({
      origin: (origin) => (isWebOrigin(origin, c.var.deps.config.WEB_ORIGINS) ? origin : null),
      allowHeaders: ["authorization", "content-type", "idempotency-key"],
      exposeHeaders: ["x-request-id"],
      maxAge: 86_400,
    })(c, next),
  );
  const limits = { json: limitOf(MAX_BODY_BYTES, "body"), image: limitOf(MAX_IMAGE_BYTES, "image") };
  app.use("/api/*", (c, next) => (c.req.path === ATTACHMENTS_PATH ? limits.image : limits.json)(c, next));

  app.openAPIRegistry.registerComponent("securitySchemes", "supabase", {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "A Supabase access token",
  });
  gitRoutes(app);
  app.use("/api/*", limitAnonymous);
  app.use("/ws/*", limitAnonymous);
  socketRoutes(app);
  publicRoutes(app);
  publicInviteRoutes(app);
  sharedTaskRoutes(app);
  let made: ReturnType<typeof document> | null = null;
  app.get("/api/openapi.json", (c) => {
    // The route is public, and generating the document is slow.
    made ??= document(app);
    return c.json(made);
  });

  app.use("/api/*", requireSession, limitUser);
  // By these one gets on the list: who one is on GitHub, and an invitation.
  sessionRoutes(app);
  acceptRoutes(app);
  app.use("/api/*", requireListed);
  accountRoutes(app);
  repoRoutes(app);
  modelRoutes(app);
  keyRoutes(app);
  taskRoutes(app);
  commandRoutes(app);
  sharingRoutes(app);
  pullRoutes(app);
  usageRoutes(app);
  knowledgeRoutes(app);
  repoSettingsRoutes(app);
  egressRoutes(app);
  orgRoutes(app);
  orgEgressRoutes(app);
  attachmentRoutes(app);
  draftRoutes(app);
  auditRoutes(app);
  adminRoutes(app);
  return app;
}

const limitOf = (maxSize: number, what: string) =>
  bodyLimit({
    maxSize,
    onError: () => {
      throw new ApiError("payload_too_large", `the ${what} is over ${maxSize} bytes`);
    },
  });

const document = (app: Api) =>
  app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Verne",
      version: "0.1.0",
      description: "Tasks for a coding agent: plan, approval, live log, diff, test evidence, pull request.",
    },
  });
