/** Requests that wait until a test lets them go, so that something can happen in the middle of a client's work. */
export interface HoldRequest {
  /** Part of the request's path. */
  path: string;
  method?: string;
  /** `after`: the request is carried out and only its answer waits. Default `before`. */
  when?: "before" | "after";
}

interface Hold extends HoldRequest {
  id: string;
  /** Resolves once a request waits here. */
  arrived: PromiseWithResolvers<void>;
  released: PromiseWithResolvers<void>;
}

export interface Holds {
  /** Holds every matching request from now on; the id names the hold. */
  add(request: HoldRequest): string;
  /** Null for an unknown hold; otherwise resolves once a request waits. */
  arrived(id: string): Promise<void> | null;
  /** Lets go what waits, and everything after it. */
  release(id: string): boolean;
  releaseAll(): void;
  /** Runs `work`, before or after having waited as a hold asks. */
  around(method: string, path: string, work: () => Promise<void>): Promise<void>;
}

export function createHolds(): Holds {
  const holds = new Map<string, Hold>();
  let last = 0;
  const release = (id: string): boolean => {
    const hold = holds.get(id);
    if (!hold) return false;
    holds.delete(id);
    // A test may still wait for a request that never came.
    hold.arrived.resolve();
    hold.released.resolve();
    return true;
  };
  return {
    add(request) {
      last += 1;
      const id = String(last);
      holds.set(id, { ...request, id, arrived: Promise.withResolvers(), released: Promise.withResolvers() });
      return id;
    },
    arrived: (id) => holds.get(id)?.arrived.promise ?? null,
    release,
    releaseAll: () => {
      for (const id of holds.keys()) release(id);
    },
    async around(method, path, work) {
      const hold = [...holds.values()].find(
        (each) => path.includes(each.path) && (each.method === undefined || each.method === method),
      );
      if (hold?.when === "after") await work();
      hold?.arrived.resolve();
      await hold?.released.promise;
      if (hold?.when !== "after") await work();
    },
  };
}
