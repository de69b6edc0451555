import { Sandbox as PlatformSandbox } from "@cloudflare/sandbox";
import { answerOutbound, EGRESS_HANDLER, type EgressParams } from "./container-egress.ts";

/** The container's object. With SANDBOX_EGRESS=policy nothing leaves the container but what the handler lets through. */
export class Sandbox extends PlatformSandbox<{ SANDBOX_EGRESS?: unknown }> {
  constructor(...args: ConstructorParameters<typeof PlatformSandbox<{ SANDBOX_EGRESS?: unknown }>>) {
    super(...args);
    const [, env] = args;
    if (env.SANDBOX_EGRESS !== "policy") return;
    this.enableInternet = false;
    this.interceptHttps = true;
  }
}

Sandbox.outboundHandlers = {
  [EGRESS_HANDLER]: (request, _env, { params }) =>
    // What the adapter gave to `setOutboundHandler`.
    answerOutbound(request, params as EgressParams | undefined),
};
