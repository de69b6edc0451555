import type { ErrorBody, ErrorCode, ErrorDetail } from "../../../worker/protocol/index.ts";

/** Empty on the default set-up, where the Worker serves this app. A Pages build names the Worker's origin. */
export const API_ORIGIN: string = (import.meta.env.VITE_API_URL ?? "").replace(/\/+$/, "");

/** `network`: no answer came. `unreadable`: an answer came that is not the API's (a proxy's page, for example). */
export type FailureKind = ErrorCode | "network" | "unreadable";

/** A failed request, with a message that can be shown. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
  readonly code: FailureKind;
  readonly status: number;
  readonly details: ErrorDetail[];
  readonly requestId: string | null;

  constructor(
    code: FailureKind,
    message: string,
    info: { status?: number; details?: ErrorDetail[]; requestId?: string | null; cause?: unknown } = {},
  ) {
    super(message, { cause: info.cause });
    this.code = code;
    this.status = info.status ?? 0;
    this.details = info.details ?? [];
    this.requestId = info.requestId ?? null;
  }
}

/** What the client needs from the session, given once by `auth/session.ts`. */
export interface TokenSource {
  /** The bearer token, refreshed when it is about to expire; null when nobody is signed in. */
  token(): Promise<string | null>;
  /** A new token after the Worker refused the last one; null when the session is over. */
  renew(): Promise<string | null>;
  /** Called when the session has ended: asks the user to sign in again and keeps the page. */
  expired(): void;
  /** Called when the GitHub token is no longer accepted: asks the user to log in there again. */
  githubLost(): void;
  /** Called with the reason when the user may not use this installation, and with null when a request was served. */
  refused(failure: ApiFailure | null): void;
}

let source: TokenSource | null = null;
export const useTokenSource = (next: TokenSource): void => {
  source = next;
};

export interface RequestOptions {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Sent as JSON; a blob is sent as it is. */
  body?: unknown;
  /** Same key, same answer: a command is repeated safely after a lost reply. */
  idempotencyKey?: string;
  signal?: AbortSignal;
  /** False for the few public routes. */
  authenticated?: boolean;
}

/** How long to wait before a command whose answer was lost is sent again. */
const REPEAT_AFTER_MS = [500, 1_500, 4_000];

/** True if the answer was lost: the Worker may or may not have carried the request out. */
const answerLost = ({ code, status }: ApiFailure): boolean =>
  (code === "network" && navigator.onLine !== false) ||
  (code === "unreadable" && (status < 400 || status > 500));

/**
 * Sends one request to the Worker and gives the parsed body (undefined for 204).
 * A 401 is retried once with a renewed token. A request with an idempotency key whose answer was lost is sent again:
 * the Worker knows the key and answers as it did the first time. Throws `ApiFailure` for everything that is not a
 * success.
 */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  for (let repeats = 0; ; repeats++) {
    try {
      return await requestOnce<T>(path, options);
    } catch (error) {
      const pauseMs = REPEAT_AFTER_MS[repeats];
      const again = error instanceof ApiFailure && options.idempotencyKey !== undefined && answerLost(error);
      if (!again || pauseMs === undefined) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

async function requestOnce<T>(path: string, options: RequestOptions): Promise<T> {
  const response = await successful(path, options);
  if (response.status === 204) return undefined as T; // the caller of a 204 route asks for void
  try {
    // The Worker answers with the shapes of worker/protocol; both are built from the same commit.
    return (await response.json()) as T;
  } catch (cause) {
    throw new ApiFailure("unreadable", "The server sent an answer that could not be read.", {
      status: response.status,
      cause,
    });
  }
}

/** The same for an answer that is a file. */
export const requestFile = async (path: string): Promise<Blob> => (await successful(path, {})).blob();

async function successful(path: string, options: RequestOptions): Promise<Response> {
  const authenticated = options.authenticated ?? true;
  const token = authenticated && source ? await source.token() : null;
  let response = await send(path, options, token);
  if (response.status === 401 && authenticated && source) {
    const renewed = await source.renew();
    if (renewed) response = await send(path, options, renewed);
    if (response.status === 401) source.expired();
  }
  if (response.ok) {
    if (authenticated) source?.refused(null);
    return response;
  }
  const failure = await failureOf(response);
  if (failure.code === "no_entry" || failure.code === "entry_unknown") source?.refused(failure);
  if (failure.code === "github_not_connected") source?.githubLost();
  throw failure;
}

async function send(path: string, options: RequestOptions, token: string | null): Promise<Response> {
  const headers = new Headers({ accept: "application/json" });
  if (token) headers.set("authorization", `Bearer ${token}`);
  const { body } = options;
  const isFile = body instanceof Blob;
  if (body !== undefined) headers.set("content-type", isFile ? body.type : "application/json");
  if (options.idempotencyKey) headers.set("idempotency-key", options.idempotencyKey);
  try {
    return await fetch(API_ORIGIN + path, {
      method: options.method ?? "GET",
      headers,
      body: isFile ? body : body === undefined ? null : JSON.stringify(body),
      signal: options.signal ?? null,
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    const offline = typeof navigator !== "undefined" && navigator.onLine === false;
    throw new ApiFailure("network", offline ? "You are offline." : "The server could not be reached.", {
      cause,
    });
  }
}

async function failureOf(response: Response): Promise<ApiFailure> {
  const requestId = response.headers.get("x-request-id");
  try {
    // Unknown JSON; what is read from it is checked below.
    const body = (await response.json()) as Partial<ErrorBody>;
    const error = body.error;
    if (error && typeof error.message === "string" && typeof error.code === "string") {
      return new ApiFailure(error.code, error.message, {
        status: response.status,
        details: error.details ?? [],
        requestId: error.request_id ?? requestId,
      });
    }
  } catch {
    // Not the API's error format: reported below by status alone.
  }
  return new ApiFailure("unreadable", `The server answered with status ${response.status}.`, {
    status: response.status,
    requestId,
  });
}

/** Any thrown value as one `ApiFailure`. */
export const asFailure = (error: unknown): ApiFailure =>
  error instanceof ApiFailure
    ? error
    : new ApiFailure("unreadable", error instanceof Error ? error.message : "Something went wrong.", {
        cause: error,
      });

/** The first problem the server names for `field` (`prompt`, or a JSON path that begins with it). */
export const fieldProblem = (failure: ApiFailure | null, field: string): string | null =>
  failure?.details.find((detail) => detail.path === field || detail.path.startsWith(`${field}.`))?.message ??
  null;
