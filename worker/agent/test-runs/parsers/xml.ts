/** Events of a small XML reader: sufficient for JUnit files, tolerant of everything else. */
export type XmlEvent =
  | { type: "open"; name: string; attributes: Record<string, string>; empty: boolean }
  | { type: "close"; name: string }
  | { type: "text"; text: string };

/** A longer text is not a tag. */
const MAX_TAG_CHARS = 1_000_000;

/**
 * Streaming XML reader in linear time, without buffering. Never throws: a broken document ends at the error. Entities
 * other than the five of XML and character references stay unchanged; nothing is fetched.
 */
export class XmlFeed {
  private readonly sink: (event: XmlEvent) => void;
  private rest = "";
  private depth = 0;
  private roots = 0;
  private broken = false;
  /** The marker that ends the skipped section, and whether the section is text. */
  private until: { marker: string; isText: boolean } | null = null;

  constructor(sink: (event: XmlEvent) => void) {
    this.sink = sink;
  }

  /** True once every open element is closed. */
  get isWhole(): boolean {
    return (
      !this.broken && this.roots > 0 && this.depth === 0 && this.until === null && !this.rest.includes("<")
    );
  }

  push(text: string): void {
    if (this.broken) return;
    const whole = this.rest + text;
    let at = 0;
    for (let next = this.step(whole, at); next > at; next = this.step(whole, at)) at = next;
    this.rest = whole.slice(at);
    if (this.rest.length > MAX_TAG_CHARS) {
      this.broken = true;
      this.rest = "";
    }
  }

  /** Reads one token; returns the next offset, or `at` if more text is needed. */
  private step(text: string, at: number): number {
    if (this.until) return this.skip(text, at, this.until);
    const start = text.indexOf("<", at);
    if (start !== at) {
      const end = start === -1 ? textEnd(text, at) : start;
      if (end > at) this.sink({ type: "text", text: decode(text.slice(at, end)) });
      return end;
    }
    const cut = text.length - at < 9 ? text.slice(at) : null;
    const special = SPECIALS.find(
      ({ open }) => text.startsWith(open, at) || (cut !== null && open.startsWith(cut)),
    );
    if (special) {
      if (!text.startsWith(special.open, at)) return at;
      this.until = special;
      return at + special.open.length;
    }
    const end = tagEnd(text, at + 1);
    if (end === -1) return at;
    this.tag(text.slice(at + 1, end));
    return end + 1;
  }

  private skip(text: string, at: number, until: { marker: string; isText: boolean }): number {
    const found = text.indexOf(until.marker, at);
    // The marker may be split at the chunk's end.
    const end = found === -1 ? Math.max(at, text.length - until.marker.length + 1) : found;
    if (until.isText && end > at) this.sink({ type: "text", text: text.slice(at, end) });
    if (found === -1) return end;
    this.until = null;
    return found + until.marker.length;
  }

  private tag(tag: string): void {
    if (tag.startsWith("/")) {
      this.depth -= 1;
      if (this.depth < 0) this.broken = true;
      this.sink({ type: "close", name: tag.slice(1).trim() });
      return;
    }
    const event = openTag(tag);
    if (this.depth === 0) this.roots += 1;
    if (!event.empty) this.depth += 1;
    this.sink(event);
  }
}

/** Comments, declarations and CDATA, the longer prefix first. */
const SPECIALS = [
  { open: "<!--", marker: "-->", isText: false },
  { open: "<![CDATA[", marker: "]]>", isText: true },
  { open: "<?", marker: "?>", isText: false },
  { open: "<!", marker: ">", isText: false },
];

/** Up to the end, or to an entity that may be split at the chunk's end. */
function textEnd(text: string, from: number): number {
  const entity = text.lastIndexOf("&");
  return entity >= from && text.length - entity < 12 ? entity : text.length;
}

/** The events of one text. */
export function readXml(xml: string): XmlEvent[] {
  const events: XmlEvent[] = [];
  new XmlFeed((event) => events.push(event)).push(xml);
  return events;
}

/** Index of the `>` that ends a tag; a `>` inside quotes does not. */
function tagEnd(xml: string, from: number): number {
  let quote = "";
  for (let index = from; index < xml.length; index += 1) {
    const char = xml[index] ?? "";
    if (quote !== "") {
      if (char === quote) quote = "";
    } else if (char === '"' || char === "'") quote = char;
    else if (char === ">") return index;
  }
  return -1;
}

function openTag(tag: string): Extract<XmlEvent, { type: "open" }> {
  const empty = tag.endsWith("/");
  const body = empty ? tag.slice(0, -1) : tag;
  const name = /^[^\s/]+/.exec(body)?.[0] ?? "";
  const attributes: Record<string, string> = {};
  for (const match of body.slice(name.length).matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    const key = match[1];
    if (key && key !== "__proto__") attributes[key] = decode(match[2] ?? match[3] ?? "");
  }
  return { type: "open", name, attributes, empty };
}

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot|apos));/g,
    (whole, dec, hex, name) => {
      if (name) return ENTITIES[name] ?? whole;
      const code = dec ? Number.parseInt(dec, 10) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
