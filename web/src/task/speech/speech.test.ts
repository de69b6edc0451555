import { expect, it } from "vitest";
import { enqueueSpeech, nextSpeech, SILENT, SPEAK_EVERY_MS } from "./speech.ts";

it("says the first thing at once and holds the next back", () => {
  const first = enqueueSpeech(SILENT, "Planning", 1_000);
  expect(first.say).toBe("Planning");
  const second = enqueueSpeech(first.speech, "Applying changes", 2_000);
  expect(second).toMatchObject({ say: null, askInMs: SPEAK_EVERY_MS - 1_000 });
});

it("says only the newest of what waited, once", () => {
  const first = enqueueSpeech(SILENT, "Planning", 0);
  const second = enqueueSpeech(first.speech, "Applying changes", 1_000);
  const third = enqueueSpeech(second.speech, "Running tests", 2_000);
  const due = nextSpeech(third.speech, SPEAK_EVERY_MS);
  expect(due.say).toBe("Running tests");
  expect(nextSpeech(due.speech, SPEAK_EVERY_MS * 3).say).toBeNull();
});

it("never speaks twice within five seconds, whatever comes", () => {
  const saidAt: number[] = [];
  let speech = SILENT;
  for (let now = 0; now < 60_000; now += 700) {
    const next = enqueueSpeech(speech, `step ${now}`, now);
    speech = next.speech;
    if (next.say !== null) saidAt.push(now);
  }
  expect(saidAt.length).toBeGreaterThan(5);
  for (const [index, at] of saidAt.entries())
    if (index > 0) expect(at - (saidAt[index - 1] ?? 0)).toBeGreaterThanOrEqual(SPEAK_EVERY_MS);
});
