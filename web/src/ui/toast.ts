import { createRoot, createSignal } from "solid-js";
import type { ToastText } from "./toaster.tsx";

const [wanted, setWanted] = createRoot(() => createSignal(false));

/** True from the first toast on; the toaster's chunk is loaded then. */
export const toastsWanted = wanted;

/** Shows a toast, which screen readers announce and which closes by itself. */
export async function showToast(toast: ToastText): Promise<void> {
  setWanted(true);
  const { enqueue } = await import("./toaster.tsx");
  enqueue(toast);
}
