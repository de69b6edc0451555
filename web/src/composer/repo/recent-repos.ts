const KEY = "verne.recent-repos";
const MAX_RECENT = 5;

/** The repositories that this browser's last tasks were for, latest first. */
export function recentRepos(store: Pick<Storage, "getItem">): string[] {
  try {
    const stored: unknown = JSON.parse(store.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter((name) => typeof name === "string") : [];
  } catch {
    return [];
  }
}

/** Puts a repository first among the recent ones. */
export function rememberRepo(store: Pick<Storage, "getItem" | "setItem">, repo: string): void {
  const others = recentRepos(store).filter((name) => name !== repo);
  store.setItem(KEY, JSON.stringify([repo, ...others].slice(0, MAX_RECENT)));
}
