/** Secrets of one local installation, made once and readable by their owner alone. */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { UnreadableState } from "./unreadable-state.ts";

const Secrets = z.object({ keyRing: z.string(), capabilitySecret: z.string(), runnerToken: z.string() });
export type Secrets = z.infer<typeof Secrets>;

export function readSecrets(dir: string): Secrets {
  const file = join(dir, "secrets.json");
  if (existsSync(file)) return readKept(file);
  const secrets: Secrets = {
    keyRing: JSON.stringify({ current: "k1", keys: { k1: randomBytes(32).toString("base64") } }),
    capabilitySecret: randomBytes(32).toString("base64url"),
    runnerToken: randomBytes(32).toString("base64url"),
  };
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}

/** Without them nothing that was kept can be decrypted. The cause is not told: it could quote one. */
function readKept(file: string): Secrets {
  try {
    return Secrets.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    throw new UnreadableState("secrets.json: it is not in the form that this version writes");
  }
}
