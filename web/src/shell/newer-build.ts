/**
 * True when `html`, the page that this address serves now, no longer names `script`, the entry that the running page
 * was started from. The name holds a hash of everything that the entry loads, so every new build has another one.
 */
export const isNewer = (html: string, script: string | null): boolean =>
  script !== null && html.includes('<div id="app">') && !html.includes(new URL(script, "http://x").pathname);
