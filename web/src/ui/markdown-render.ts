import DOMPurify from "dompurify";
import { Marked } from "marked";

const marked = new Marked({ gfm: true, breaks: false, async: false });

// Links leave the app in a new tab, which learns nothing about this one.
DOMPurify.addHook("afterSanitizeAttributes", (node) => {
  if (node.tagName === "A") {
    node.setAttribute("target", "_blank");
    node.setAttribute("rel", "noopener noreferrer");
  }
});

/** Markdown from a model as HTML that is safe to show: no scripts, forms, frames, styles or images. */
export function renderMarkdown(source: string): string {
  // `async: false` makes parse return a string.
  const html = marked.parse(source) as string;
  return DOMPurify.sanitize(html, {
    USE_PROFILES: { html: true },
    FORBID_TAGS: ["style", "form", "input", "button", "img", "picture", "video", "audio", "iframe", "svg"],
    FORBID_ATTR: ["style", "id", "class", "name"],
  });
}
