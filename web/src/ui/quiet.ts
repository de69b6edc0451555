/** Long enough for the first requests to be answered and rendered on a slow connection. */
const QUIET_AFTER_MS = 1_200;

/**
 * Resolves when the page is rendered and the browser is idle. Chunks that are loaded then do not compete with what the
 * user waits for.
 */
export const quietMoment: Promise<void> = new Promise((resolve) => {
  const wait = () =>
    setTimeout(() => {
      // Safari has no `requestIdleCallback`.
      if ("requestIdleCallback" in globalThis) requestIdleCallback(() => resolve(), { timeout: 2_000 });
      else resolve();
    }, QUIET_AFTER_MS);
  if (document.readyState === "complete") wait();
  else addEventListener("load", wait, { once: true });
});
