import { createRoute } from "@hono/zod-openapi";
import { z } from "zod";
import { addImage, deleteImage, readImage } from "../../account/attachments.ts";
import {
  ApiError,
  Attachment,
  ErrorBody,
  ImageType,
  MAX_IMAGE_BYTES,
  MAX_IMAGE_BYTES_PER_USER,
  MAX_IMAGES_PER_USER,
} from "../../protocol/index.ts";
import type { Api } from "../context.ts";
import { failures, json, signedIn } from "../schema.ts";

export const ATTACHMENTS_PATH = "/api/attachments";

const MEGABYTE = 1_000_000;
const TYPES = ImageType.options.map((type) => type.slice("image/".length).toUpperCase()).join(", ");
const Params = z.object({ id: z.string() });

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
      return c.json(await addImage(c.var.deps, c.var.caller, type.data, body), 201);
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
      const { type, bytes } = await readImage(c.var.deps, c.var.caller, c.req.param("id"));
      return c.body(bytes, 200, {
        "content-type": type,
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
      await deleteImage(c.var.deps, c.var.caller, c.req.param("id"));
      return c.body(null, 204);
    },
  );
}
