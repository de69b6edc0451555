import { type Accessor, createSignal, onCleanup } from "solid-js";

/** True where the browser has a voice to read aloud: some have the API without voices, some load voices late. */
export function createCanSpeak(): Accessor<boolean> {
  if (!("speechSynthesis" in window)) return () => false;
  const [can, setCan] = createSignal(speechSynthesis.getVoices().length > 0);
  const read = () => setCan(speechSynthesis.getVoices().length > 0);
  speechSynthesis.addEventListener?.("voiceschanged", read);
  onCleanup(() => speechSynthesis.removeEventListener?.("voiceschanged", read));
  return can;
}
