import { createUniqueId, For, type JSX } from "solid-js";

interface TabsProps<T extends string> {
  label: string;
  tabs: readonly { id: T; label: string }[];
  chosen: T;
  onChoose: (id: T) => void;
  /** Classes of the list, of a tab, and of what the chosen one shows. */
  listClass: string;
  tabClass: string;
  panelClass: string;
  children: JSX.Element;
}

const KEYS: Record<string, (at: number, count: number) => number> = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/**
 * Tabs of which one is always chosen, by click or arrow keys. Its own: the library's keep the old one marked while the
 * first visit to a pane waits for its code.
 */
export function Tabs<T extends string>(props: TabsProps<T>) {
  const id = createUniqueId();
  const buttons = new Map<T, HTMLButtonElement>();
  const onKeyDown = (event: KeyboardEvent) => {
    const at = props.tabs.findIndex((tab) => tab.id === props.chosen);
    const next = props.tabs[KEYS[event.key]?.(at, props.tabs.length) ?? -1];
    if (!next) return;
    event.preventDefault();
    props.onChoose(next.id);
    buttons.get(next.id)?.focus();
  };
  return (
    <div class="flex h-full min-h-0 flex-col">
      <div role="tablist" aria-label={props.label} class={props.listClass} onKeyDown={onKeyDown}>
        <For each={props.tabs}>
          {(tab) => {
            const chosen = () => tab.id === props.chosen;
            return (
              <button
                type="button"
                role="tab"
                id={`${id}-${tab.id}`}
                ref={(button) => buttons.set(tab.id, button)}
                aria-selected={chosen()}
                aria-controls={`${id}-panel`}
                tabIndex={chosen() ? 0 : -1}
                class={props.tabClass}
                onClick={() => props.onChoose(tab.id)}
              >
                {tab.label}
              </button>
            );
          }}
        </For>
      </div>
      <div
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${props.chosen}`}
        class={props.panelClass}
      >
        {props.children}
      </div>
    </div>
  );
}
