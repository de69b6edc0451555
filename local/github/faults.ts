/** A fault to answer instead of the real thing, for tests of clients. */
export interface Fault {
  /** Part of the request's path. */
  path: string;
  method?: string;
  status: number;
  /** How many matching requests get it; then the stand-in behaves again. */
  times: number;
  headers?: Record<string, string>;
  message?: string;
  /** `after`: the request is carried out and only its answer is lost. Default `before`. */
  when?: "before" | "after";
}

export interface Faults {
  add(fault: Fault): void;
  /** The fault for this request, if one is due; counts it. */
  take(method: string, path: string): Fault | null;
  clear(): void;
}

export function createFaults(): Faults {
  let faults: Fault[] = [];
  return {
    add: (fault) => {
      faults.push({ ...fault });
    },
    take(method, path) {
      const fault = faults.find(
        (each) => path.includes(each.path) && (each.method === undefined || each.method === method),
      );
      if (!fault) return null;
      fault.times -= 1;
      if (fault.times <= 0) faults = faults.filter((each) => each !== fault);
      return fault;
    },
    clear: () => {
      faults = [];
    },
  };
}

export function faultResponse(fault: Fault): Response {
  const message = fault.message ?? (fault.status >= 500 ? "Server Error" : "Injected fault");
  return Response.json(
    { message, documentation_url: "", status: String(fault.status) },
    {
      status: fault.status,
      headers: fault.headers ?? {},
    },
  );
}
