import { createMemo, onCleanup } from "solid-js";
import { createStore, produce } from "solid-js/store";
import type { Attachment } from "../../../../worker/protocol/index.ts";
import { asFailure, request } from "../../api/client.ts";
import type { DraftImage } from "../draft/draft.ts";
import { MAX_TASK_IMAGES } from "./image-limits.ts";
import { NotAnImage, prepareImage } from "./image-prepare.ts";

export interface AttachedImage {
  key: number;
  name: string;
  state: "preparing" | "uploading" | "ready" | "failed";
  /** In the browser's memory; null for one that was attached before the page was loaded. */
  preview: string | null;
  /** Of the kept attachment, once it is there. */
  id: string | null;
  problem: string | null;
}

/** A permanent refusal: the same file would be refused again. */
const FINAL = ["unsupported_media_type", "payload_too_large"];

/**
 * The images of the prompt that is being written. `onChange` gets those that the Worker has stored; the others are being
 * prepared or uploaded, or have failed.
 */
export function createImages(kept: readonly DraftImage[], onChange: (images: DraftImage[]) => void) {
  let keys = 0;
  const files = new Map<number, File>();
  const [images, setImages] = createStore<AttachedImage[]>(
    kept.map(({ id, name }) => ({ key: ++keys, name, state: "ready", preview: null, id, problem: null })),
  );
  const set = (key: number, change: Partial<AttachedImage>) =>
    setImages((image) => image.key === key, change);
  const here = (key: number) => images.some((image) => image.key === key);
  const tell = () => onChange(images.flatMap(({ id, name }) => (id === null ? [] : [{ id, name }])));
  const forget = (id: string) =>
    void request(`/api/attachments/${id}`, { method: "DELETE" }).catch(() => {
      // The Worker removes attachments that no task uses.
    });

  const send = async (key: number, file: File) => {
    set(key, { state: "preparing", problem: null });
    try {
      const body = await prepareImage(file);
      if (!here(key)) return;
      set(key, { state: "uploading" });
      const { attachment_id: id } = await request<Attachment>("/api/attachments", { method: "POST", body });
      if (!here(key)) return forget(id);
      files.delete(key);
      set(key, { state: "ready", id });
      tell();
    } catch (error) {
      const failure = asFailure(error);
      if (error instanceof NotAnImage || FINAL.includes(failure.code)) files.delete(key);
      set(key, { state: "failed", problem: failure.message });
    }
  };

  const room = () => MAX_TASK_IMAGES - images.length;
  /** Takes files until there is no room; answers how many were left out. */
  const add = (chosen: readonly File[]): number => {
    const taken = chosen.slice(0, Math.max(0, room()));
    for (const file of taken) {
      const key = ++keys;
      files.set(key, file);
      const preview = URL.createObjectURL(file);
      const name = file.name || "Pasted image";
      setImages(images.length, { key, name, state: "preparing", preview, id: null, problem: null });
      void send(key, file);
    }
    return chosen.length - taken.length;
  };
  const remove = (key: number) => {
    const image = images.find((one) => one.key === key);
    if (!image) return;
    files.delete(key);
    if (image.preview) URL.revokeObjectURL(image.preview);
    setImages(
      produce((all) =>
        all.splice(
          all.findIndex((one) => one.key === key),
          1,
        ),
      ),
    );
    if (image.id === null) return;
    forget(image.id);
    tell();
  };
  const retry = (key: number) => {
    const file = files.get(key);
    if (file) void send(key, file);
  };
  onCleanup(() => {
    for (const { preview } of images) if (preview) URL.revokeObjectURL(preview);
  });

  /** What keeps the prompt from being sent with all that it shows; null when nothing does. */
  const pendingProblem = createMemo(() => {
    if (images.some(({ state }) => state === "failed")) return "Remove the image that failed, or try again.";
    const busy = images.some(({ state }) => state !== "ready");
    return busy ? "Wait until the images are uploaded." : null;
  });
  return { images, add, remove, retry, canRetry: (key: number) => files.has(key), room, pendingProblem };
}
