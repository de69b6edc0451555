import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { databaseOf } from "../access/database.ts";
import type { User } from "../access/principal.ts";
import type { Bindings } from "../bindings.ts";
import type { UserClient } from "../store/client.ts";
import type { TaskDeps } from "../tasks/deps.ts";

export interface ApiEnv {
  Bindings: Bindings;
  /** `caller`: behind `requireUser` alone. */
  Variables: { requestId: string; deps: TaskDeps; caller: User };
}

export type Api = OpenAPIHono<ApiEnv>;
export type ApiContext = Context<ApiEnv>;

/** The caller's rows, under row-level security. */
export const rowsOf = (c: ApiContext): UserClient => databaseOf(c.var.deps.config, c.var.caller);
