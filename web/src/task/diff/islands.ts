import type { JSX } from "solid-js";
import { render } from "solid-js/web";

/** Solid components inside the elements of another renderer. */
export interface Islands {
  /** Draws `ui` under `name`; an older copy of that name ends. */
  show(name: string, ui: () => JSX.Element): HTMLElement;
  end(): void;
}

/** The view requests an element again when it scrolls back in; the older copy of that name is disposed then. */
export function createIslands(): Islands {
  const ends = new Map<string, () => void>();
  return {
    show(name, ui) {
      ends.get(name)?.();
      const host = document.createElement("div");
      ends.set(name, render(ui, host));
      return host;
    },
    end() {
      for (const end of ends.values()) end();
      ends.clear();
    },
  };
}
