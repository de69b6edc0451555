/** Hands `blob` to the browser as a download called `name`. */
export function saveFile(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser may start reading a moment after the click.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
