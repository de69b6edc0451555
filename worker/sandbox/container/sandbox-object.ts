/**
 * The object of one container, which is the machine of one tree of a task. What it stores is disposable: a task that finds
 * the machine gone builds it again. It speaks the interface of the runner inside (see `pinned.ts`), and adds the token.
 */
import { DurableObject } from "cloudflare:workers";
import type { NetworkPolicy, RunnerError } from "../../protocol/runner.ts";
import { classify } from "../failure.ts";
import { SandboxFailure } from "../port.ts";
import { Denials, GIT_HOST, type OutboundDenial } from "./egress.ts";
import { ContainerLife } from "./life.ts";
import { START_HEADER, START_PATH } from "./pinned.ts";
import { ContainerSettings, limitsOf } from "./settings.ts";

/** Of `images` in wrangler.toml. */
const IMAGE = "sandbox";

/** Whose way out it is: what the Worker's entry `Outbound` is told with each request of a container. */
export interface OutboundProps {
  /** Name of the sandbox. */
  sandbox: string;
}

export class SandboxObject extends DurableObject<Record<string, unknown>> {
  private readonly settings: ContainerSettings;
  /** Null where the platform gives no containers. */
  private readonly life: ContainerLife | null;
  private readonly denials = new Denials();

  constructor(ctx: DurableObjectState, env: Record<string, unknown>) {
    super(ctx, env);
    this.settings = ContainerSettings.parse(env);
    this.life = this.openLife();
    const { life } = this;
    if (life) void ctx.blockConcurrencyWhile(() => life.adopt());
  }

  override async fetch(request: Request): Promise<Response> {
    try {
      return await this.answer(request);
    } catch (error) {
      const { kind, code, message } = classify(error);
      return Response.json({ error: { kind, code, message } } satisfies RunnerError, { status: 503 });
    }
  }

  /** The policies of what runs now, for whoever judges what leaves the container. */
  setPolicies(policies: NetworkPolicy[]): void {
    this.ctx.storage.kv.put("policies", policies);
  }

  policies(): NetworkPolicy[] {
    return this.ctx.storage.kv.get<NetworkPolicy[]>("policies") ?? [];
  }

  /** For the judge, who is not in this object. */
  noteDenials(denials: OutboundDenial[]): void {
    this.denials.add(denials);
  }

  /** For the adapter, which tells the task. */
  takeDenials(scope: string | null): OutboundDenial[] {
    return this.denials.take(scope);
  }

  private async answer(request: Request): Promise<Response> {
    const { life } = this;
    if (life === null)
      throw new SandboxFailure("permanent", "NO_CONTAINERS", "this Worker was deployed without containers");
    const { pathname, search, searchParams } = new URL(request.url);
    if (pathname === START_PATH)
      return Response.json({ start: await open(life, this.imageOf(searchParams.get("image"))) });
    if (request.method === "DELETE") {
      await life.destroy();
      // Nothing of a task stays here.
      await this.ctx.storage.deleteAll();
      return Response.json({});
    }
    const start = life.current();
    if (start === null || start.id !== request.headers.get(START_HEADER))
      throw new SandboxFailure("lost", "CONTAINER_ENDED", life.end().reason);
    const { method, body, signal } = request;
    const answer = await life.send(start, pathname + search, { method, body, signal });
    return new Response(answer.body, answer);
  }

  /** Throws UNKNOWN_IMAGE for a name that the installation does not have. */
  private imageOf(name: string | null): string {
    const images = this.ctx.container?.images ?? {};
    const image = Object.hasOwn(images, name ?? IMAGE) ? images[name ?? IMAGE] : undefined;
    if (image !== undefined) return image;
    const known = Object.keys(images).toSorted().join(", ");
    throw new SandboxFailure(
      "permanent",
      "UNKNOWN_IMAGE",
      `.verne/sandbox.toml: image: this installation has no image ${name ?? IMAGE}; it has ${known}`,
    );
  }

  private openLife(): ContainerLife | null {
    const { container, storage, id } = this.ctx;
    if (!container) return null;
    const { SANDBOX_EGRESS, SANDBOX_INSTANCE } = this.settings;
    const policed = SANDBOX_EGRESS === "policy";
    return new ContainerLife(container, storage.kv, {
      enableInternet: !policed,
      instance: SANDBOX_INSTANCE,
      env: limitsOf(SANDBOX_INSTANCE),
      intercept: async () => {
        if (policed) await this.intercept(container, id.name ?? "");
      },
      pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      now: () => Date.now(),
    });
  }

  private async intercept(container: Container, sandbox: string): Promise<void> {
    const way = outboundOf(this.ctx, { sandbox });
    // The one host first: behind the others it would never be asked.
    await container.interceptOutboundHttp(GIT_HOST, way);
    await container.interceptAllOutboundHttp(way);
    await container.interceptOutboundHttps("*", way);
  }
}

/** Throws `lost` once for a container that ended and whose end nobody knows yet: what was in it is gone. */
async function open(life: ContainerLife, image: string): Promise<string> {
  const end = life.current() === null ? life.takeUntoldEnd() : null;
  if (end) throw new SandboxFailure("lost", "CONTAINER_ENDED", end.reason);
  return (await life.ensure(image)).id;
}

/** The platform makes it from the class that the Worker's entry exports under this name; its types do not know it. */
function outboundOf({ exports }: DurableObjectState, props: OutboundProps): Fetcher {
  const { Outbound } = exports as unknown as { Outbound: (options: { props: OutboundProps }) => Fetcher };
  return Outbound({ props });
}
