import Check from "lucide-solid/icons/check";
import Copy from "lucide-solid/icons/copy";
import { createSignal, Show } from "solid-js";
import { Button } from "./button.tsx";

/** A read-only address with a copy button. `note` is shown below, or the failure to copy. */
export function CopyAddress(props: { label: string; url: string; note?: string }) {
  const [copied, setCopied] = createSignal<"yes" | "no" | null>(null);
  const copy = () =>
    navigator.clipboard.writeText(props.url).then(
      () => setCopied("yes"),
      () => setCopied("no"),
    );
  return (
    <div class="mt-2">
      <div class="flex items-center gap-2">
        <input
          readonly
          aria-label={props.label}
          value={props.url}
          class="field-text h-8 max-md:h-11 min-w-0 flex-1 rounded-control border border-line-strong bg-raised px-2.5 font-mono text-code!"
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button onClick={() => void copy()}>
          <Show when={copied() === "yes"} fallback={<Copy size={14} aria-hidden="true" />}>
            <Check size={14} aria-hidden="true" />
          </Show>
          {copied() === "yes" ? "Copied" : "Copy"}
        </Button>
      </div>
      <p role="status" class={`text-small text-mute ${props.note || copied() === "no" ? "mt-1.5" : ""}`}>
        {copied() === "no"
          ? "The browser does not allow copying. Select the address and copy it."
          : props.note}
      </p>
    </div>
  );
}
