/**
 * Puts the objects of containers on the way of HTTP, so that the conformance suite, which runs in Node, reaches each by its
 * name. Between the two there is nothing but this: the object speaks the runner's interface. What leaves a container is
 * judged as by the product's entry, and goes nowhere: the answer says where it would have gone.
 */
import { WorkerEntrypoint } from "cloudflare:workers";
import { NetworkPolicy } from "../../protocol/runner.ts";
import { answerOutbound, GIT_HOST } from "../container/egress.ts";
import { type OutboundProps, SandboxObject as RealObject } from "../container/sandbox-object.ts";

interface Env {
  SANDBOX: DurableObjectNamespace<SandboxObject>;
}

export class SandboxObject extends RealObject {
  /** Ends the object as a deployment does, and leaves its container alone. */
  restart(): void {
    this.ctx.abort("restarted");
  }
}

export class Outbound extends WorkerEntrypoint<Env, OutboundProps> {
  override async fetch(request: Request): Promise<Response> {
    const { sandbox } = this.ctx.props;
    const { hostname, pathname } = new URL(request.url);
    if (hostname === GIT_HOST) return new Response(`git of ${sandbox}: ${request.method} ${pathname}\n`);
    const object = this.env.SANDBOX.getByName(sandbox);
    return answerOutbound(request, await object.policies(), {
      send: async ({ url }) => new Response(`out to ${url}\n`),
      tell: async (denials) => object.noteDenials(denials),
    });
  }
}

export default {
  async fetch(request: Request, { SANDBOX }: Env): Promise<Response> {
    const url = new URL(request.url);
    const [, name = "", rest = ""] = /^\/([\w-]+)(\/.*)$/.exec(url.pathname) ?? [];
    const object = SANDBOX.getByName(name);
    if (rest === "/policies") {
      await object.setPolicies(NetworkPolicy.array().parse(await request.json()));
      return new Response();
    }
    if (rest === "/restart") {
      await object.restart().catch(() => {});
      return new Response();
    }
    if (rest === "/denials") return Response.json(await object.takeDenials(null));
    const answer = await object.fetch(new Request(new URL(rest + url.search, url), request));
    // Without this the local server compresses the lines, and holds them back until there are enough.
    const headers = new Headers(answer.headers);
    headers.set("content-encoding", "identity");
    return new Response(answer.body, { status: answer.status, headers });
  },
};
