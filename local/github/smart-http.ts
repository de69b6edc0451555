import { spawn } from "node:child_process";
import { Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { type Context, Hono } from "hono";
import type { StandIn } from "./context.ts";
import { fullName } from "./shapes.ts";

const SERVICES = ["git-upload-pack", "git-receive-pack"];

/** Git over HTTP at `/{owner}/{name}.git/*` through `git http-backend`. The token is the password, as on GitHub. */
export function gitRoutes(standIn: StandIn): Hono {
  const app = new Hono();
  app.all("/:owner/:file{[^/]+\\.git}/:rest{info/refs|git-upload-pack|git-receive-pack}", async (c) => {
    const rest = c.req.param("rest");
    const service = rest === "info/refs" ? (c.req.query("service") ?? "") : rest;
    if (c.req.method !== (rest === "info/refs" ? "GET" : "POST") || !SERVICES.includes(service)) {
      return c.text("Please upgrade your git client.\n", 403);
    }
    const login = basicLogin(standIn, c.req.header("authorization"));
    if (login === null) {
      return c.text("Authentication required\n", 401, {
        "WWW-Authenticate": 'Basic realm="GitHub stand-in"',
      });
    }
    const name = [c.req.param("owner"), c.req.param("file").slice(0, -4)] as const;
    const repo = standIn.db.findRepository(...name);
    const former = repo ? null : standIn.db.findFormer(...name);
    if (former !== null) {
      const { search } = new URL(c.req.url);
      return c.redirect(`${standIn.webUrl}/${fullName(former)}.git/${rest}${search}`, 301);
    }
    const permission = repo === null ? null : standIn.db.permission(repo.id, login);
    if (repo === null || permission === null) return c.text("Repository not found.\n", 404);
    if (service === "git-receive-pack" && (permission === "pull" || standIn.db.isArchived(repo.id))) {
      return c.text(`Permission to ${fullName(repo)} denied to ${login}.\n`, 403);
    }
    return httpBackend(standIn, c, standIn.gitDir(repo), rest, login);
  });
  return app;
}

function basicLogin(standIn: StandIn, header: string | undefined): string | null {
  const encoded = /^basic +(\S+)$/i.exec(header ?? "")?.[1];
  if (encoded === undefined) return null;
  const [name = "", ...password] = Buffer.from(encoded, "base64").toString().split(":");
  return standIn.db.tokenOwner(password.join(":") || name)?.login ?? null;
}

/** Runs the CGI program of git and streams its answer; the process ends with the client's connection. */
function httpBackend(
  standIn: StandIn,
  c: Context,
  gitDir: string,
  rest: string,
  login: string,
): Promise<Response> {
  const child = spawn("git", ["http-backend"], {
    env: {
      ...standIn.git.env,
      GIT_PROJECT_ROOT: gitDir,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: `/${rest}`,
      REQUEST_METHOD: c.req.method,
      QUERY_STRING: new URL(c.req.url).search.slice(1),
      CONTENT_TYPE: c.req.header("content-type") ?? "",
      // git compresses the bodies of its requests and leaves it to the backend to unpack them.
      HTTP_CONTENT_ENCODING: c.req.header("content-encoding") ?? "",
      GIT_PROTOCOL: c.req.header("git-protocol") ?? "",
      REMOTE_USER: login,
      REMOTE_ADDR: "127.0.0.1",
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.stdin.on("error", () => {});
  const body = c.req.raw.body;
  // The two declarations of ReadableStream differ in lib.dom and node:stream/web; the object is the same.
  if (body)
    Readable.fromWeb(body as unknown as NodeReadableStream)
      .on("error", () => child.kill())
      .pipe(child.stdin);
  else child.stdin.end();

  return new Promise((resolve, reject) => {
    let head = Buffer.alloc(0);
    child.on("error", reject);
    child.stdout.on("end", () => resolve(c.text("git http-backend gave no answer\n", 500)));
    const onData = (data: Buffer): void => {
      head = Buffer.concat([head, data]);
      const end = head.indexOf("\r\n\r\n");
      if (end < 0) return;
      child.stdout.off("data", onData);
      child.stdout.pause();
      const { status, headers } = parseHead(head.subarray(0, end).toString());
      child.stdout.unshift(head.subarray(end + 4));
      child.stdout.on("close", () => child.kill());
      // Same as above: one stream, two declarations.
      resolve(new Response(Readable.toWeb(child.stdout) as unknown as ReadableStream, { status, headers }));
    };
    child.stdout.on("data", onData);
  });
}

function parseHead(text: string): { status: number; headers: Headers } {
  const headers = new Headers();
  let status = 200;
  for (const row of text.split("\r\n")) {
    const colon = row.indexOf(":");
    const name = row.slice(0, colon);
    const value = row.slice(colon + 1).trim();
    if (name.toLowerCase() === "status") status = Number.parseInt(value, 10);
    else headers.append(name, value);
  }
  return { status, headers };
}
