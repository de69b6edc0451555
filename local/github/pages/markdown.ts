import { raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { Marked } from "marked";

const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

// Pull request bodies come from models: HTML is shown as text, images and odd link schemes are not followed.
const marked = new Marked({
  gfm: true,
  async: false,
  renderer: {
    html: ({ text }) => escapeHtml(text),
    image: ({ text }) => escapeHtml(text),
    link({ href, tokens }) {
      const label = this.parser.parseInline(tokens);
      return /^https?:\/\//i.test(href)
        ? `<a href="${escapeHtml(href)}" rel="noreferrer nofollow">${label}</a>`
        : label;
    },
  },
});

/** Markdown as safe HTML. */
export function markdown(text: string): HtmlEscapedString {
  // `async: false` above makes parse answer a string.
  return raw(marked.parse(text) as string);
}
