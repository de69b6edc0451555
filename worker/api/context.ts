import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { User } from "../access/principal.ts";
import type { Bindings } from "../bindings.ts";
import type { TaskDeps } from "../tasks/deps.ts";

export interface ApiEnv {
  /** What counts requests. All else comes by `deps`, and the objects of tasks by use cases alone. */
  Bindings: Pick<Bindings, "USER_RATE" | "ADDRESS_RATE">;
  /** `caller`: behind `requireSession` alone. */
  Variables: { requestId: string; deps: TaskDeps; caller: User };
}

export type Api = OpenAPIHono<ApiEnv>;
export type ApiContext = Context<ApiEnv>;
