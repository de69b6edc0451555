/** The events of a small XML reader: enough for JUnit files, tolerant of everything else. */
export type XmlEvent =
  | { type: "open"; name: string; attributes: Record<string, string>; empty: boolean }
  | { type: "close"; name: string }
  | { type: "text"; text: string };

/**
 * Reads XML from front to back in linear time. Never throws: a broken document ends where it stops making sense.
 * Entities other than the five of XML and character references stay as they are; nothing is ever fetched.
 */
export function* readXml(xml: string): Generator<XmlEvent> {
  let position = 0;
  while (position < xml.length) {
    const start = xml.indexOf("<", position);
    if (start === -1) break;
    if (start > position) yield { type: "text", text: decode(xml.slice(position, start)) };
    const skipped = skip(xml, start);
    if (skipped) {
      if (skipped.text !== "") yield { type: "text", text: skipped.text };
      position = skipped.end;
      continue;
    }
    const end = tagEnd(xml, start + 1);
    if (end === -1) return;
    const tag = xml.slice(start + 1, end);
    position = end + 1;
    if (tag.startsWith("/")) yield { type: "close", name: tag.slice(1).trim() };
    else yield openTag(tag);
  }
}

/** Comments, declarations and CDATA: where they end, and the text they carry. */
function skip(xml: string, start: number): { end: number; text: string } | null {
  const until = (marker: string, from: number) => {
    const end = xml.indexOf(marker, from);
    return end === -1 ? { at: xml.length, end: xml.length } : { at: end, end: end + marker.length };
  };
  if (xml.startsWith("<!--", start)) return { end: until("-->", start + 4).end, text: "" };
  if (xml.startsWith("<![CDATA[", start)) {
    const { at, end } = until("]]>", start + 9);
    return { end, text: xml.slice(start + 9, at) };
  }
  if (xml.startsWith("<?", start)) return { end: until("?>", start + 2).end, text: "" };
  if (xml.startsWith("<!", start)) return { end: until(">", start + 2).end, text: "" };
  return null;
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

function openTag(tag: string): XmlEvent {
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
