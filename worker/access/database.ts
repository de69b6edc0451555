/** The one place that makes clients of the database. */
import type { Config } from "../env.ts";
import {
  type ServiceClient,
  type StoreConfig,
  serviceClient,
  type UserClient,
  userClient,
} from "../store/client.ts";
import type { Principal, Service, User } from "./principal.ts";

export const storeConfig = (config: Config): StoreConfig => ({
  url: config.SUPABASE_URL,
  publishableKey: config.SUPABASE_PUBLISHABLE_KEY,
  secretKey: config.SUPABASE_SECRET_KEY,
});

/** What the principal itself may read and write: a user under row-level security, a service everything. */
export function databaseOf(config: Config, principal: User): UserClient;
export function databaseOf(config: Config, principal: Service): ServiceClient;
export function databaseOf(config: Config, principal: Principal): UserClient | ServiceClient;
export function databaseOf(config: Config, principal: Principal): UserClient | ServiceClient {
  return principal.kind === "user"
    ? userClient(storeConfig(config), principal.jwt)
    : serviceDatabaseFor(config, principal);
}

/**
 * Bypasses row-level security, for what the Worker writes because the principal asked for it: the audit log names them.
 * Whether they may ask is the caller's to check.
 */
export function serviceDatabaseFor(config: Config, principal: Principal): ServiceClient {
  if (principal.kind === "service") return serviceClient(storeConfig(config), { kind: principal.writesAs });
  const { userId: id, clientId: client } = principal;
  return serviceClient(storeConfig(config), { kind: client === null ? "user" : "client", id, client });
}
