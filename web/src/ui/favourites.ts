import { createRoot, createSignal } from "solid-js";

const KEY = "verne.favourites";
/** Limited by the space in the navigation. */
const MOST = 20;

/** The names in a stored list; an unreadable one counts as empty. */
function parseFavourites(stored: string | null): string[] {
  try {
    const value: unknown = JSON.parse(stored ?? "[]");
    return Array.isArray(value) ? value.filter((name) => typeof name === "string").slice(0, MOST) : [];
  } catch {
    return [];
  }
}

const [names, setNames] = createRoot(() => createSignal(parseFavourites(localStorage.getItem(KEY))));
// Another tab may star a repository too.
addEventListener("storage", (event) => {
  if (event.key === KEY) setNames(parseFavourites(event.newValue));
});

/** Repositories the user starred in this browser (`owner/name`), in the order they were starred. */
export const favourites = (): readonly string[] => names();

/** Adds or removes a star. Beyond the limit a new star replaces the oldest. */
export function toggleFavourite(repo: string): void {
  const known = names();
  const next = known.includes(repo) ? known.filter((name) => name !== repo) : [...known, repo].slice(-MOST);
  setNames(next);
  localStorage.setItem(KEY, JSON.stringify(next));
}
