import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Bindings, Config } from "../env.ts";

/** Who asks: the subject of a verified Supabase token, and the token itself for row-level security. */
export interface Caller {
  userId: string;
  jwt: string;
}

export interface ApiEnv {
  Bindings: Bindings;
  Variables: { requestId: string; config: Config; caller: Caller };
}

export type Api = OpenAPIHono<ApiEnv>;
export type ApiContext = Context<ApiEnv>;
