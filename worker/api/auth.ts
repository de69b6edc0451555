import { createMiddleware } from "hono/factory";
import { verifyAccessToken } from "../access/access-token.ts";
import { requireEntry } from "../access/entry.ts";
import { ApiError } from "../protocol/index.ts";
import type { ApiEnv } from "./context.ts";
import { countAddress } from "./rate-limit.ts";

/** Before every route that needs a session; `caller` is whoever has it, on this installation's list or not. Throws `unauthenticated`. */
export const requireSession = createMiddleware<ApiEnv>(async (c, next) => {
  const [scheme, jwt, ...rest] = (c.req.header("authorization") ?? "").split(" ");
  if (scheme?.toLowerCase() !== "bearer" || !jwt || rest.length > 0) {
    if (scheme) await countAddress(c);
    throw new ApiError("unauthenticated", "send a Supabase access token as `Authorization: Bearer <token>`");
  }
  const caller = await verifyAccessToken(jwt, c.var.deps.config.SUPABASE_URL).catch(
    async (error: unknown) => {
      await countAddress(c);
      throw error;
    },
  );
  c.set("caller", caller);
  await next();
});

/** Behind `requireSession`. Throws `no_entry` or `entry_unknown` for a caller who may not use this installation. */
export const requireListed = createMiddleware<ApiEnv>(async (c, next) => {
  await requireEntry(c.var.deps.config, c.var.caller.userId);
  await next();
});
