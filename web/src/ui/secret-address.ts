import { onCleanup } from "solid-js";

const META = { robots: "noindex", referrer: "no-referrer" };

/**
 * For a page whose address is a key: while it is shown, no search engine may list it, and what it links to does not
 * learn it. The host's `_headers` say the same, where the host reads them.
 */
export function createSecretAddress(): void {
  for (const [name, content] of Object.entries(META)) {
    const meta = document.createElement("meta");
    Object.assign(meta, { name, content });
    document.head.append(meta);
    onCleanup(() => meta.remove());
  }
}
