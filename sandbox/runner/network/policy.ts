import { isIP } from "node:net";
import type { NetworkPolicy } from "../../../worker/protocol/runner.ts";

/** For a process that was started without one. */
export const CLOSED: NetworkPolicy = { scope: "closed", label: "no network", allow: [] };

const WEB_PORTS = new Set([80, 443]);

export type Judgement = { allowed: true } | { allowed: false; rule: string };

/** Judges name and port. Whether the name's addresses are public ones is another question (`address.ts`). */
export function judgeHost(policy: NetworkPolicy, host: string, port: number): Judgement {
  const name = hostName(host);
  if (policy.allow === "all") {
    if (WEB_PORTS.has(port)) return { allowed: true };
    return { allowed: false, rule: `${policy.label}: port ${port} is neither 80 nor 443` };
  }
  if (policy.allow.some((pattern) => matches(pattern, name, port))) return { allowed: true };
  return { allowed: false, rule: `${policy.label}: ${name} is not on the list` };
}

/** Lower case, without the dot that ends a full name and without the brackets of an IPv6 address. */
export function hostName(host: string): string {
  return host
    .toLowerCase()
    .replace(/\.$/, "")
    .replace(/^\[|\]$/g, "");
}

/** Whether the name may have the private address of a mirror. */
export const mayBeMirror = ({ mirrored = [] }: NetworkPolicy, name: string, port: number): boolean =>
  mirrored.some((pattern) => matches(pattern, name, port));

function matches(pattern: string, name: string, port: number): boolean {
  const [, wanted = "", wantedPort] = /^(.*?)(?::(\d+))?$/.exec(pattern.toLowerCase()) ?? [];
  if (wantedPort === undefined ? !WEB_PORTS.has(port) : Number(wantedPort) !== port) return false;
  if (!wanted.startsWith("*.")) return name === wanted;
  // An address has no names below it.
  return isIP(name) === 0 && name.endsWith(wanted.slice(1));
}
