/**
 * The way out of a container, judged by the policy of what runs in it. A container has one network, so what runs at the
 * same time shares the policies of all. The platform hands each request to the Worker's entry `Outbound`.
 */
import type { NetworkPolicy, ProcessEvent } from "../port.ts";

/** Where git in a container asks; nothing but the Worker knows this host. */
export const GIT_HOST = "git.verne.internal";

/**
 * A request that was refused. Nobody can tell which process of a container asked, so that it is told once for each
 * policy that would not have it; `scope` is null where no policy has a say.
 */
export interface OutboundDenial {
  scope: string | null;
  host: string;
  port: number;
  rule: string;
}

const WEB_PORTS = new Set(["", "80", "443"]);

/** Null when the request may go out, otherwise who refuses it, and by which rules. */
export function judgeOutbound(address: string, policies: readonly NetworkPolicy[]): OutboundDenial[] | null {
  const url = new URL(address);
  const host = url.hostname.replace(/\.$/, "");
  const port = Number(url.port) || (url.protocol === "https:" ? 443 : 80);
  const refusal = (scope: string | null, rule: string): OutboundDenial => ({ scope, host, port, rule });
  if (isAddress(host)) return [refusal(null, "addresses: only names")];
  if (isPrivate(host)) return [refusal(null, "names: only public ones")];
  if (policies.some((policy) => allows(policy, host, url.port))) return null;
  const unlisted = `${host} is not on the list`;
  if (policies.length === 0) return [refusal(null, `no network: ${unlisted}`)];
  return policies.map(({ scope, label }) => refusal(scope, `${label}: ${unlisted}`));
}

function allows({ allow }: NetworkPolicy, host: string, port: string): boolean {
  if (allow === "all") return WEB_PORTS.has(port);
  return allow.some((pattern) => {
    const [, name = "", wantedPort] = /^(.*?)(?::(\d+))?$/.exec(pattern) ?? [];
    if (wantedPort === undefined ? !WEB_PORTS.has(port) : wantedPort !== port) return false;
    return name.startsWith("*.") ? host.endsWith(name.slice(1)) : host === name;
  });
}

/** An address in whatever spelling: URL writes every form of IPv4 with dots, and IPv6 in brackets. */
const isAddress = (host: string) => host.startsWith("[") || /^\d+\.\d+\.\d+\.\d+$/.test(host);

/** A name that means something else at each place: the Worker asks in the container's stead. */
const isPrivate = (host: string) =>
  !host.includes(".") || /\.(?:localhost|local|internal|home\.arpa)$/.test(host);

interface Outside {
  send: (request: Request, init: { redirect: "manual" }) => Promise<Response>;
  /** Hears of what is refused, before the client does. */
  tell: (denials: OutboundDenial[]) => Promise<void>;
}

/** Answers a request of the container. A redirect is the client's to follow, and is judged as its next request. */
export async function answerOutbound(
  request: Request,
  policies: readonly NetworkPolicy[],
  { send, tell }: Outside,
): Promise<Response> {
  const denials = judgeOutbound(request.url, policies);
  if (denials === null) return send(request, { redirect: "manual" });
  // Refused it is, whoever hears of it.
  await tell(denials).catch((error: unknown) => console.warn("a refusal could not be told", error));
  const rules = denials.map(({ rule }) => rule).join(", ");
  return new Response(`Verne's network policy refused this connection (${rules})\n`, {
    status: 403,
    headers: { "content-type": "text/plain" },
  });
}

/** What a container was refused and nobody has been told yet; the first of each host and policy alone. */
export class Denials {
  private readonly kept = new Map<string, OutboundDenial>();

  add(denials: readonly OutboundDenial[]): void {
    for (const denial of denials) {
      const key = `${denial.scope ?? ""} ${denial.host}:${denial.port}`;
      if (this.kept.size < MAX_DENIALS && !this.kept.has(key)) this.kept.set(key, denial);
    }
  }

  /** Those of one policy, and those that none has a say in. All of them where it is not known which one it is. */
  take(scope: string | null): OutboundDenial[] {
    const taken = [...this.kept].filter(([, one]) => scope === null || (one.scope ?? scope) === scope);
    for (const [key] of taken) this.kept.delete(key);
    return taken.map(([, denial]) => denial);
  }
}

const MAX_DENIALS = 200;
/** Between two questions about refusals, while a process prints. */
const ASK_EVERY_MS = 2_000;

/** The events of a process, with what it was refused meanwhile: now and then, and before its end at the latest. */
export async function* withDenials(
  events: AsyncIterable<ProcessEvent>,
  take: () => Promise<OutboundDenial[]>,
  now: () => number = Date.now,
): AsyncGenerator<ProcessEvent, void, undefined> {
  let askedAt = now();
  let cursor: string | undefined;
  for await (const event of events) {
    if ("cursor" in event) cursor = event.cursor;
    if (event.type === "exit" || now() - askedAt >= ASK_EVERY_MS) {
      askedAt = now();
      // The process goes on, and so does its log.
      const refused = await take().catch(() => []);
      for (const { host, port, rule } of refused) yield { type: "denied", host, port, rule, cursor };
    }
    yield event;
  }
}

const CA = "/etc/cloudflare/certs/cloudflare-containers-ca.crt";

/** Makes clients trust the platform, which opens TLS to show the request to the handler. */
export const TRUST: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ...["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "GIT_SSL_CAINFO", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"],
    ...["PIP_CERT", "CARGO_HTTP_CAINFO"],
  ].map((name) => [name, CA]),
);

/** The policies of what runs now; `apply` is called with them before a process starts that needs others. */
export class RunningPolicies {
  private readonly running = new Map<string | symbol, NetworkPolicy>();
  private readonly apply: (policies: NetworkPolicy[]) => Promise<void>;
  private applied = "";
  /** One change after the other, so that the last one holds. */
  private turn: Promise<void> = Promise.resolve();

  constructor(apply: (policies: NetworkPolicy[]) => Promise<void>) {
    this.apply = apply;
  }

  /** Starts a process under a policy; without one it reaches the Worker's git alone. Throws what `apply` throws. */
  async start(policy: NetworkPolicy | undefined, start: () => Promise<string>): Promise<string> {
    const starting = Symbol("starting");
    if (policy) this.running.set(starting, policy);
    try {
      const put = this.turn.then(() => this.put());
      this.turn = put.catch(() => {});
      await put;
      const id = await start();
      if (policy) this.running.set(id, policy);
      return id;
    } finally {
      this.running.delete(starting);
    }
  }

  /** Of a process that this adapter started; null for one of before. */
  scopeOf(id: string): string | null {
    return this.running.get(id)?.scope ?? null;
  }

  /** What has ended allows nothing any more, from the next start on. */
  ended(id: string): void {
    this.running.delete(id);
  }

  private async put(): Promise<void> {
    const policies = [
      ...new Map([...this.running.values()].map((policy) => [policy.scope, policy])).values(),
    ];
    const key = JSON.stringify(policies);
    if (key === this.applied) return;
    await this.apply(policies);
    this.applied = key;
  }
}
