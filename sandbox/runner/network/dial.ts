import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { request } from "node:http";
import { connect, isIP, type Socket } from "node:net";
import type { NetworkPolicy } from "../../../worker/protocol/runner.ts";
import { isOtherMachine, isPublicAddress } from "./address.ts";
import { hostName, judgeHost, mayBeMirror } from "./policy.ts";

/** Why there is no connection. `rule` is set when it was the policy. */
export class NotConnected extends Error {
  override readonly name = "NotConnected";
  readonly rule: string | null;

  constructor(message: string, rule: string | null) {
    super(message);
    this.rule = rule;
  }
}

export interface Surroundings {
  /** The proxy that this machine itself has to use. */
  upstream: URL | null;
  /** `host:port` of registries that the person who runs Verne has named: they may lie in the local network. */
  trusted: ReadonlySet<string>;
  resolve?: (name: string) => Promise<string[]>;
  connect?: (address: string, port: number) => Promise<Socket>;
}

const CONNECT_TIMEOUT_MS = 30_000;

/**
 * Connects to a host that the policy lets through, at the very address that was judged: a name whose next answer is
 * another address gains nothing. Throws NotConnected.
 */
export async function dial(
  policy: NetworkPolicy,
  surroundings: Surroundings,
  host: string,
  port: number,
): Promise<Socket> {
  const name = hostName(host);
  const verdict = judgeHost(policy, name, port);
  if (!verdict.allowed) throw new NotConnected(`${name}:${port} is not allowed`, verdict.rule);
  const trusted = surroundings.trusted.has(`${name}:${port}`);
  const addresses = await addressesOf(name, surroundings);
  const fits = mayBeMirror(policy, name, port) ? isOtherMachine : isPublicAddress;
  const open = trusted ? addresses : addresses.filter((address) => fits(address));
  // One private address among the answers is enough to distrust the name.
  if (open.length < addresses.length)
    throw new NotConnected(`${name} has an address that is not public`, "addresses: only public ones");
  if (surroundings.upstream !== null && !trusted) return throughProxy(surroundings.upstream, name, port);
  const [address] = open;
  if (address === undefined) throw new NotConnected(`${name} has no address`, null);
  return firstOf(open, port, surroundings.connect ?? connected);
}

/** Without an answer the machine's own proxy, where there is one, may know the name. */
async function addressesOf(name: string, { resolve, upstream }: Surroundings): Promise<string[]> {
  if (isIP(name) !== 0) return [name];
  // Numbers that are an address to a resolver (`127.1`, `0x7f000001`, `2130706433`) are no names.
  if (/^[\d.]+$|^0x[\da-f.x]+$/i.test(name))
    throw new NotConnected(`${name} is not a name`, "addresses: only public ones");
  try {
    return await (resolve ?? systemResolve)(name);
  } catch {
    if (upstream !== null) return [];
    throw new NotConnected(`${name} cannot be resolved`, null);
  }
}

const systemResolve = async (name: string): Promise<string[]> =>
  (await lookup(name, { all: true, verbatim: true })).map(({ address }) => address);

async function firstOf(
  addresses: readonly string[],
  port: number,
  connect: typeof connected,
): Promise<Socket> {
  let last: unknown;
  for (const address of addresses) {
    try {
      return await connect(address, port);
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

async function connected(address: string, port: number): Promise<Socket> {
  const socket = connect({ host: address, port });
  try {
    await once(socket, "connect", { signal: AbortSignal.timeout(CONNECT_TIMEOUT_MS) });
    return socket;
  } catch (error) {
    socket.destroy();
    throw new NotConnected(`${address}:${port}: ${error instanceof Error ? error.message : error}`, null);
  }
}

function throughProxy(proxy: URL, name: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const target = `${name.includes(":") ? `[${name}]` : name}:${port}`;
    const asked = request({
      host: proxy.hostname,
      port: proxy.port || 80,
      method: "CONNECT",
      path: target,
      headers: { host: target },
      timeout: CONNECT_TIMEOUT_MS,
      agent: false,
    });
    asked.once("connect", (response, socket) => {
      if (response.statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(new NotConnected(`the proxy of this machine answered ${response.statusCode}`, null));
    });
    asked.once("timeout", () => asked.destroy(new Error("no answer in time")));
    asked.once("error", (error) =>
      reject(new NotConnected(`the proxy of this machine: ${error.message}`, null)),
    );
    asked.end();
  });
}
