/** The keyboard map, as the sheet shows it. */
export const SHORTCUTS: readonly { where: string; keys: readonly (readonly [string, string])[] }[] = [
  {
    where: "Everywhere",
    keys: [
      ["⌘K / Ctrl K", "Search and commands"],
      ["c", "New task"],
      ["g i", "Tasks"],
      ["g u", "Usage"],
      ["g s", "Settings"],
      ["/", "Search in this view"],
      ["?", "This sheet"],
    ],
  },
  {
    where: "Task list",
    keys: [
      ["j / k", "Next, previous task"],
      ["Enter", "Open it"],
    ],
  },
  {
    where: "Task",
    keys: [
      ["1 – 4", "Plan, Diff, Tests, Log"],
      ["j / k", "Next, previous event"],
      ["r", "Reply"],
      ["⌘↵ / Ctrl ↵", "Send what is typed"],
    ],
  },
  {
    where: "Diff",
    keys: [
      ["n / p", "Next, previous file"],
      ["v", "Viewed"],
      ["y / x", "Accept, reject the file"],
      ["m", "Comment on the file"],
      ["u", "Unified or side by side"],
    ],
  },
  {
    where: "Log",
    keys: [
      ["f", "Follow the end"],
      ["n / N", "Next, previous error"],
      ["w", "Wrap lines"],
      ["t", "Times"],
    ],
  },
];

const GO: Record<string, string> = { i: "/", u: "/usage", s: "/settings" };

export type GlobalKey = { type: "go"; path: string } | { type: "palette" | "sheet" | "search" | "wait" };

/**
 * What a key outside of fields means anywhere in the app; null for a key that means nothing. `before` is the key
 * that began a sequence (`g`), null without one. Pure.
 */
export function globalKey(key: string, before: string | null): GlobalKey | null {
  if (before === "g") {
    const path = GO[key];
    return path === undefined ? null : { type: "go", path };
  }
  if (key === "g") return { type: "wait" };
  if (key === "c") return { type: "go", path: "/new" };
  if (key === "?") return { type: "sheet" };
  if (key === "/") return { type: "search" };
  return null;
}
