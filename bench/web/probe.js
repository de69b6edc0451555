// Runs in the page before the app does. What it measures is read through `window.probe` (see probe.ts).
(() => {
  const vitals = {};
  const note = ({ name, value }) => {
    vitals[name] = value;
  };
  webVitals.onLCP(note, { reportAllChanges: true });
  webVitals.onINP(note, { reportAllChanges: true, durationThreshold: 16 });
  webVitals.onCLS(note, { reportAllChanges: true });

  const longTasks = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) longTasks.push({ startTime, duration });
  }).observe({ type: "longtask", buffered: true });

  /** After the frame in which it is called has been handed over for painting. */
  const afterPaint = (then) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => then(performance.now());
      port2.postMessage(null);
    });

  const painted = (test) =>
    new Promise((resolve) => {
      const look = () => (test() ? afterPaint(resolve) : requestAnimationFrame(look));
      look();
    });

  let frames = null;
  const recordFrames = () => {
    frames = [];
    let before = performance.now();
    const next = (now) => {
      if (frames === null) return;
      frames.push(now - before);
      before = now;
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  };
  const takeFrames = () => {
    const taken = frames ?? [];
    frames = null;
    return taken.slice(1);
  };

  const keyTimes = [];
  addEventListener("keydown", ({ timeStamp }) => afterPaint((now) => keyTimes.push(now - timeStamp)), {
    capture: true,
  });

  window.probe = {
    vitals,
    keyTimes,
    painted,
    recordFrames,
    takeFrames,
    /** Milliseconds of the longest task since `startMs`; 0 when none took 50. */
    longestSince: (startMs) =>
      Math.max(
        0,
        ...longTasks.filter(({ startTime }) => startTime >= startMs - 50).map(({ duration }) => duration),
      ),
    /** True when a line of the diff is there; `coloured`: with the highlighter's colours. */
    hasDiffLine: (coloured) =>
      [...document.querySelectorAll("diffs-container")].some(({ shadowRoot }) =>
        shadowRoot?.querySelector(coloured ? "[data-line] span[style]" : "[data-line]"),
      ),
    /** When the last answer to a request whose path ends in `path` was complete. */
    answeredAt: (path) =>
      performance
        .getEntriesByType("resource")
        .filter(({ name }) => new URL(name).pathname.endsWith(path))
        .at(-1)?.responseEnd ?? 0,
  };
})();
