import { type ComponentProps, createEffect, createUniqueId, type JSX, Show, splitProps } from "solid-js";

/** The frame of every field: one line, an accent when focused, red when wrong. */
export const FIELD_BOX =
  "rounded-control border border-line-strong bg-raised transition-colors duration-100 " +
  "focus-within:border-accent focus-within:outline-1 focus-within:outline-accent data-[invalid]:border-bad";

export const FieldNote = (props: { children: JSX.Element }) => (
  <p class="mt-1 text-small text-mute">{props.children}</p>
);

interface FieldText {
  label: JSX.Element;
  problem?: string | null;
  note?: JSX.Element;
  /** Keeps the label for assistive technology only. */
  hideLabel?: boolean;
}

function Frame(props: FieldText & { id: string; children: JSX.Element }) {
  return (
    <div>
      <label for={props.id} class={props.hideLabel ? "sr-only" : "mb-1 block text-small font-medium"}>
        {props.label}
      </label>
      <div class={FIELD_BOX} data-invalid={props.problem ? "" : undefined}>
        {props.children}
      </div>
      <Show when={props.problem}>
        <p id={`${props.id}-problem`} role="alert" class="mt-1 text-small text-bad">
          {props.problem}
        </p>
      </Show>
      <Show when={!props.problem && props.note}>
        <FieldNote>{props.note}</FieldNote>
      </Show>
    </div>
  );
}

const INNER = "field-text block w-full bg-transparent px-2.5 outline-none";

/** A one-line field with its label, its problem and a note. */
export function TextField(props: FieldText & ComponentProps<"input">) {
  const [text, rest] = splitProps(props, ["label", "problem", "note", "hideLabel"]);
  const id = createUniqueId();
  return (
    <Frame id={id} {...text}>
      <input
        type="text"
        autocomplete="off"
        {...rest}
        id={id}
        aria-invalid={text.problem ? true : undefined}
        aria-describedby={text.problem ? `${id}-problem` : undefined}
        class={`${INNER} h-8 max-md:h-11 disabled:opacity-55 ${rest.class ?? ""}`}
      />
    </Frame>
  );
}

/** A field for longer text that grows with it, between `rows` and twenty lines. */
export function TextArea(props: FieldText & ComponentProps<"textarea">) {
  const [text, rest] = splitProps(props, ["label", "problem", "note", "hideLabel"]);
  const id = createUniqueId();
  // Where `field-sizing` is not known, the height follows the text by hand.
  createEffect(() => {
    const area = rest.value !== undefined && document.getElementById(id);
    if (!area || CSS.supports("field-sizing", "content")) return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
  });
  return (
    <Frame id={id} {...text}>
      <textarea
        {...rest}
        id={id}
        aria-invalid={text.problem ? true : undefined}
        aria-describedby={text.problem ? `${id}-problem` : undefined}
        class={`${INNER} field-sizing-content max-h-[24lh] resize-none py-1.5 ${rest.class ?? ""}`}
      />
    </Frame>
  );
}
