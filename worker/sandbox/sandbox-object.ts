import { Sandbox as PlatformSandbox } from "@cloudflare/sandbox";
import {
  answerOutbound,
  Denials,
  EGRESS_HANDLER,
  type EgressParams,
  type OutboundDenial,
} from "./container-egress.ts";

interface Bindings {
  SANDBOX_EGRESS?: unknown;
  SANDBOX: DurableObjectNamespace<Sandbox>;
}

/** The container's object. With SANDBOX_EGRESS=policy nothing leaves the container but what the handler lets through. */
export class Sandbox extends PlatformSandbox<Bindings> {
  private readonly denials = new Denials();

  constructor(...args: ConstructorParameters<typeof PlatformSandbox<Bindings>>) {
    super(...args);
    const [, env] = args;
    if (env.SANDBOX_EGRESS !== "policy") return;
    this.enableInternet = false;
    this.interceptHttps = true;
  }

  /** For the handler, which runs beside this object and not in it. */
  noteDenials(denials: OutboundDenial[]): void {
    this.denials.add(denials);
  }

  /** For the adapter, which tells the task. */
  takeDenials(scope: string | null): OutboundDenial[] {
    return this.denials.take(scope);
  }
}

Sandbox.outboundHandlers = {
  [EGRESS_HANDLER]: (request, env, { params, containerId }) =>
    // What the adapter gave to `setOutboundHandler`.
    answerOutbound(request, params as EgressParams | undefined, {
      send: fetch,
      tell: async (denials) => {
        const { SANDBOX } = env as Bindings; // those of the object
        await SANDBOX.get(SANDBOX.idFromString(containerId)).noteDenials(denials);
      },
    }),
};
