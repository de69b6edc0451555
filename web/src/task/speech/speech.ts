/** State of a live region: the time of its last announcement, and the text that is queued. */
export interface Speech {
  /** Time of the last announcement, in ms; null before the first one. */
  saidAtMs: number | null;
  waiting: string | null;
}

export const SILENT: Speech = { saidAtMs: null, waiting: null };
export const SPEAK_EVERY_MS = 5_000;

/** The next state, with the text to announce now, or the delay after which to call `nextSpeech` again (`askInMs`). */
export interface SpeechStep {
  speech: Speech;
  say: string | null;
  askInMs: number | null;
}

/**
 * Queues `text` at the time `now`. One announcement in five seconds at most; a newer text replaces the queued one.
 * Pure.
 */
export function enqueueSpeech(speech: Speech, text: string, now: number): SpeechStep {
  return nextSpeech({ ...speech, waiting: text }, now);
}

/** Announces the queued text if the pause is over. Pure. */
export function nextSpeech(speech: Speech, now: number): SpeechStep {
  if (speech.waiting === null) return { speech, say: null, askInMs: null };
  const leftMs = speech.saidAtMs === null ? 0 : speech.saidAtMs + SPEAK_EVERY_MS - now;
  if (leftMs > 0) return { speech, say: null, askInMs: leftMs };
  return { speech: { saidAtMs: now, waiting: null }, say: speech.waiting, askInMs: null };
}
