import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";

export interface FieldError {
  resource: string;
  field?: string;
  code: "missing" | "missing_field" | "invalid" | "already_exists" | "custom";
  message?: string;
}

/** An error in GitHub's shape; the server's error handler answers it. */
export class GitHubError extends HTTPException {
  readonly errors: FieldError[] | undefined;

  constructor(status: ContentfulStatusCode, message: string, errors?: FieldError[]) {
    super(status, { message });
    this.errors = errors;
  }
}

export const notFound = (message = "Not Found"): GitHubError => new GitHubError(404, message);
export const unprocessable = (message: string): GitHubError => new GitHubError(422, message);
export const validationFailed = (...errors: FieldError[]): GitHubError =>
  new GitHubError(422, "Validation Failed", errors);
export const emptyRepository = (): GitHubError => new GitHubError(409, "Git Repository is empty.");

export function errorBody(error: GitHubError) {
  return {
    message: error.message,
    ...(error.errors ? { errors: error.errors } : {}),
    documentation_url: "https://docs.github.com/rest",
    status: String(error.status),
  };
}

/** The body as a JSON object. 400 when it is not one. */
export async function jsonBody(c: Context): Promise<Record<string, unknown>> {
  const body: unknown = await c.req.json().catch(() => null);
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new GitHubError(400, "Problems parsing JSON");
  }
  // Any object can be read by string keys; each value is checked where it is used.
  return body as Record<string, unknown>;
}

/** A string field of the body; `validationFailed` where it is absent or of another type. */
export function textField(body: Record<string, unknown>, resource: string, field: string): string {
  const value = body[field];
  if (value === undefined || value === null)
    throw validationFailed({ resource, field, code: "missing_field" });
  if (typeof value !== "string") throw validationFailed({ resource, field, code: "invalid" });
  return value;
}

/** Cuts one page out of `items` by `page` and `per_page` (30, at most 100) and sets the Link header. */
export function paginate<T>(c: Context, items: T[]): T[] {
  const number = (name: string, fallback: number): number =>
    Math.max(1, Math.trunc(Number(c.req.query(name))) || fallback);
  const perPage = Math.min(100, number("per_page", 30));
  const page = number("page", 1);
  const last = Math.max(1, Math.ceil(items.length / perPage));
  const link = (target: number, rel: string): string => {
    const url = new URL(c.req.url);
    url.searchParams.set("page", String(target));
    return `<${url}>; rel="${rel}"`;
  };
  const links: string[] = [];
  if (page > 1) links.push(link(page - 1, "prev"));
  if (page < last) links.push(link(page + 1, "next"), link(last, "last"));
  if (page > 1) links.push(link(1, "first"));
  if (links.length > 0) c.header("Link", links.join(", "));
  return items.slice((page - 1) * perPage, page * perPage);
}
