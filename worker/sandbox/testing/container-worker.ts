/**
 * Puts the objects of containers on the way of HTTP, so that the conformance suite, which runs in Node, reaches each by its
 * name. Between the two there is nothing but this: the object speaks the runner's interface.
 */
import type { SandboxObject } from "../container/sandbox-object.ts";

export { SandboxObject } from "../container/sandbox-object.ts";

interface Env {
  SANDBOX: DurableObjectNamespace<SandboxObject>;
}

export default {
  async fetch(request: Request, { SANDBOX }: Env): Promise<Response> {
    const url = new URL(request.url);
    const [, name = "", rest = ""] = /^\/([\w-]+)(\/.*)$/.exec(url.pathname) ?? [];
    const answer = await SANDBOX.getByName(name).fetch(new Request(new URL(rest + url.search, url), request));
    // Without this the local server compresses the lines, and holds them back until there are enough.
    const headers = new Headers(answer.headers);
    headers.set("content-encoding", "identity");
    return new Response(answer.body, { status: answer.status, headers });
  },
};
