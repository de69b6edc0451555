export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

/**
 * The answer with its body, which Octokit reads as a whole anyway: so the deadline covers it, and ends with it. A
 * change of a thousand files is a thousand calls; `AbortSignal.timeout` would keep the timer of each. Rejects when
 * `timeoutMs` have passed, and with the reason of the caller's signal.
 */
export async function fetchWhole(
  send: Fetch,
  timeoutMs: number,
  input: string,
  init: RequestInit = {},
): Promise<Response> {
  const { signal } = init;
  const deadline = new AbortController();
  const stop = () => deadline.abort(signal?.reason);
  const timer = setTimeout(() => deadline.abort(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs);
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted) stop();
  try {
    const response = await send(input, { ...init, signal: deadline.signal });
    const { status, statusText, headers } = response;
    // A null body stays one: some statuses allow no other.
    const body = response.body && (await response.arrayBuffer());
    return new Response(body, { status, statusText, headers });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}
