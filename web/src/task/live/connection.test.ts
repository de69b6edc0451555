import { expect, it } from "vitest";
import { connectionOf, STALE_AFTER_MS, type StreamSigns } from "./connection.ts";

const live: StreamSigns = {
  offlineSinceMs: null,
  socket: "open",
  caughtUp: true,
  wasLive: true,
  lastHeardMs: 100_000,
  lostAtMs: null,
};

it.each<[string, Partial<StreamSigns>, number, string]>([
  ["open and answering", {}, 110_000, "live"],
  ["replay still coming", { caughtUp: false }, 110_000, "catching_up"],
  ["nothing heard for 40 s", {}, 100_000 + STALE_AFTER_MS, "stale"],
  ["a break of one second", { socket: "closed", lostAtMs: 109_000 }, 110_000, "live"],
  ["a break of three seconds", { socket: "connecting", lostAtMs: 107_000 }, 110_000, "reconnecting"],
  ["the first connection", { socket: "connecting", wasLive: false }, 110_000, "connecting"],
  ["no network", { offlineSinceMs: 109_000, socket: "closed" }, 110_000, "offline"],
  ["no network, asked a moment ago", { offlineSinceMs: 109_000 }, 110_000, "live"],
  ["no network and no answer", { offlineSinceMs: 107_000 }, 110_000, "offline"],
  ["no network, but the Worker answers", { offlineSinceMs: 107_000, lastHeardMs: 107_020 }, 110_000, "live"],
])("%s", (_name, signs, now, expected) => {
  expect(connectionOf({ ...live, ...signs }, now)).toBe(expected);
});
