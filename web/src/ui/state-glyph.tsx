import Ban from "lucide-solid/icons/ban";
import CircleCheck from "lucide-solid/icons/circle-check";
import CircleDashed from "lucide-solid/icons/circle-dashed";
import CircleDot from "lucide-solid/icons/circle-dot";
import CircleQuestionMark from "lucide-solid/icons/circle-question-mark";
import CircleX from "lucide-solid/icons/circle-x";
import LoaderCircle from "lucide-solid/icons/loader-circle";
import { Dynamic } from "solid-js/web";
import type { TaskState } from "../../../worker/protocol/index.ts";
import { type Look, STATE_LOOK } from "./state-words.ts";

// Shapes differ as well as colours (WCAG 1.4.1).
const ICON = {
  waiting: CircleDashed,
  running: LoaderCircle,
  needs_you: CircleQuestionMark,
  review: CircleDot,
  done: CircleCheck,
  failed: CircleX,
  stopped: Ban,
};

const COLOUR: Record<Look, string> = {
  waiting: "text-mute",
  running: "text-accent",
  needs_you: "text-warn",
  review: "text-accent",
  done: "text-ok",
  failed: "text-bad",
  stopped: "text-mute",
};

/**
 * The sign of a task's state. Decorative: `STATE_LABEL` is shown beside it. `still`: no animation while the
 * task runs; in a list every sign that turns is a layer of its own, drawn anew in each frame.
 */
export const StateGlyph = (props: { state: TaskState; size?: number; still?: boolean }) => (
  <Dynamic
    component={ICON[STATE_LOOK[props.state]]}
    size={props.size ?? 15}
    class={`shrink-0 ${COLOUR[STATE_LOOK[props.state]]} ${
      STATE_LOOK[props.state] === "running" && !props.still ? "animate-spin-slow" : ""
    }`}
    aria-hidden="true"
  />
);
