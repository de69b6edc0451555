import DOMPurify from "dompurify";
import { Marked } from "marked";
import { revealHidden } from "../../../worker/protocol/hidden-text.ts";

const marked = new Marked({ gfm: true, breaks: false, async: false });

// Links open in a new tab without opener or referrer.
DOMPurify.addHook("afterSanitizeAttributes", (node) => {
  if (node.tagName === "A") {
    node.setAttribute("target", "_blank");
    node.setAttribute("rel", "noopener noreferrer");
  }
});

/**
 * Allow-list of the elements and attributes that Markdown produces, without any that can send a request: `background`,
 * `srcset`, `style`, `poster` and the like would each be a beacon.
 */
const TAGS = [
  ...[
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "del",
    "details",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
  ],
  ...["kbd", "li", "ol", "p", "pre", "s", "strong", "sub", "summary", "sup"],
  ...["table", "tbody", "td", "th", "thead", "tr", "ul"],
];
const ATTRIBUTES = ["href", "title", "align", "start"];

/** Markdown from a model as HTML that is safe to show: text, its structure, and links that a person may follow. */
export function renderMarkdown(source: string): string {
  // `async: false` makes parse return a string.
  const html = marked.parse(revealHidden(source)) as string;
  return DOMPurify.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|#)/i,
  });
}
