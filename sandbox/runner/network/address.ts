import { BlockList, isIP, isIPv4 } from "node:net";
import { networkInterfaces } from "node:os";

/**
 * IPv4 blocks that are not the public internet (IANA's registry of special-purpose addresses). The same as in
 * `worker/llm/base-url.ts`, which the runner may not import; a test compares them.
 */
export const RESERVED_V4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.31.196.0", 24],
  ["192.52.193.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["192.175.48.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];

/** Blocks inside 2000::/3, the only public one of IPv6, that are special: several of them carry an IPv4 address. */
export const RESERVED_V6: readonly (readonly [string, number])[] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["2620:4f:8000::", 48],
  ["3fff::", 20],
];

const reserved = new BlockList();
for (const [address, prefix] of RESERVED_V4) reserved.addSubnet(address, prefix, "ipv4");
for (const [address, prefix] of RESERVED_V6) reserved.addSubnet(address, prefix, "ipv6");
const publicV6 = new BlockList();
publicV6.addSubnet("2000::", 3, "ipv6");

/** True for an address on the public internet that is none of this machine's own. False for what is no address. */
export function isPublicAddress(address: string, own: ReadonlySet<string> = ownAddresses()): boolean {
  if (own.has(address)) return false;
  if (isIPv4(address)) return !reserved.check(address, "ipv4");
  // A zone (`fe80::1%eth0`) belongs to a local address.
  if (isIP(address) !== 6 || address.includes("%")) return false;
  return publicV6.check(address, "ipv6") && !reserved.check(address, "ipv6");
}

/** Never a mirror of anything: this machine, its link (the metadata services of clouds), many at once. */
const NO_SERVER_V4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["224.0.0.0", 3],
];
const noServer = new BlockList();
for (const [address, prefix] of NO_SERVER_V4) noServer.addSubnet(address, prefix, "ipv4");
const privateV6 = new BlockList();
privateV6.addSubnet("fc00::", 7, "ipv6");

/** True for a public address, and for one of another machine in a private network. */
export function isOtherMachine(address: string, own: ReadonlySet<string> = ownAddresses()): boolean {
  if (own.has(address)) return false;
  if (isIPv4(address)) return !noServer.check(address, "ipv4");
  if (isIP(address) !== 6 || address.includes("%")) return false;
  return privateV6.check(address, "ipv6") || isPublicAddress(address, own);
}

/** A server that listens everywhere is reached by a public address of this machine as well. */
function ownAddresses(): Set<string> {
  return new Set(Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map((one) => one.address)));
}
