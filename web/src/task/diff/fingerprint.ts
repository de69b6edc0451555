/** FNV-1a over UTF-16 units: tells versions of one text apart, and is no protection against anything. */
export function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return `${text.length.toString(36)}-${(value >>> 0).toString(36)}`;
}
