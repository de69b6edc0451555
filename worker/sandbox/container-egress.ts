/**
 * The way out of a Cloudflare container, judged by the policy of what runs in it. A container has one network, so what
 * runs at the same time shares the policies of all. Written against the types of @cloudflare/containers and tried on its
 * own (`container-egress.test.ts`); it has not run on Cloudflare, where it is used once SANDBOX_EGRESS says so.
 */
import type { NetworkPolicy } from "./port.ts";

/** The named handler of `Sandbox.outboundHandlers`. */
export const EGRESS_HANDLER = "policy";

/** What the handler is given with each request; plain data, as it is stored with the container. */
export interface EgressParams {
  /** Origin of the Worker, whose git is reached whatever the policy. */
  workerOrigin: string;
  policies: NetworkPolicy[];
}

const WEB_PORTS = new Set(["", "80", "443"]);

/** Null when the request may go out, otherwise the rule that refuses it. */
export function judgeOutbound(address: string, { workerOrigin, policies }: EgressParams): string | null {
  const url = new URL(address);
  // The parser has resolved dot segments, and a coded slash is nothing that git asks for.
  if (url.origin === workerOrigin)
    return url.pathname.startsWith("/git/") && !/%2f|%5c/i.test(url.pathname)
      ? null
      : "worker: nothing but git";
  const host = url.hostname.replace(/\.$/, "");
  if (isAddress(host)) return "addresses: only names";
  if (policies.some((policy) => allows(policy, host, url.port))) return null;
  const label = policies.map((policy) => policy.label).join(", ") || "no network";
  return `${label}: ${host} is not on the list`;
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

/** Answers a request of the container. A redirect is the client's to follow, and is judged as its next request. */
export async function answerOutbound(
  request: Request,
  params: EgressParams | undefined,
  send: (request: Request, init: { redirect: "manual" }) => Promise<Response> = fetch,
): Promise<Response> {
  const rule = params ? judgeOutbound(request.url, params) : "no network";
  if (rule === null) return send(request, { redirect: "manual" });
  return new Response(`Verne's network policy refused this connection (${rule})\n`, {
    status: 403,
    headers: { "content-type": "text/plain" },
  });
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
