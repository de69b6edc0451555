/** What a live region has said, and what still waits to be said. */
export interface Speech {
  /** When it last spoke, milliseconds; null before the first time. */
  saidAtMs: number | null;
  waiting: string | null;
}

export const SILENT: Speech = { saidAtMs: null, waiting: null };
export const SPEAK_EVERY_MS = 5_000;

/** What to do now: say something, or ask again later (`askInMs`). */
export interface SpeechStep {
  speech: Speech;
  say: string | null;
  askInMs: number | null;
}

/** `text` is to be said at `now`. At most one thing is said in five seconds; of what waits, only the newest. Pure. */
export function enqueueSpeech(speech: Speech, text: string, now: number): SpeechStep {
  return nextSpeech({ ...speech, waiting: text }, now);
}

/** What waits is looked at again. Pure. */
export function nextSpeech(speech: Speech, now: number): SpeechStep {
  if (speech.waiting === null) return { speech, say: null, askInMs: null };
  const leftMs = speech.saidAtMs === null ? 0 : speech.saidAtMs + SPEAK_EVERY_MS - now;
  if (leftMs > 0) return { speech, say: null, askInMs: leftMs };
  return { speech: { saidAtMs: now, waiting: null }, say: speech.waiting, askInMs: null };
}
