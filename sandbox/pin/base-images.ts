/** The images that a Dockerfile starts from, and whether a digest says which bytes they are. Pure. */
export interface BaseImage {
  /** `host/name:tag`, as it stands there without its digest. */
  name: string;
  /** `sha256:…`; null where only the tag says which image it is, which its owner can move. */
  digest: string | null;
}

const FROM = /^(\s*FROM\s+(?:--\S+\s+)*)(\S+)(.*)$/i;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/**
 * In their order. A stage that starts from an earlier one starts from no image, and so does `scratch`; a variable chooses
 * among the stages.
 */
export function baseImages(dockerfile: string): BaseImage[] {
  const stages = new Set<string>(["scratch"]);
  const images: BaseImage[] = [];
  for (const line of dockerfile.split("\n")) {
    const [, , image = "", rest = ""] = FROM.exec(line) ?? [];
    if (image === "") continue;
    if (!stages.has(image.toLowerCase()) && !image.startsWith("$")) images.push(partsOf(image));
    const stage = /\bAS\s+(\S+)/i.exec(rest)?.[1];
    if (stage) stages.add(stage.toLowerCase());
  }
  return images;
}

function partsOf(image: string): BaseImage {
  const at = image.indexOf("@");
  return at === -1
    ? { name: image, digest: null }
    : { name: image.slice(0, at), digest: image.slice(at + 1) };
}

/** The Dockerfile with this digest behind every mention of the image. Throws for what is no digest. */
export function pinned(dockerfile: string, name: string, digest: string): string {
  if (!DIGEST.test(digest)) throw new Error(`${digest} is no digest`);
  return dockerfile
    .split("\n")
    .map((line) => {
      const [, before = "", image = "", rest = ""] = FROM.exec(line) ?? [];
      return partsOf(image).name === name && image !== "" ? `${before}${name}@${digest}${rest}` : line;
    })
    .join("\n");
}
