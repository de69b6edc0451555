import { type Accessor, createSignal, onCleanup } from "solid-js";

const imagesOf = (data: DataTransfer | null): File[] =>
  [...(data?.files ?? [])].filter((file) => file.type.startsWith("image/"));

/** Takes images that are pasted into `zone` or dropped anywhere in it. True while files are held over it. */
export function createDropZone(zone: HTMLElement, take: (files: File[]) => void): Accessor<boolean> {
  const [over, setOver] = createSignal(false);
  const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;
  const onPaste = (event: ClipboardEvent) => {
    const files = imagesOf(event.clipboardData);
    // A copied table has a text and an image form: prefer the text.
    if (files.length === 0 || event.clipboardData?.types.includes("text/plain")) return;
    event.preventDefault();
    take(files);
  };
  const onDragOver = (event: DragEvent) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    setOver(true);
  };
  const onDragLeave = (event: DragEvent) => {
    // `dragleave` also fires between children of the zone.
    if (!(event.relatedTarget instanceof Node && zone.contains(event.relatedTarget))) setOver(false);
  };
  const onDrop = (event: DragEvent) => {
    setOver(false);
    if (!holdsFiles(event)) return;
    // For every type of file: the browser would navigate to it.
    event.preventDefault();
    const files = imagesOf(event.dataTransfer);
    if (files.length > 0) take(files);
  };
  zone.addEventListener("paste", onPaste);
  zone.addEventListener("dragover", onDragOver);
  zone.addEventListener("dragleave", onDragLeave);
  zone.addEventListener("drop", onDrop);
  onCleanup(() => {
    zone.removeEventListener("paste", onPaste);
    zone.removeEventListener("dragover", onDragOver);
    zone.removeEventListener("dragleave", onDragLeave);
    zone.removeEventListener("drop", onDrop);
  });
  return over;
}
