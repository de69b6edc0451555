import type { NetworkPolicy } from "../../../worker/protocol/runner.ts";
import type { Surroundings } from "./dial.ts";
import { type HostTools, makeNamespace, type Namespace } from "./namespace.ts";
import { type Denial, FilterProxy } from "./proxy.ts";

export interface NetworkSettings {
  surroundings: Surroundings;
  workerUrl: string | null;
}

interface ScopedNetwork {
  namespace: Namespace;
  proxy: FilterProxy;
}

/**
 * The networks of one task, one for each scope, with one loopback and one proxy that applies the scope's policy. Made
 * when a scope is first used; `close` ends all.
 */
export class TaskNetworks {
  private readonly networks = new Map<string, Promise<ScopedNetwork>>();
  private readonly policies = new Map<string, NetworkPolicy>();
  private readonly make: (policy: NetworkPolicy) => Promise<ScopedNetwork>;

  constructor(
    tools: HostTools,
    stage: readonly string[],
    settings: NetworkSettings,
    onDenied: (scope: string, denial: Denial) => void,
  ) {
    this.make = async ({ scope }) => {
      const proxy = new FilterProxy({
        ...settings,
        // The latest policy of the scope: what a person allows holds at once.
        policy: () => this.policies.get(scope) ?? { scope, label: "no network", allow: [] },
        onDenied: (denial) => onDenied(scope, denial),
      });
      const namespace = await makeNamespace(tools, stage, (socket) => proxy.accept(socket));
      return { namespace, proxy };
    };
  }

  /** The network of the policy's scope, which from now on goes by this policy. */
  async of(policy: NetworkPolicy): Promise<Namespace> {
    this.policies.set(policy.scope, policy);
    const known = this.networks.get(policy.scope);
    if (known) return (await known).namespace;
    const made = this.make(policy);
    this.networks.set(policy.scope, made);
    // One that could not be made may be tried again.
    made.catch(() => this.networks.delete(policy.scope));
    return (await made).namespace;
  }

  async close(): Promise<void> {
    const all = await Promise.allSettled(this.networks.values());
    this.networks.clear();
    for (const result of all) {
      if (result.status === "rejected") continue;
      result.value.proxy.close();
      result.value.namespace.close();
    }
  }
}
