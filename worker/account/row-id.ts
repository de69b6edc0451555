import { z } from "zod";
import { ApiError } from "../protocol/index.ts";

const Uuid = z.uuid();

/** An id as the database takes it. Throws `not_found` for a malformed one, as for an unknown one. */
export function rowId(id: string, what: string): string {
  const known = optionalRowId(id);
  if (known === null) throw noSuch(what);
  return known;
}

/** Null for a malformed one: what does not exist need not be deleted. */
export const optionalRowId = (id: string): string | null => Uuid.safeParse(id).data ?? null;

export const noSuch = (what: string): ApiError => new ApiError("not_found", `no such ${what}`);
