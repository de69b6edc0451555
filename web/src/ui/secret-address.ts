import { onCleanup } from "solid-js";

const META = { robots: "noindex", referrer: "no-referrer" };

/**
 * For a page whose address is a secret: sets `noindex` and `no-referrer` while it is shown. `_headers` has the same for
 * hosts that read it.
 */
export function createSecretAddress(): void {
  for (const [name, content] of Object.entries(META)) {
    const meta = document.createElement("meta");
    Object.assign(meta, { name, content });
    document.head.append(meta);
    onCleanup(() => meta.remove());
  }
}
