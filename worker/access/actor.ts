/** Who asks, for the journal and the audit log. */

import type { ApiContext } from "../api/context.ts";
import type { Actor } from "../protocol/index.ts";
import { type ServiceClient, serviceClient, userClient } from "../store/client.ts";
import { githubLogin } from "../store/users.ts";
import { storeConfig } from "./credentials.ts";

/** The caller under the login that GitHub gave for their token, which they cannot choose. */
export async function actorOf(c: ApiContext): Promise<Actor> {
  const { config, caller } = c.var;
  const login = await githubLogin(userClient(storeConfig(config), caller.jwt));
  const user = { user_id: caller.userId, login };
  return caller.clientId === null
    ? { kind: "user", ...user }
    : { kind: "client", ...user, client_id: caller.clientId };
}

/** A client for what the Worker writes because the caller asked for it. */
export const serviceFor = (c: ApiContext): ServiceClient => {
  const { config, caller } = c.var;
  const kind = caller.clientId === null ? "user" : "client";
  return serviceClient(storeConfig(config), { kind, id: caller.userId, client: caller.clientId });
};
