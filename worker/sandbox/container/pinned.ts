/**
 * How a caller and the object of a container speak: the runner's own interface, and in each request the start of the
 * container that the caller knows. A request for another start is answered as `lost`, with the reason, so that nothing is
 * ever done in a new and empty machine that was meant for the one before.
 */
import { z } from "zod";
import { RunnerError } from "../../protocol/runner.ts";
import { withDeadline } from "../failure.ts";
import { SandboxFailure } from "../port.ts";

/** Names the start in a request. */
export const START_HEADER = "x-verne-start";
/** Starts the container if none runs, with the `image` of its query or the usual one, and answers which start it is. */
export const START_PATH = "/start";
export const StartedAnswer = z.object({ start: z.string() });

/** The first call starts the machine, which may take minutes on a busy day. */
const START_MS = 240_000;

type Send = (input: string, init: RequestInit) => Promise<Response>;

/** The connection of one caller to the container that ran when it first asked. */
export class PinnedContainer {
  private readonly send: Send;
  private readonly image: () => string | null;
  private starting: Promise<string> | null = null;

  /** `image`: by its name, null for the usual one; asked when a container is started. */
  constructor(send: Send, image: () => string | null = () => null) {
    this.send = send;
    this.image = image;
  }

  /** Starts the container at the first call. Throws what the start came to; the next call tries again. */
  async ready(): Promise<void> {
    this.starting ??= withDeadline(this.open(), START_MS, "start").catch((error: unknown) => {
      this.starting = null;
      throw error;
    });
    await this.starting;
  }

  /** For `localSandbox`. */
  readonly fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    const start = await this.starting?.catch(() => null);
    if (start) headers.set(START_HEADER, start);
    const response = await this.send(String(input), { ...init, headers });
    // What is asked for next may be in a new one.
    if (init.method === "DELETE" && response.ok) this.starting = null;
    return response;
  };

  private async open(): Promise<string> {
    const image = this.image();
    const query = image === null ? "" : `?${new URLSearchParams({ image })}`;
    const response = await this.send(`http://sandbox${START_PATH}${query}`, { method: "POST" });
    const body: unknown = await response.json().catch(() => null);
    if (response.ok) return StartedAnswer.parse(body).start;
    const failed = RunnerError.safeParse(body);
    if (!failed.success)
      throw new SandboxFailure("transient", "CONTAINER_NOT_STARTED", `it answered ${response.status}`);
    const { kind, code, message } = failed.data.error;
    throw new SandboxFailure(kind, code, message);
  }
}
