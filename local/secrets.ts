/** Secrets of one local installation, made once and readable by their owner alone. */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const Secrets = z.object({ keyRing: z.string(), capabilitySecret: z.string(), runnerToken: z.string() });
export type Secrets = z.infer<typeof Secrets>;

export function readSecrets(dir: string): Secrets {
  const file = join(dir, "secrets.json");
  if (existsSync(file)) return Secrets.parse(JSON.parse(readFileSync(file, "utf8")));
  const secrets: Secrets = {
    keyRing: JSON.stringify({ current: "k1", keys: { k1: randomBytes(32).toString("base64") } }),
    capabilitySecret: randomBytes(32).toString("base64url"),
    runnerToken: randomBytes(32).toString("base64url"),
  };
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}
