/**
 * The way out of containers, as an entry of the Worker: the platform hands it each request that a container makes. It says
 * by `props`, which only our own object can set, whose container that is.
 */
import { WorkerEntrypoint } from "cloudflare:workers";
import type { Bindings } from "./bindings.ts";
import { answerOutbound, GIT_HOST } from "./sandbox/container/egress.ts";
import type { OutboundProps } from "./sandbox/container/sandbox-object.ts";
import { answerGit } from "./tasks/clone.ts";
import { depsOf } from "./tasks/deps.ts";

export class Outbound extends WorkerEntrypoint<Bindings, OutboundProps> {
  override async fetch(request: Request): Promise<Response> {
    const { sandbox } = this.ctx.props;
    if (new URL(request.url).hostname === GIT_HOST) return answerGit(depsOf(this.env), sandbox, request);
    const object = this.env.SANDBOX.getByName(sandbox);
    return answerOutbound(request, await object.policies(), {
      send: fetch,
      tell: async (denials) => object.noteDenials(denials),
    });
  }
}
