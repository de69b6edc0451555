import Check from "lucide-solid/icons/check";
import Copy from "lucide-solid/icons/copy";
import { createSignal, createUniqueId, type JSX, Show } from "solid-js";
import type { TaskVisibility } from "../../../worker/protocol/index.ts";
import { Button } from "../ui/button.tsx";
import { Spinner } from "../ui/spinner.tsx";

export interface Option {
  value: TaskVisibility;
  label: string;
  note: string;
}

/** One of the answers to "who may read it", with what belongs to it below while it is chosen. */
export function ShareOption(props: {
  option: Option;
  note: string;
  chosen: boolean;
  busy: boolean;
  disabled: boolean;
  onChoose: () => void;
  children: JSX.Element;
}) {
  const id = createUniqueId();
  return (
    <div
      class={`min-w-0 rounded-card border px-3 py-2.5 ${props.chosen ? "border-line-strong bg-surface" : "border-transparent"}`}
    >
      <div class="flex items-start gap-2.5">
        <input
          type="radio"
          name="visibility"
          id={id}
          aria-describedby={`${id}-note`}
          class="mt-0.5 size-4 accent-accent"
          checked={props.chosen}
          disabled={props.disabled}
          onChange={() => props.onChoose()}
        />
        <div class="min-w-0 flex-1">
          <label for={id} class="flex items-center gap-2 font-medium max-md:min-h-6">
            {props.option.label}
            <Show when={props.busy}>
              <Spinner size={13} />
            </Show>
          </label>
          <p id={`${id}-note`} class="text-small text-mute">
            {props.note}
          </p>
          {props.children}
        </div>
      </div>
    </div>
  );
}

/** The address to hand on, and how it ends. */
export function CopyAddress(props: { url: string }) {
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
          aria-label="Address to share"
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
      <p role="status" class="mt-1.5 text-small text-mute">
        {copied() === "no"
          ? "The browser does not allow copying. Select the address and copy it."
          : "Choosing another setting ends this link for good. Sharing again makes a new one."}
      </p>
    </div>
  );
}
