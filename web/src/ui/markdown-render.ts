import DOMPurify from "dompurify";
import { Marked } from "marked";
import { revealHidden } from "../../../worker/protocol/hidden-text.ts";

/** `lines`: the end of a line ends it, as a person who writes without Markdown in mind expects. `inline`: no blocks. */
export interface MarkdownForm {
  lines?: boolean | undefined;
  inline?: boolean;
}

const marked = new Marked({
  gfm: true,
  async: false,
  renderer: {
    // The outline of the page is the page's: what a text calls a heading is a strong line of it.
    heading({ tokens }) {
      return `<p><strong>${this.parser.parseInline(tokens)}</strong></p>\n`;
    },
  },
});

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
  ...["a", "b", "blockquote", "br", "code", "del", "details", "em", "hr", "i"],
  ...["kbd", "li", "ol", "p", "pre", "s", "strong", "sub", "summary", "sup"],
  ...["table", "tbody", "td", "th", "thead", "tr", "ul"],
];
const ATTRIBUTES = ["href", "title", "align", "start"];

/** Markdown as HTML that is safe to show: text, its structure, and links that a person may follow. */
export function renderMarkdown(source: string, { lines = false, inline = false }: MarkdownForm = {}): string {
  const text = revealHidden(source);
  // `async: false` makes both return a string.
  const html = (
    inline ? marked.parseInline(text, { breaks: lines }) : marked.parse(text, { breaks: lines })
  ) as string;
  return DOMPurify.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|#)/i,
  });
}
