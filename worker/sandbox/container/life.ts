/**
 * The life of one container: started and tried again where that fails, found again when its object was restarted, watched
 * to its end, and removed. Each start has an id of its own, because the platform has none that differs on every machine;
 * it tells a caller that what it knows of the machine before is gone.
 */
import { classify } from "../failure.ts";
import { SandboxFailure } from "../port.ts";
import { type End, endOf, REMOVED, REPLACED, UNSEEN } from "./end.ts";

/** What is used of the platform's container. */
export type Platform = Pick<
  Container,
  "running" | "start" | "monitor" | "destroy" | "getTcpPort" | "setInactivityTimeout"
>;

export interface Start {
  id: string;
  /** Of the runner's HTTP interface; a task's commands have another user and cannot read it. */
  token: string;
}

export interface LifeOptions {
  enableInternet: boolean;
  instance: ContainerStartupOptions["instance"];
  /** Variables of the runner, beside its token. */
  env: Record<string, string>;
  /** Puts the way out in place: after each start of the container, and after each of its object. */
  intercept(): Promise<void>;
  /** Resolves after so many milliseconds. */
  pause(ms: number): Promise<void>;
  now(): number;
}

type Kept = Pick<SyncKvStorage, "get" | "put" | "delete">;

/** The runner's, in the container. */
const PORT = 8700;
/** Beyond the time after which a task removes its idle sandbox by itself. */
const INACTIVITY_MS = 20 * 60_000;
/** A container that does not answer within this has not started. */
const READY_MS = 60_000;
const ASK_EVERY_MS = 100;
/** Between attempts at a start. */
const BACK_OFF_MS = [1_000, 4_000, 15_000] as const;

export class ContainerLife {
  private readonly container: Platform;
  private readonly kept: Kept;
  private readonly options: LifeOptions;
  private starting: Promise<Start> | null = null;

  constructor(container: Platform, kept: Kept, options: LifeOptions) {
    this.container = container;
    this.kept = kept;
    this.options = options;
  }

  /** For the object's constructor: what the platform forgets with the object is put in place again. */
  async adopt(): Promise<void> {
    const start = this.kept.get<Start>("start");
    if (start === undefined) return;
    if (!this.container.running) {
      if (this.kept.get("end") === undefined) this.note(start, UNSEEN);
      return;
    }
    this.watch(start);
    await this.prepare();
  }

  /** The start whose container runs, or null. */
  current(): Start | null {
    const start = this.kept.get<Start>("start");
    return start !== undefined && this.starting === null && this.container.running ? start : null;
  }

  /** The running container's start, or a new one of this image. Throws `capacity` or `transient` CONTAINER_NOT_STARTED. */
  ensure(image: string): Promise<Start> {
    const running = this.current();
    if (running) return Promise.resolve(running);
    this.starting ??= this.start(image).finally(() => {
      this.starting = null;
    });
    return this.starting;
  }

  /** Why the last container that ended did so. */
  end(): End {
    return this.kept.get<End>("end") ?? this.kept.get<End>("before") ?? REPLACED;
  }

  /** The end that no caller has been told yet; from then on it is told. */
  takeUntoldEnd(): End | null {
    const end = this.kept.get<End>("end");
    if (end === undefined || end.reason === REMOVED.reason || this.kept.get("told") !== undefined)
      return null;
    this.kept.put("told", true);
    return end;
  }

  /** Sends a request to the runner of this start. */
  send(start: Start, path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${start.token}`);
    return this.container.getTcpPort(PORT).fetch(`http://container${path}`, { ...init, headers });
  }

  /** Ends the container. Idempotent. */
  async destroy(): Promise<void> {
    await this.starting?.catch(() => {});
    const start = this.kept.get<Start>("start");
    if (start === undefined) return;
    this.note(start, REMOVED);
    if (this.container.running) await this.container.destroy();
  }

  private async start(image: string): Promise<Start> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.startOnce(image);
      } catch (error) {
        const delayMs = BACK_OFF_MS[attempt];
        const { kind, message } = classify(error);
        // What a half-started one leaves would refuse the next start.
        if (this.container.running) await this.container.destroy().catch(() => {});
        if (delayMs === undefined) {
          const text = `the container did not start, after ${attempt + 1} attempts: ${message}`;
          const failed = kind === "capacity" ? kind : "transient";
          throw new SandboxFailure(failed, "CONTAINER_NOT_STARTED", text, error);
        }
        await this.options.pause(delayMs);
      }
    }
  }

  private async startOnce(image: string): Promise<Start> {
    const { enableInternet, instance, env } = this.options;
    // One of a start that was never noted.
    if (this.container.running) await this.container.destroy();
    const start: Start = { id: crypto.randomUUID(), token: `${crypto.randomUUID()}${crypto.randomUUID()}` };
    this.kept.put("before", this.kept.get<End>("end") ?? REPLACED);
    this.kept.put("start", start);
    this.kept.delete("end");
    this.kept.delete("told");
    this.container.start({
      image,
      enableInternet,
      instance,
      env: { ...env, VERNE_RUNNER_TOKEN: start.token, VERNE_RUNNER_PORT: String(PORT) },
    });
    const ended = this.watch(start).then((end) => {
      throw new SandboxFailure("transient", "CONTAINER_ENDED", end.reason);
    });
    await Promise.race([this.prepare().then(() => this.ready(start)), ended]);
    return start;
  }

  private async prepare(): Promise<void> {
    await this.container.setInactivityTimeout(INACTIVITY_MS);
    await this.options.intercept();
  }

  private async ready(start: Start): Promise<void> {
    const until = this.options.now() + READY_MS;
    for (;;) {
      const answer = await this.send(start, "/health", {}).catch((error: unknown) => error);
      if (answer instanceof Response) {
        await answer.body?.cancel();
        if (answer.ok) return;
      }
      if (this.options.now() > until) throw unready(answer);
      await this.options.pause(ASK_EVERY_MS);
    }
  }

  /** Resolves with the end of the container; never rejects. */
  private async watch(start: Start): Promise<End> {
    const end = await this.container.monitor().then(
      () => endOf(undefined),
      (error: unknown) => endOf(error ?? "no reason is known"),
    );
    this.note(start, end);
    return end;
  }

  /** The first that is known of an end counts. */
  private note(start: Start, end: End): void {
    if (this.kept.get<Start>("start")?.id !== start.id || this.kept.get("end") !== undefined) return;
    this.kept.put("end", end);
  }
}

function unready(answer: unknown): SandboxFailure {
  const said = answer instanceof Response ? `it answered ${answer.status}` : String(answer);
  return new SandboxFailure(
    "transient",
    "CONTAINER_NOT_READY",
    `its runner did not answer in ${READY_MS / 1000} s (${said})`,
  );
}
