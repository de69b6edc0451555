/** The CSS properties that decide the position of a character in a text area. */
const COPIED = [
  "box-sizing",
  "width",
  "padding",
  "border",
  "font",
  "font-feature-settings",
  "letter-spacing",
  "line-height",
  "tab-size",
  "text-transform",
  "word-spacing",
] as const;

/** Screen position of the character at `index`, measured in a copy: browsers have no API for it in a text area. */
export function caretRect(area: HTMLTextAreaElement, index: number) {
  const style = getComputedStyle(area);
  const mirror = document.createElement("div");
  for (const name of COPIED) mirror.style.setProperty(name, style.getPropertyValue(name));
  mirror.style.cssText +=
    ";position:absolute;visibility:hidden;white-space:pre-wrap;overflow-wrap:break-word";
  const mark = document.createElement("span");
  mark.textContent = "\u200b";
  mirror.append(area.value.slice(0, index), mark);
  document.body.append(mirror);
  const box = area.getBoundingClientRect();
  const rect = {
    x: box.left + mark.offsetLeft,
    y: box.top + mark.offsetTop - area.scrollTop,
    width: 0,
    height: mark.offsetHeight,
  };
  mirror.remove();
  return rect;
}

/**
 * Replaces the text between `from` and `to` as if it were typed: the field fires `input`, and undo reverts it. `select`
 * is the part of the new text to select; by default the caret is placed behind it.
 */
export function typeOver(
  area: HTMLTextAreaElement,
  [from, to]: [number, number],
  text: string,
  select?: [number, number],
): void {
  area.focus();
  area.setSelectionRange(from, to);
  // Deprecated, but the only way to edit a field that the browser's undo includes.
  const done = document.execCommand(text === "" ? "delete" : "insertText", false, text);
  if (!done) {
    area.setRangeText(text, from, to, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (select) area.setSelectionRange(from + select[0], from + select[1]);
}
