/** True for a key that belongs to a field, or to the browser: no single-key command may take it. */
export function isTyping(event: KeyboardEvent): boolean {
  const { target } = event;
  if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return true;
  return (
    target instanceof HTMLElement &&
    target.closest(
      "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [role=dialog]",
    ) !== null
  );
}
