import Pause from "lucide-solid/icons/pause";
import Play from "lucide-solid/icons/play";
import X from "lucide-solid/icons/x";
import { createSignal, For, onCleanup, onMount } from "solid-js";
import { IconButton } from "../../ui/button.tsx";

const SPEEDS = [0.8, 1, 1.2, 1.5, 2];
const SPEED_KEY = "verne.listen.speed";

/** The summary read by the browser's own voice, a line at a time, with the text below. Closing it ends the voice. */
export default function ListenPlayer(props: { lines: readonly string[]; onClose: () => void }) {
  const stored = Number(localStorage.getItem(SPEED_KEY));
  const [speed, setSpeed] = createSignal(SPEEDS.includes(stored) ? stored : 1);
  const [line, setLine] = createSignal(0);
  const [playing, setPlaying] = createSignal(false);
  let current: SpeechSynthesisUtterance | null = null;

  const silence = () => {
    current = null;
    speechSynthesis.cancel();
  };
  const speak = (index: number) => {
    silence();
    const text = props.lines[index];
    if (text === undefined) {
      setPlaying(false);
      setLine(0);
      return;
    }
    setLine(index);
    setPlaying(true);
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = "en";
    utterance.rate = speed();
    // A line that was cut off by the reader also ends: only the current one leads to the next.
    utterance.onend = () => current === utterance && speak(index + 1);
    utterance.onerror = () => current === utterance && setPlaying(false);
    current = utterance;
    speechSynthesis.speak(utterance);
  };
  const pause = () => {
    silence();
    setPlaying(false);
  };
  const choose = (next: number) => {
    setSpeed(next);
    localStorage.setItem(SPEED_KEY, String(next));
    if (playing()) speak(line());
  };
  onMount(() => speak(0));
  onCleanup(silence);
  return (
    <section
      aria-label="Summary, read aloud"
      class="flex shrink-0 items-start gap-2 border-b border-line bg-raised px-4 py-2"
    >
      <IconButton label={playing() ? "Pause" : "Play"} onClick={() => (playing() ? pause() : speak(line()))}>
        {playing() ? <Pause size={15} aria-hidden="true" /> : <Play size={15} aria-hidden="true" />}
      </IconButton>
      <label class="flex items-center gap-1.5 text-small text-mute">
        <span class="sr-only">Speed</span>
        <select
          class="field-text h-7! max-md:h-11! rounded-control border border-line-strong bg-raised px-1 text-fg"
          onChange={(event) => choose(Number(event.currentTarget.value))}
        >
          <For each={SPEEDS}>
            {(one) => (
              <option value={one} selected={one === speed()}>
                {one}×
              </option>
            )}
          </For>
        </select>
      </label>
      <ol class="min-w-0 flex-1 py-1">
        <For each={props.lines}>
          {(text, index) => (
            <li
              class={index() === line() && playing() ? "" : "text-mute"}
              aria-current={index() === line() && playing() ? "true" : undefined}
            >
              {text}
            </li>
          )}
        </For>
      </ol>
      <IconButton label="Stop and close" onClick={() => props.onClose()}>
        <X size={14} aria-hidden="true" />
      </IconButton>
    </section>
  );
}
