import { isReady, smallEnough, targetSize } from "./image-shrink.ts";

/** The file was no image that this browser can read. */
export class NotAnImage extends Error {
  override readonly name = "NotAnImage";
}

/** The image as it is sent: as it was if it is small, else scaled down as WebP, or JPEG where there is no WebP. */
export async function prepareImage(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file).catch(() => {
    throw new NotAnImage("The browser cannot read it");
  });
  try {
    const { width, height } = picture;
    if (isReady({ type: file.type, bytes: file.size, width, height })) return file;
    const canvas = draw(picture);
    const encode = (type: string) => (quality: number) =>
      new Promise<Blob | null>((resolve) => {
        // A browser that lacks the type answers with PNG.
        canvas.toBlob((blob) => resolve(blob?.type === type ? blob : null), type, quality);
      });
    const sent = (await smallEnough(encode("image/webp"))) ?? (await smallEnough(encode("image/jpeg")));
    if (!sent) throw new NotAnImage("The browser cannot convert it");
    return sent;
  } finally {
    picture.close();
  }
}

function draw(picture: ImageBitmap): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  const { width, height } = targetSize(picture);
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  if (!context) throw new NotAnImage("The browser cannot convert it");
  // A transparent image would turn black as JPEG.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, width, height);
  return canvas;
}
