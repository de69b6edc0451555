/** The body of a commit message. Pure. */

const WIDTH = 72;

/** Lines that would sign or credit in a person's name. Only a person may. */
const SIGNS = /^\s*(?:signed-off|co-authored|reviewed|acked|tested|reported|suggested)-by:.*$/gim;

/** The text without such lines: a sign-off is never forged. */
export const unsigned = (text: string): string =>
  text
    .replace(SIGNS, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();

/**
 * Wraps prose at 72 characters. Code, tables, quotations and words that are longer stay as they are; an item of a list
 * goes on under its own text.
 */
export function wrapped(text: string): string {
  let inCode = false;
  return text
    .split("\n")
    .flatMap((line) => {
      if (/^\s*(?:```|~~~)/.test(line)) inCode = !inCode;
      const asItIs = inCode || line.length <= WIDTH || /^(?: {4}|\t|\s*[|>`~])/.test(line);
      return asItIs ? [line] : wrappedLine(line);
    })
    .join("\n");
}

function wrappedLine(line: string): string[] {
  const [lead = ""] = /^\s*(?:[-*+] |\d+[.)] )?/.exec(line) ?? [];
  const hang = " ".repeat(lead.length);
  const lines: string[] = [];
  let current = "";
  for (const word of line.slice(lead.length).split(/ +/)) {
    const indent = lines.length === 0 ? lead : hang;
    if (current !== "" && indent.length + current.length + 1 + word.length > WIDTH) {
      lines.push(indent + current);
      current = word;
    } else current = current === "" ? word : `${current} ${word}`;
  }
  return [...lines, (lines.length === 0 ? lead : hang) + current];
}
