import { SHARE_TOKEN } from "../fake/shared.ts";
import { at, heading, type Screen, text } from "./screen.ts";

const shared = `/s/${SHARE_TOKEN}`;

export const SHARED: Screen[] = [
  {
    name: "shared-running",
    path: `${shared}?pane=plan`,
    fake: { ...at("applying"), signedIn: false },
    ready: text("Write the tests first"),
  },
  {
    name: "shared-complete",
    always: true,
    path: `${shared}?pane=plan`,
    fake: { ...at("complete"), signedIn: false },
    ready: text("Write the tests first"),
  },
  {
    name: "shared-gone",
    path: "/s/taken-back",
    fake: { signedIn: false },
    ready: heading("This link does not work any more"),
  },
];
