/**
 * The local set-up asks whoever signs in for a code that `npm start` printed, in the fragment of its address. It is kept
 * in this browser, for the next sign-in, and handed on in a fragment: no server but the one that asks ever gets it.
 */
const KEY = "verne.start";
const FRAGMENT = /^#start=([\w-]{16,64})$/;

/** Takes the code out of the page's address, where it would be seen and copied on. Call before the router reads it. */
export function keepStartCode(): void {
  const code = FRAGMENT.exec(location.hash)?.[1];
  if (code === undefined) return;
  localStorage.setItem(KEY, code);
  history.replaceState(history.state, "", location.pathname + location.search);
}

export const hasStartCode = (): boolean => localStorage.getItem(KEY) !== null;

/** `#start=<code>`, or nothing. */
export function startFragment(): string {
  const code = localStorage.getItem(KEY);
  return code === null ? "" : `#start=${code}`;
}
