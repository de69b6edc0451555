/** Long enough for the first answers to come in and be drawn, also on a slow connection. */
const QUIET_AFTER_MS = 1_200;

/**
 * Ends when the page stands and the browser has nothing else to do. What is fetched then takes neither the connection
 * nor the processor from what the user waits for.
 */
export const quietMoment: Promise<void> = new Promise((resolve) => {
  const wait = () =>
    setTimeout(() => {
      // Safari has no such call.
      if ("requestIdleCallback" in globalThis) requestIdleCallback(() => resolve(), { timeout: 2_000 });
      else resolve();
    }, QUIET_AFTER_MS);
  if (document.readyState === "complete") wait();
  else addEventListener("load", wait, { once: true });
});
