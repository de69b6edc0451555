// The theme is set before the first paint, so that nothing flashes. Settings writes the same key. A file of its own,
// because the pages allow no script that stands in them.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("verne.theme");
  } catch {}
  const dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
