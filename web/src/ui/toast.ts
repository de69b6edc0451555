import { createRoot, createSignal } from "solid-js";
import type { TaskState } from "../../../worker/protocol/index.ts";

export interface ToastText {
  text: string;
  /** Quiet second line. */
  detail?: string;
  tone?: "info" | "bad";
  /** Draws the sign of this state. */
  state?: TaskState;
  /** Where the text leads. */
  href?: string;
  action?: { label: string; run: () => void };
}

const [wanted, setWanted] = createRoot(() => createSignal(false));

/** True from the first toast on; the region that shows them is fetched then. */
export const toastsWanted = wanted;

/** Says something in the corner that assistive technology speaks, and that goes by itself. */
export async function showToast(toast: ToastText): Promise<void> {
  setWanted(true);
  const { enqueue } = await import("./toaster.tsx");
  enqueue(toast);
}
