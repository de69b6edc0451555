import { visibleText } from "../../protocol/hidden-text.ts";

/** An address that is there for a picture of a state: build, coverage, version, downloads, chat. */
const BADGE =
  /shields\.io|badge|badgen\.net|fury\.io|codecov\.io|coveralls\.io|travis-ci|circleci|appveyor|opencollective|gitpod\.io|github\.com\/[^\s)]+\/(?:actions|workflows)\//i;

const IMAGE = String.raw`!\[[^\]]{0,300}\](?:\([^)]{0,800}\)|\[[^\]]{0,300}\])`;

/**
 * The beginning of a README without what tells a model nothing: pictures, badges, the tags and comments around them,
 * definitions of links, and blank lines. At most `maxChars` characters, cut at a line's end where there is one.
 */
export function readmeBeginning(readme: string, maxChars: number): string {
  const text = visibleText(readme)
    .replace(/\r\n?/g, "\n")
    .replace(/<!--[\s\S]*?(?:-->|$)/g, "")
    .replace(/^\.\. (?:image|figure|\|[^|\n]*\| image)::.*(?:\n[ \t]+\S.*)*/gm, "")
    .replace(new RegExp(String.raw`\[\s*${IMAGE}\s*\](?:\([^)\n]{0,800}\)|\[[^\]\n]{0,300}\])?`, "g"), "")
    .replace(new RegExp(IMAGE, "g"), "")
    .replace(/image:+https?:\/\/\S+\[[^\]\n]{0,300}\]/g, "")
    .replace(/<a\b[^>]{0,800}>\s*(?:<(?:img|picture|source)\b[^>]{0,800}>\s*|<\/picture>\s*)+<\/a>/gi, "")
    .replace(/<(?:svg|style|script)\b[\s\S]*?<\/(?:svg|style|script)>/gi, "")
    .replace(
      /<\/?(?:a|b|br|center|div|h\d|hr|i|img|p|picture|source|span|strong|sub|sup|table|tbody|td|th|tr)\b[^>]{0,800}>/gi,
      "",
    )
    .replace(/^\[[^\]\n]{1,300}\]:\s*\S+.*$/gm, "")
    .replace(/^\s*(?:\|[\w .-]+\|\s*)+$/gm, "");
  const lines = text.split("\n").filter((line) => !isDecoration(line));
  return cutAtLine(
    lines
      .join("\n")
      .replace(/\n(?:[ \t]*\n)+/g, "\n")
      .trim(),
    maxChars,
  );
}

/** Nothing but rules, bullets and dots between what was removed, a line of a table of contents, or a link to a badge. */
function isDecoration(line: string): boolean {
  if (/^[ \t]*$/.test(line)) return false;
  if (/^\s*[-*+\d.]+ \[[^\]]*\]\(#[^)]*\)\s*$/.test(line)) return true;
  if (/^[\s|·•*\-–—_&;:]*$/.test(line.replace(/&nbsp;/g, ""))) return true;
  return BADGE.test(line) && line.replace(/https?:\/\/\S+|[[\]()|*·•-]/g, "").trim().length < 40;
}

function cutAtLine(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const cut = text.slice(0, maxChars);
  const end = cut.lastIndexOf("\n");
  return end > maxChars / 2 ? cut.slice(0, end) : cut;
}
