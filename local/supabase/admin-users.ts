import type { PGlite } from "@electric-sql/pglite";

const USER_COLUMNS = `id, aud, role, email, raw_app_meta_data as app_metadata, raw_user_meta_data as user_metadata,
  last_sign_in_at, created_at, updated_at, is_anonymous`;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * The part of GoTrue's admin API that lite lacks: list, get and delete users. The caller has checked the secret key.
 * `path` is what follows `/auth/v1/admin/users`.
 */
export async function answerAdminUsers(
  pg: PGlite,
  method: string,
  path: string,
  query: URLSearchParams,
): Promise<Response> {
  const id = path.replace(/^\//, "");
  if (id === "" && method === "GET") {
    const perPage = clamp(query.get("per_page"), 50, 1000);
    const page = clamp(query.get("page"), 1, 1_000_000);
    const { rows } = await pg.query(
      `select ${USER_COLUMNS} from auth.users order by created_at desc limit $1 offset $2`,
      [perPage, (page - 1) * perPage],
    );
    return Response.json({ users: rows, aud: "authenticated" });
  }
  if (!UUID.test(id) || (method !== "GET" && method !== "DELETE")) {
    return authError(
      404,
      "not_found",
      "the local Supabase offers GET and DELETE of /auth/v1/admin/users/{id}",
    );
  }
  const sql =
    method === "GET"
      ? `select ${USER_COLUMNS} from auth.users where id = $1`
      : `delete from auth.users where id = $1 returning ${USER_COLUMNS}`;
  const { rows } = await pg.query(sql, [id]);
  return rows[0] === undefined ? authError(404, "user_not_found", "User not found") : Response.json(rows[0]);
}

/** An error as GoTrue words it. */
export function authError(status: number, code: string, message: string): Response {
  return Response.json({ code: status, error_code: code, msg: message }, { status });
}

function clamp(text: string | null, fallback: number, max: number): number {
  const value = Number.parseInt(text ?? "", 10);
  return Number.isFinite(value) && value >= 1 ? Math.min(value, max) : fallback;
}
