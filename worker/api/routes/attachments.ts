import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import { serviceDatabaseFor } from "../../access/database.ts";
import {
  ApiError,
  Attachment,
  ErrorBody,
  ImageType,
  MAX_IMAGE_BYTES,
  MAX_IMAGE_BYTES_PER_USER,
  MAX_IMAGES_PER_USER,
} from "../../protocol/index.ts";
import { addAttachment, deleteAttachment, listAttachments, readImage } from "../../store/attachments.ts";
import { type Api, type ApiContext, rowsOf } from "../context.ts";
import { isImageOf } from "../image-bytes.ts";
import { failures, json, signedIn } from "../schema.ts";

export const ATTACHMENTS_PATH = "/api/attachments";

const MEGABYTE = 1_000_000;
const TYPES = ImageType.options.map((type) => type.slice("image/".length).toUpperCase()).join(", ");
const Params = z.object({ id: z.string() });

/** A malformed id is simply an image that does not exist. */
const idOf = (c: ApiContext): string | null => z.uuid().safeParse(c.req.param("id")).data ?? null;
const notFound = () => new ApiError("not_found", "no such image");
const serviceOf = (c: ApiContext) => serviceDatabaseFor(c.var.deps.config, c.var.caller);

const bytesOf = { schema: z.string().meta({ format: "binary" }) };
const images = Object.fromEntries(ImageType.options.map((type) => [type, bytesOf]));

export function attachmentRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "post",
      path: ATTACHMENTS_PATH,
      summary: "Upload an image for a prompt",
      description: `The body is the image itself: ${TYPES}, at most ${MAX_IMAGE_BYTES / MEGABYTE} MB. A user has at most ${MAX_IMAGES_PER_USER} images and ${MAX_IMAGE_BYTES_PER_USER / MEGABYTE} MB.`,
      security: signedIn,
      request: { body: { required: true, content: images } },
      responses: {
        201: json(Attachment, "Stored; name its id when you create a task"),
        ...failures,
        413: json(ErrorBody, "Too large"),
        415: json(ErrorBody, "No image of these types"),
      },
    }),
    async (c) => {
      const declared = c.req.header("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
      const type = ImageType.safeParse(declared);
      if (!type.success)
        throw new ApiError(
          "unsupported_media_type",
          `an image must be ${TYPES}; its content-type says which`,
        );
      const body = new Uint8Array(await c.req.arrayBuffer());
      if (body.length === 0) throw new ApiError("invalid_request", "the image is empty");
      if (!isImageOf(type.data, body))
        throw new ApiError(
          "unsupported_media_type",
          `the bytes are no ${type.data}, whatever the content-type says`,
        );
      const kept: Attachment = {
        attachment_id: crypto.randomUUID(),
        media_type: type.data,
        bytes: body.length,
      };
      const input = { ...kept, userId: c.var.caller.userId };
      const { bucket, now } = c.var.deps;
      const outcome = await addAttachment(serviceOf(c), bucket, input, body, now());
      if (outcome === "full")
        throw new ApiError(
          "invalid_state",
          `your tasks hold ${MAX_IMAGES_PER_USER} images or ${MAX_IMAGE_BYTES_PER_USER / MEGABYTE} MB of them, which is the limit`,
        );
      return c.json(kept, 201);
    },
  );

  readingRoutes(app);
}

function readingRoutes(app: Api): void {
  app.openapi(
    createRoute({
      method: "get",
      path: `${ATTACHMENTS_PATH}/{id}`,
      summary: "The bytes of an image",
      description: "Of the caller's own images, and of those of tasks that they may read.",
      security: signedIn,
      request: { params: Params },
      responses: { 200: { description: "The image", content: images }, ...failures },
    }),
    async (c) => {
      const id = idOf(c);
      const [found] = id === null ? [] : await listAttachments(rowsOf(c), [id]);
      if (!found) throw notFound();
      const { userId, attachment } = found;
      const bytes = await readImage(c.var.deps.bucket, userId, attachment.attachment_id);
      if (!bytes) throw notFound();
      return c.body(bytes, 200, {
        "content-type": attachment.media_type,
        "content-disposition": "inline",
        // Opened on its own it is a picture and nothing else.
        "content-security-policy": "sandbox; default-src 'none'",
        // An id never gets other bytes.
        "cache-control": "private, max-age=31536000, immutable",
        vary: "authorization",
      });
    },
  );

  app.openapi(
    createRoute({
      method: "delete",
      path: `${ATTACHMENTS_PATH}/{id}`,
      summary: "Delete an image that no task and no draft uses",
      security: signedIn,
      request: { params: Params },
      responses: { 204: { description: "Gone, whether or not it was there" }, ...failures },
    }),
    async (c) => {
      const id = idOf(c);
      const { userId } = c.var.caller;
      if (id !== null && (await deleteAttachment(serviceOf(c), c.var.deps.bucket, userId, id)) === "used")
        throw new ApiError("invalid_state", "a task or a draft uses this image");
      return c.body(null, 204);
    },
  );
}
