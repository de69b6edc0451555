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
      ["[", "Narrow or widen the navigation"],
      ["Esc", "Close, clear, go back"],
      ["F8", "To the messages in the corner"],
      ["?", "This sheet"],
    ],
  },
  {
    where: "Task list",
    keys: [
      ["j / k", "Next, previous task"],
      ["Enter", "Open it"],
      ["x", "Select it"],
      ["⇧J / ⇧K", "Select onwards, back"],
      ["e", "Archive"],
      ["s", "Stop it, after a question"],
      ["⇧A", "Approve the plan"],
      [".", "All actions"],
    ],
  },
  {
    where: "Task",
    keys: [
      ["1 – 4", "Plan, Diff, Tests, Log"],
      ["j / k", "Next, previous event"],
      ["r", "Reply"],
      ["a", "Approve the plan"],
      ["p", "View the pull request, or go to its button"],
      ["s", "Skip the tests before the edits, after a question"],
      ["e", "Archive, or take back"],
      ["F2", "Rename, from the title"],
      ["Alt ↑ / ↓", "Move the step that is edited"],
      ["↑", "Last message, in an empty field"],
      ["⌘↵ / Ctrl ↵", "Send what is typed"],
    ],
  },
  {
    where: "Diff",
    keys: [
      ["n / p", "Next, previous file"],
      ["] / [", "Next, previous hunk"],
      ["t", "File tree"],
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
      ["⌘F / Ctrl F", "Search the log"],
      ["n / N", "Next, previous error"],
      ["w", "Wrap lines"],
      ["t", "Times"],
    ],
  },
];
