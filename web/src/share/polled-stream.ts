import { createSignal, onCleanup } from "solid-js";
import type { EventPage } from "../../../worker/protocol/index.ts";
import { request } from "../api/client.ts";
import type { Connection } from "../task/live/connection.ts";
import { EMPTY_JOURNAL, newestTaskChange, reduce } from "../task/live/reducer.ts";
import type { TaskStream } from "../task/live/stream.ts";
import { readEarlier } from "../task/log/earlier.ts";

const PAGE_EVENTS = 500;

/**
 * Follows a journal by polling its next page, for readers without a socket. `everyMs` gives the delay until the next
 * request, null once the journal has ended; it is evaluated after each answer. `onTaskChange` is called when the task
 * itself has to be read again. Paused while the page is hidden. Ends with the component that called.
 */
export function createPolledStream(
  path: string,
  everyMs: () => number | null,
  onTaskChange: () => void,
): TaskStream {
  const [journal, setJournal] = createSignal(EMPTY_JOURNAL);
  const [connection, setConnection] = createSignal<Connection>("connecting");
  const [lastHeardMs, setLastHeardMs] = createSignal(Date.now());
  const gone = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = false;

  const readPage = (after: number) =>
    request<EventPage>(`${path}?after=${after}&limit=${PAGE_EVENTS}`, {
      authenticated: false,
      signal: gone.signal,
    });
  const readOn = async (): Promise<void> => {
    let head = Number.POSITIVE_INFINITY;
    while (journal().lastSeq < head) {
      const page = await readPage(journal().lastSeq);
      setLastHeardMs(Date.now());
      head = page.head;
      if (page.items.length === 0) return;
      // Pages come in order and whole: what is missing in between does not exist.
      const next = reduce(journal(), { type: "events", events: page.items });
      setJournal(reduce(next, { type: "caught_up", head }));
      if (newestTaskChange(page.items) > 0) onTaskChange();
    }
  };
  const ask = async () => {
    if (asking) return;
    clearTimeout(timer);
    asking = true;
    try {
      await readOn();
      setConnection("live");
    } catch {
      if (gone.signal.aborted) return;
      setConnection(navigator.onLine ? "reconnecting" : "offline");
    } finally {
      asking = false;
    }
    const delayMs = everyMs();
    if (delayMs !== null && !document.hidden && !gone.signal.aborted) timer = setTimeout(ask, delayMs);
  };
  const onVisible = () => {
    if (!document.hidden) void ask();
  };
  document.addEventListener("visibilitychange", onVisible);
  addEventListener("online", onVisible);
  onCleanup(() => {
    gone.abort();
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", onVisible);
    removeEventListener("online", onVisible);
  });
  void ask();
  const loadEarlier = async (from: number) => {
    const lines = await readEarlier(() => journal().log, from, readPage);
    setJournal(reduce(journal(), { type: "earlier_lines", lines }));
  };
  return { journal, connection, lastHeardMs, reconnect: () => void ask(), loadEarlier };
}
