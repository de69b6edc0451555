import { alert, type Screen, text } from "./screen.ts";

export const USAGE: Screen[] = [
  { name: "usage", path: "/usage", ready: text("at least $7.98") },
  { name: "usage-cost", path: "/usage?measure=cost&by=day&days=90", ready: text("2026-11-21") },
  { name: "usage-limited", path: "/usage", fake: { limited: true }, ready: text(/Used up until/) },
  { name: "usage-empty", path: "/usage", fake: { unused: true }, ready: text("No model was called") },
  { name: "usage-error", path: "/usage", fake: { failing: ["/api/usage"] }, ready: alert },
  { name: "admin", path: "/admin", ready: text("model invalid key") },
];
