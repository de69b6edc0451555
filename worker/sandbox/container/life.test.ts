import { describe, expect, it } from "vitest";
import { endOf } from "./end.ts";
import { ContainerLife, type LifeOptions, type Platform } from "./life.ts";

/** A platform that starts as it is told to: each start takes the next answer of the runner. */
class FakePlatform implements Platform {
  running = false;
  readonly log: string[] = [];
  /** Of each start in turn: whether the runner answers, or why the container ends or does not start. */
  readonly starts: ("ready" | { ends: unknown } | { throws: Error })[];
  private end: PromiseWithResolvers<void> = Promise.withResolvers();
  private answers = false;

  constructor(...starts: FakePlatform["starts"]) {
    this.starts = starts;
  }

  start(options?: ContainerStartupOptions): void {
    const next = this.starts.shift() ?? "ready";
    this.log.push(`start ${options?.image} ${options?.enableInternet}`);
    if (this.running) throw new Error("start() cannot be called on a container that is already running.");
    if (next !== "ready" && "throws" in next) throw next.throws;
    this.running = true;
    this.answers = next === "ready";
    this.end = Promise.withResolvers();
    if (next !== "ready") this.stop(next.ends);
  }
  /** Ends the container for this reason; undefined is an end without an error. */
  stop(reason: unknown): void {
    this.running = false;
    if (reason === undefined) this.end.resolve();
    else this.end.reject(reason);
  }
  monitor = () => this.end.promise;
  destroy = async () => {
    this.log.push("destroy");
    this.stop(undefined);
  };
  setInactivityTimeout = async () => void this.log.push("timeout");
  getTcpPort = () =>
    ({
      fetch: async (url: string, init: RequestInit) => {
        if (!this.answers) throw new Error("the container is not listening");
        return Response.json({ url, authorization: new Headers(init.headers).get("authorization") });
      },
    }) as unknown as Fetcher; // what is used of one
}

const exit = (code: number) => new Error(`Container exited with unexpected exit code: ${code}`);

function storage() {
  const map = new Map<string, unknown>();
  return {
    // As the platform's, which believes its caller.
    get: <T>(key: string) => map.get(key) as T | undefined,
    put: (key: string, value: unknown) => void map.set(key, value),
    delete: (key: string) => map.delete(key),
  };
}

function lifeOf(platform: FakePlatform, kept = storage(), options: Partial<LifeOptions> = {}) {
  const pauses: number[] = [];
  let now = 0;
  const life = new ContainerLife(platform, kept, {
    enableInternet: false,
    instance: "standard-1",
    env: {},
    intercept: async () => void platform.log.push("intercept"),
    pause: async (ms) => {
      pauses.push(ms);
      now += ms;
    },
    now: () => now,
    ...options,
  });
  return { life, pauses, kept };
}

describe("a container", () => {
  it("is started once for all who ask, with the time-out and the way out in place before it is used", async () => {
    const platform = new FakePlatform("ready");
    const { life } = lifeOf(platform);
    const [first, second] = await Promise.all([life.ensure("image"), life.ensure("image")]);
    expect(second).toEqual(first);
    expect(await life.ensure("image")).toEqual(first);
    expect(platform.log).toEqual(["start image false", "timeout", "intercept"]);
    expect(await (await life.send(first, "/health", {})).json()).toEqual({
      url: "http://container/health",
      authorization: `Bearer ${first.token}`,
    });
  });

  it("is started again with growing pauses where a start fails in any way", async () => {
    const busy = new Error("There is no container instance that can be provided to this durable object");
    const platform = new FakePlatform({ throws: busy }, { ends: exit(1) }, "ready");
    const { life, pauses } = lifeOf(platform);
    await life.ensure("image");
    expect(pauses.filter((ms) => ms >= 1_000)).toEqual([1_000, 4_000]);
    expect(platform.running).toBe(true);
  });

  it("is given up with the reason, and may be asked for again", async () => {
    const full = {
      throws: new Error("Maximum number of running container instances exceeded; account limit"),
    };
    const platform = new FakePlatform(
      full,
      full,
      full,
      full,
      { ends: exit(7) },
      { ends: exit(7) },
      { ends: exit(7) },
      {
        ends: exit(7),
      },
    );
    const { life } = lifeOf(platform);
    await expect(life.ensure("image")).rejects.toMatchObject({
      kind: "capacity",
      code: "CONTAINER_NOT_STARTED",
      message: expect.stringMatching(/^the container did not start, after 4 attempts: Maximum/),
    });
    await expect(life.ensure("image")).rejects.toMatchObject({
      kind: "transient",
      message: expect.stringContaining("the container ended with exit code 7"),
    });
    await life.ensure("image");
  });

  it("whose runner never answers is ended before it is started again", async () => {
    const platform = new FakePlatform("ready");
    platform.getTcpPort = () => ({ fetch: async () => Promise.reject(new Error("not listening")) }) as never;
    const { life } = lifeOf(platform);
    await expect(life.ensure("image")).rejects.toMatchObject({
      message: expect.stringContaining("did not answer in 60 s"),
    });
    expect(platform.log.filter((line) => line === "destroy")).toHaveLength(4);
    expect(platform.running).toBe(false);
  });

  it("that ended is not current, tells why, and tells it once to who does not know it", async () => {
    const platform = new FakePlatform();
    const { life } = lifeOf(platform);
    const { id } = await life.ensure("image");
    expect(life.current()?.id).toBe(id);
    platform.stop(exit(137));
    await Promise.resolve();
    await Promise.resolve();
    expect(life.current()).toBeNull();
    expect(life.end()).toEqual({ reason: "the container ran out of memory, or was killed (137)", code: 137 });
    expect(life.takeUntoldEnd()?.code).toBe(137);
    expect(life.takeUntoldEnd()).toBeNull();
    expect((await life.ensure("image")).id).not.toBe(id);
    // Who still knows the one before is told about that one.
    expect(life.end().code).toBe(137);
  });

  it("is found again after its object was restarted, with what the platform forgot put in place", async () => {
    const platform = new FakePlatform();
    const { life, kept } = lifeOf(platform);
    const start = await life.ensure("image");
    platform.log.length = 0;
    const { life: next } = lifeOf(platform, kept);
    await next.adopt();
    expect(platform.log).toEqual(["timeout", "intercept"]);
    expect(await next.ensure("image")).toEqual(start);
    platform.stop(exit(137));
    await Promise.resolve();
    await Promise.resolve();
    expect(next.end().code).toBe(137);
  });

  it("that ended while its object was away is known to be gone", async () => {
    const platform = new FakePlatform();
    const { life, kept } = lifeOf(platform);
    const { id } = await life.ensure("image");
    platform.running = false;
    const { life: next } = lifeOf(platform, kept);
    await next.adopt();
    expect(next.takeUntoldEnd()?.reason).toContain("nobody watched");
    expect((await next.ensure("image")).id).not.toBe(id);
  });

  it("is removed for good, which is no news to who removed it", async () => {
    const platform = new FakePlatform();
    const { life } = lifeOf(platform);
    await life.destroy();
    expect(platform.log).toEqual([]);
    await life.ensure("image");
    await life.destroy();
    await life.destroy();
    expect(platform.log.filter((line) => line === "destroy")).toHaveLength(1);
    expect(life.takeUntoldEnd()).toBeNull();
    expect(life.current()).toBeNull();
  });
});

describe("the end of a container", () => {
  it.each([
    [undefined, "the container ended by itself (0)"],
    [exit(137), "the container ran out of memory, or was killed (137)"],
    [Object.assign(new Error("gone"), { exitCode: 143 }), "the container was stopped by the platform (143)"],
    [exit(2), "the container ended with exit code 2"],
    [new Error("Network connection lost."), "the container ended: Network connection lost."],
    ["text", "the container ended: text"],
  ])("by %s is told as %s", (thrown, reason) => {
    expect(endOf(thrown).reason).toBe(reason);
  });
});
