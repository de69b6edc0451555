import { createSignal } from "solid-js";

const TIMES_KEY = "verne.log.times";

/** How lines look: wrapped or not, with times or not. Times are remembered. */
export function createLogLook() {
  const [wrap, setWrap] = createSignal(true);
  const [times, setTimes] = createSignal(localStorage.getItem(TIMES_KEY) === "on");
  const toggleTimes = () => {
    setTimes(!times());
    localStorage.setItem(TIMES_KEY, times() ? "on" : "off");
  };
  return { wrap, toggleWrap: () => setWrap(!wrap()), times, toggleTimes };
}
export type LogLook = ReturnType<typeof createLogLook>;
