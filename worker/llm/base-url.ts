export type BaseUrlCheck = { ok: true; url: string } | { ok: false; reason: string };

/** Names that mean this machine or the network around it. */
const LOCAL_SUFFIXES = [
  ...[".localhost", ".local", ".localdomain", ".internal", ".intranet", ".private", ".corp", ".lan", ".home"],
  ...[".home.arpa", ".svc", ".cluster", ".consul", ".test", ".example", ".invalid", ".onion", ".alt"],
];

/**
 * IPv4 blocks that are not the public internet (IANA special-purpose registry), as first address and prefix. The local
 * runner, which may import nothing of the Worker's, has the same two lists; a test compares them.
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

/** Blocks inside 2000::/3, the only public one of IPv6, that are special. */
export const RESERVED_V6: readonly (readonly [string, number])[] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["2620:4f:8000::", 48],
  ["3fff::", 20],
];

/**
 * Decides whether a model server may be called at this base URL: https on the public internet, and with
 * `allowLoopback` also http or https on this machine. Returns the URL without a trailing slash, or the reason for a
 * person. What a public name resolves to is `checkResolved`'s question.
 */
export function checkBaseUrl(text: string, options: { allowLoopback: boolean }): BaseUrlCheck {
  // WHATWG parsing also turns 2130706433, 0x7f.1 and 127.1 into 127.0.0.1.
  const url = URL.parse(text.trim());
  if (!url) return refuse("is not a URL; it should look like https://api.example.com/v1");
  if (url.username !== "" || url.password !== "") return refuse("must not contain a user name or password");
  if (url.search !== "" || url.hash !== "") return refuse("must not contain a query or a fragment");
  if (/\/chat\/completions\/?$/.test(url.pathname)) return refuse("must end before /chat/completions");
  const loopback = isLoopback(url.hostname);
  if (loopback && options.allowLoopback && (url.protocol === "http:" || url.protocol === "https:")) {
    return { ok: true, url: withoutSlash(url) };
  }
  if (url.protocol !== "https:") return refuse("must begin with https://");
  if (loopback) return refuse("must not point to this machine");
  if (isPrivate(url.hostname)) return refuse("must not point to a private network");
  return { ok: true, url: withoutSlash(url) };
}

function refuse(reason: string): BaseUrlCheck {
  return { ok: false, reason: `The base URL ${reason}.` };
}

function withoutSlash(url: URL): string {
  return url.href.replace(/\/+$/, "");
}

function bareName(hostname: string): string {
  return hostname.toLowerCase().replace(/\.$/, "");
}

function isLoopback(hostname: string): boolean {
  const name = bareName(hostname);
  if (name === "localhost" || name.endsWith(".localhost")) return true;
  const v4 = parseV4(name) ?? embeddedV4(name);
  return v4 === null ? isV6(name, 1n, 128) : inBlock(v4, "127.0.0.0", 8);
}

/** True for what `isLoopback` knows and for every other host outside of the public internet, as `URL` writes it. */
export const isPrivateHost = (hostname: string): boolean => isLoopback(hostname) || isPrivate(hostname);

function isPrivate(hostname: string): boolean {
  const name = bareName(hostname);
  const v4 = parseV4(name) ?? embeddedV4(name);
  if (v4 !== null) return RESERVED_V4.some(([first, prefix]) => inBlock(v4, first, prefix));
  if (name.startsWith("[")) {
    const special = RESERVED_V6.some(([first, prefix]) => isV6(name, parseV6(`[${first}]`) ?? 0n, prefix));
    return !isV6(name, 0x2000n << 112n, 3) || special;
  }
  return !name.includes(".") || LOCAL_SUFFIXES.some((suffix) => name.endsWith(suffix));
}

/** An IPv4 address as `URL` writes it, as a number. */
function parseV4(name: string): number | null {
  if (!/^\d+\.\d+\.\d+\.\d+$/.test(name)) return null;
  return name.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

function inBlock(address: number, first: string, prefix: number): boolean {
  const size = 2 ** (32 - prefix);
  return Math.floor(address / size) === Math.floor((parseV4(first) ?? 0) / size);
}

/** The IPv4 address inside ::ffff:a.b.c.d, ::a.b.c.d (but ::1 and ::) and 64:ff9b::a.b.c.d. */
function embeddedV4(name: string): number | null {
  const address = parseV6(name);
  if (address === null || address <= 1n) return null;
  const high = address >> 32n;
  return high === 0xffffn || high === 0n || high === 0x64ff9bn << 64n ? Number(address & 0xffffffffn) : null;
}

function isV6(name: string, first: bigint, prefix: number): boolean {
  const address = parseV6(name);
  const shift = BigInt(128 - prefix);
  return address !== null && address >> shift === first >> shift;
}

/** A bracketed IPv6 address as `URL` writes it: hexadecimal groups only, one `::` at most. */
function parseV6(name: string): bigint | null {
  if (!name.startsWith("[") || !name.endsWith("]")) return null;
  const [left = "", right] = name.slice(1, -1).split("::");
  const groups = (part: string): string[] => (part === "" ? [] : part.split(":"));
  const head = groups(left);
  const tail = groups(right ?? "");
  const all = [...head, ...Array<string>(8 - head.length - tail.length).fill("0"), ...tail];
  return all.reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n);
}
