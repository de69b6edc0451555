import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Bindings } from "../bindings.ts";
import type { Config } from "../env.ts";

/** Who asks: the subject of a verified Supabase token, and the token itself for row-level security. */
export interface Caller {
  userId: string;
  jwt: string;
  /** Of the program that the token was made out to; null for the web app's own session. */
  clientId: string | null;
}

export interface ApiEnv {
  Bindings: Bindings;
  Variables: { requestId: string; config: Config; caller: Caller };
}

export type Api = OpenAPIHono<ApiEnv>;
export type ApiContext = Context<ApiEnv>;
