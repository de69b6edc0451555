import { createRoot, createSignal } from "solid-js";
import type { ToastText } from "./toaster.tsx";

const [wanted, setWanted] = createRoot(() => createSignal(false));

/** True from the first toast on; the region that shows them is fetched then. */
export const toastsWanted = wanted;

/** Says something in the corner that assistive technology speaks, and that goes by itself. */
export async function showToast(toast: ToastText): Promise<void> {
  setWanted(true);
  const { enqueue } = await import("./toaster.tsx");
  enqueue(toast);
}
