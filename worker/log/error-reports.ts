/**
 * Sends what the log calls an error to a server that speaks Sentry's envelope protocol (version 7). Off until a DSN is
 * set. What goes there is the log's line, masked as it is: no body, prompt, header or user.
 */

/** As `log` writes it. */
export interface ErrorLine {
  message: string;
  ids: { request_id?: string | undefined; task_id?: string | undefined; step_id?: string | undefined };
  error: { name: string; message: string; stack?: string; cause?: ErrorLine["error"] } | null;
}

export interface Dsn {
  /** Where envelopes are posted. */
  url: string;
  publicKey: string;
}

/** `https://<public key>@<host>/<project>`; null for anything else. A secret key, which old ones have, is left out. */
export function parseDsn(text: string): Dsn | null {
  const url = URL.parse(text);
  const parts = url?.pathname.split("/").filter(Boolean) ?? [];
  const project = parts.pop();
  if (!url || !/^https?:$/.test(url.protocol) || !url.username || !project || !/^\d+$/.test(project))
    return null;
  const path = [...parts, "api", project, "envelope", ""].join("/");
  return { url: `${url.protocol}//${url.host}/${path}`, publicKey: url.username };
}

/** `id`: 32 hexadecimal digits. `now` in milliseconds. */
export function envelopeOf(line: ErrorLine, id: string, now: number): string {
  const at = new Date(now).toISOString();
  const tags = Object.fromEntries(Object.entries(line.ids).filter(([, value]) => value !== undefined));
  const event = {
    event_id: id,
    timestamp: at,
    platform: "javascript",
    level: "error",
    logger: "verne",
    message: line.message,
    tags,
    exception: { values: exceptionsOf(line.error) },
  };
  const parts = [{ event_id: id, sent_at: at }, { type: "event", content_type: "application/json" }, event];
  return `${parts.map((part) => JSON.stringify(part)).join("\n")}\n`;
}

/** The cause comes first, as the protocol has it. */
function exceptionsOf(error: ErrorLine["error"]): { type: string; value: string }[] {
  if (!error) return [];
  const value = error.stack ?? error.message;
  return [...exceptionsOf(error.cause ?? null), { type: error.name, value }];
}

const TIMEOUT_MS = 5_000;
/** A fault that repeats must not become a flood. */
const MAX_A_MINUTE = 30;

export interface ErrorReports {
  send(line: ErrorLine): void;
}

/** `keepAlive` holds the Worker until a promise has settled. Nothing is ever thrown, and what is refused is lost. */
export function reportsTo(
  dsn: Dsn,
  keepAlive: (sending: Promise<unknown>) => void,
  clock: { now: () => number; id: () => string },
): ErrorReports {
  let minute = 0;
  let sent = 0;
  return {
    send(line) {
      const now = clock.now();
      if (now - minute >= 60_000) [minute, sent] = [now, 0];
      if (sent >= MAX_A_MINUTE) return;
      sent += 1;
      const sending = fetch(dsn.url, {
        method: "POST",
        headers: {
          "content-type": "application/x-sentry-envelope",
          "x-sentry-auth": `Sentry sentry_version=7, sentry_client=verne/0.1, sentry_key=${dsn.publicKey}`,
        },
        body: envelopeOf(line, clock.id(), now),
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
        .then((answer) => answer.body?.cancel())
        .catch(() => {});
      keepAlive(sending);
    },
  };
}
