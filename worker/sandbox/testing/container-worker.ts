import { DurableObject } from "cloudflare:workers";
import { KillRequest, type RunnerError, StartRequest, type TaskDescription } from "../../protocol/runner.ts";
import { cloudflareSandbox } from "../cloudflare.ts";
import { type Sandbox, SandboxFailure } from "../port.ts";
import { Sandbox as SandboxObject } from "../sandbox-object.ts";

/**
 * Puts the Cloudflare adapter behind the HTTP interface of the local runner, so that the conformance suite, which
 * runs in Node, reaches it through `localSandbox`. The adapter lives in a Durable Object, as it does in production.
 */
interface Env {
  ADAPTER: DurableObjectNamespace<Adapter>;
  SANDBOX: DurableObjectNamespace<SandboxObject>;
}

export { SandboxObject as Sandbox };

export class Adapter extends DurableObject<Env> {
  private sandbox: Sandbox | undefined;

  override async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const [, , taskId = "", noun = "", id = "", verb = ""] = url.pathname.split("/");
    this.sandbox ??= cloudflareSandbox(this.env.SANDBOX, taskId, null);
    try {
      return await answer(
        this.sandbox,
        request,
        [request.method, noun, verb].join(" ").trim(),
        id,
        url.searchParams,
      );
    } catch (error) {
      return Response.json(failureOf(error), { status: 422 });
    }
  }
}

/** Without this `wrangler dev` compresses the lines, and holds them back until there are enough. */
const LIVE = { headers: { "content-type": "application/x-ndjson", "content-encoding": "identity" } };

async function answer(
  sandbox: Sandbox,
  request: Request,
  call: string,
  id: string,
  query: URLSearchParams,
): Promise<Response> {
  const path = query.get("path") ?? "";
  switch (call) {
    case "GET":
      return Response.json(describe(sandbox));
    case "DELETE":
      await sandbox.destroy();
      return Response.json({});
    case "POST processes": {
      const { argv, ...options } = StartRequest.parse(await request.json());
      return Response.json({ id: await sandbox.start(argv, options) });
    }
    case "GET processes log":
      return new Response(streamOf(logLines(sandbox, id, query.get("since") ?? undefined)), LIVE);
    case "POST processes kill":
      await sandbox.kill(id, KillRequest.parse(await request.json()).signal);
      return Response.json({});
    case "GET file":
      return new Response(await sandbox.read(path, Number(query.get("max_bytes"))));
    case "PUT file":
      await sandbox.write(path, await request.bytes());
      return Response.json({});
    case "GET list":
      return Response.json({ entries: await sandbox.list(path) });
    default:
      return new Response(null, { status: 404 });
  }
}

const describe = ({ isolation, network, workerUrl, root }: Sandbox): TaskDescription => ({
  isolation,
  network,
  worker_url: workerUrl,
  warning: null,
  root,
});

function streamOf(lines: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const next = await lines.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
}

async function* logLines(
  sandbox: Sandbox,
  id: string,
  since: string | undefined,
): AsyncGenerator<Uint8Array> {
  const line = (value: unknown) => new TextEncoder().encode(`${JSON.stringify(value)}\n`);
  try {
    for await (const event of sandbox.follow(id, since)) {
      yield line("data" in event ? { ...event, data: base64(event.data) } : event);
    }
  } catch (error) {
    yield line({ type: "error", ...failureOf(error) });
  }
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function failureOf(error: unknown): RunnerError {
  if (!(error instanceof SandboxFailure))
    return { error: { kind: "permanent", code: "UNTYPED", message: String(error) } };
  const { kind, code, message } = error;
  return { error: { kind, code, message } };
}

export default {
  fetch(request: Request, env: Env): Promise<Response> {
    const [, , taskId = ""] = new URL(request.url).pathname.split("/");
    return env.ADAPTER.get(env.ADAPTER.idFromName(taskId)).fetch(request);
  },
};
