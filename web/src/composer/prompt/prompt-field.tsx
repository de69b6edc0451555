import { type ComponentProps, createMemo, createSignal, lazy, Show, Suspense, splitProps } from "solid-js";
import { TextArea } from "../../ui/field.tsx";
import type { Draft } from "../draft/draft.ts";
import { type Trigger, triggerAt } from "./trigger.ts";

const Completion = lazy(() => import("./completion.tsx"));

const same = (a: Trigger | null, b: Trigger | null): boolean =>
  a?.kind === b?.kind && a?.start === b?.start && a?.query === b?.query;

type PromptProps = Omit<ComponentProps<typeof TextArea>, "label" | "value" | "onInput"> & {
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
};

/** The prompt: `@` completes the path of a file, `/` at the start of a line offers commands. */
export function PromptField(props: PromptProps) {
  const [own, rest] = splitProps(props, ["draft", "onChange"]);
  const [trigger, setTrigger] = createSignal<Trigger | null>(null, { equals: same });
  const [active, setActive] = createSignal<{ list: string; option: string | undefined } | null>(null);
  const [area, setArea] = createSignal<HTMLTextAreaElement>();
  // Escape closes the list for the current word only.
  let dismissedAt: number | null = null;
  let onListKey: ((event: KeyboardEvent) => boolean) | null = null;

  const look = () => {
    const field = area();
    const { selectionStart: caret, selectionEnd } = field ?? {};
    const found = field && caret === selectionEnd ? triggerAt(field.value, caret ?? 0) : null;
    if (found?.start !== dismissedAt) dismissedAt = null;
    setTrigger(dismissedAt === null ? found : null);
  };
  const close = () => {
    dismissedAt = trigger()?.start ?? null;
    setTrigger(null);
  };
  // A list for each place where one is asked for, the same one while its word grows.
  const place = createMemo(() => {
    const asked = trigger();
    return asked ? `${asked.kind} ${asked.start}` : null;
  });

  return (
    <>
      <TextArea
        {...rest}
        ref={setArea}
        label="Prompt"
        rows={5}
        class="min-h-[calc(5lh+12px)] max-h-[calc(20lh+12px)]! md:text-read!"
        value={own.draft.prompt}
        aria-autocomplete="list"
        aria-controls={active()?.list}
        aria-activedescendant={active()?.option}
        onInput={(event) => {
          own.onChange({ prompt: event.currentTarget.value });
          look();
        }}
        onKeyDown={(event) => {
          if (onListKey?.(event)) event.preventDefault();
        }}
        onKeyUp={look}
        onClick={look}
        onBlur={() => setTrigger(null)}
      />
      <Show when={place()} keyed>
        <Suspense>
          <Completion
            area={area}
            trigger={trigger}
            draft={own.draft}
            onChange={own.onChange}
            onClose={close}
            onActive={setActive}
            onKeys={(handle) => {
              onListKey = handle;
            }}
          />
        </Suspense>
      </Show>
    </>
  );
}
