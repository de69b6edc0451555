import type { Config } from "../env.ts";
import { type Actor, AGENT, SYSTEM } from "../protocol/index.ts";
import { githubLogin } from "../store/users.ts";
import { databaseOf } from "./database.ts";
import type { Principal } from "./principal.ts";

/** The principal as the journal names them: a user under the login that GitHub gave for their token, which they cannot choose. */
export async function actorOf(config: Config, principal: Principal): Promise<Actor> {
  if (principal.kind === "service") return principal.writesAs === "agent" ? AGENT : SYSTEM;
  const user = {
    user_id: principal.userId,
    login: await githubLogin(databaseOf(config, principal)),
  };
  return principal.clientId === null
    ? { kind: "user", ...user }
    : { kind: "client", ...user, client_id: principal.clientId };
}
