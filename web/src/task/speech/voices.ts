import { type Accessor, createSignal, onCleanup } from "solid-js";

/** True where the browser can read aloud: some have the interface and no voice, and some load their voices late. */
export function createCanSpeak(): Accessor<boolean> {
  if (!("speechSynthesis" in window)) return () => false;
  const [can, setCan] = createSignal(speechSynthesis.getVoices().length > 0);
  const read = () => setCan(speechSynthesis.getVoices().length > 0);
  speechSynthesis.addEventListener?.("voiceschanged", read);
  onCleanup(() => speechSynthesis.removeEventListener?.("voiceschanged", read));
  return can;
}
