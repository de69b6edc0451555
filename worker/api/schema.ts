/** Pieces that every route's OpenAPI description uses. */
import { z } from "zod";
import { ErrorBody } from "../protocol/index.ts";

export const json = <S extends z.ZodType>(schema: S, description: string) => ({
  description,
  content: { "application/json": { schema } },
});

export const body = <S extends z.ZodType>(schema: S) => ({
  required: true,
  content: { "application/json": { schema } },
});

/** The answers any signed-in route may give. */
export const failures = {
  400: json(ErrorBody, "A field is missing or wrong; `details` names it"),
  401: json(ErrorBody, "No valid access token"),
  403: json(ErrorBody, "You may see it, but not do this"),
  404: json(ErrorBody, "Not there, or not yours"),
  409: json(ErrorBody, "The task's state does not allow it"),
  422: json(ErrorBody, "Understood, but it cannot be done as things stand"),
  429: json(ErrorBody, "Too many requests"),
  502: json(ErrorBody, "GitHub or the model provider failed"),
  503: json(ErrorBody, "The database does not answer"),
} as const;

export const signedIn = [{ supabase: [] }];

/** A malformed id is simply a task that does not exist. */
export const TaskParams = z.object({ id: z.string() });

export const IdempotencyKey = z.object({
  "idempotency-key": z
    .string("is needed: a value of your own that is new for each command")
    .min(8, "must be 8 to 128 characters")
    .max(128, "must be 8 to 128 characters"),
});

/** Which page of a journal. */
export const EventsQuery = z.object({
  after: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(500),
});
