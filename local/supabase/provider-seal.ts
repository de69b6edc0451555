import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const PREFIX = "/provider";
const SEAL = "sealed_";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Stands between lite and GitHub, so that lite, which writes the provider's token into its database while a sign-in
 * is under way, only ever sees it encrypted. The key lives as long as this process: what rests in the database or in
 * its write-ahead log opens nothing.
 */
export class ProviderSeal {
  readonly #key = randomBytes(32);
  readonly #githubUrl: string;
  readonly #selfUrl: string;

  /** `url` is the address of this Supabase, below which lite finds "GitHub" at `providerUrl`. */
  constructor(url: string, githubUrl: string) {
    this.#selfUrl = `${url}${PREFIX}`;
    this.#githubUrl = githubUrl;
  }

  get providerUrl(): string {
    return this.#selfUrl;
  }

  takes(pathname: string): boolean {
    return pathname.startsWith(`${PREFIX}/`);
  }

  /** Carries a server-side request of lite to GitHub, and seals the tokens of the answer. */
  async forward(request: Request, url: URL): Promise<Response> {
    const path = url.pathname.slice(PREFIX.length);
    const token = path === "/login/oauth/access_token";
    if (!token && !(request.method === "GET" && path.startsWith("/api/v3/user")))
      return Response.json({ message: "Not Found" }, { status: 404 });
    const headers = new Headers(request.headers);
    for (const name of ["host", "content-length", "connection"]) headers.delete(name);
    const sealed = /^(bearer|token) (.+)$/i.exec(headers.get("authorization") ?? "");
    if (sealed) headers.set("authorization", `${sealed[1]} ${this.open(sealed[2] ?? "") ?? "none"}`);
    const body = request.method === "POST" ? await request.arrayBuffer() : null;
    const answer = await fetch(`${this.#githubUrl}${path}${url.search}`, {
      method: request.method,
      headers,
      body,
    });
    if (!token) return new Response(await answer.arrayBuffer(), { status: answer.status });
    return Response.json(this.#sealTokens(await answer.json()), { status: answer.status });
  }

  /** A redirect of the browser to "GitHub" becomes one to GitHub itself. */
  pointOutside(headers: Headers): void {
    const location = headers.get("location");
    if (location?.startsWith(`${this.#selfUrl}/`))
      headers.set("location", this.#githubUrl + location.slice(this.#selfUrl.length));
  }

  /** The token inside, or null for what this process did not seal. */
  open(sealed: string): string | null {
    if (!sealed.startsWith(SEAL)) return null;
    const bytes = Buffer.from(sealed.slice(SEAL.length), "base64url");
    try {
      const decipher = createDecipheriv("aes-256-gcm", this.#key, bytes.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      const text = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString("utf8");
    } catch {
      return null;
    }
  }

  /** The provider tokens of a session, opened. */
  openSession<T extends object>(session: T): T {
    const opened = Object.entries(session).map(([name, value]) =>
      name.startsWith("provider_") && typeof value === "string" ? [name, this.open(value)] : [name, value],
    );
    // The same names with the same kinds of values.
    return Object.fromEntries(opened) as T;
  }

  #seal(text: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#key, iv, { authTagLength: TAG_BYTES });
    const sealed = Buffer.concat([iv, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
    return SEAL + sealed.toString("base64url");
  }

  #sealTokens(answer: unknown): object {
    if (typeof answer !== "object" || answer === null) return {};
    return Object.fromEntries(
      Object.entries(answer).map(([name, value]) =>
        /^(access|refresh)_token$/.test(name) && typeof value === "string"
          ? [name, this.#seal(value)]
          : [name, value],
      ),
    );
  }
}
