import { Hono } from "hono";
import {
  emptyRepository,
  GitHubError,
  jsonBody,
  notFound,
  textField,
  unprocessable,
  validationFailed,
} from "../answers.ts";
import { type ApiContext, type ApiEnv, type StandIn, timestamp } from "../context.ts";
import {
  findCommit,
  objectType,
  readCommit,
  readTree,
  type Signature,
  type TreeChange,
  TreeRefused,
  writeBlob,
  writeCommit,
  writeTree,
} from "../git/objects.ts";
import { isAncestor, isValidRef, listRefs, moveRef, resolve } from "../git/refs.ts";
import { commitObjectShape, fullName } from "../shapes.ts";

// Subtrees by id (040000) are left out: nothing here writes them.
const MODES = ["100644", "100755", "160000", "120000"];

/** `/git/*`: blobs, trees, commits and refs, as the Git Data API has them. */
export function gitDataRoutes(standIn: StandIn): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.use(async (c, next) => {
    const heads = await listRefs(standIn.git, c.get("gitDir"), "refs/heads/");
    if (heads.length === 0) throw emptyRepository();
    await next();
  });
  blobs(app, standIn);
  trees(app, standIn);
  commits(app, standIn);
  refs(app, standIn);
  refWrites(app, standIn);
  return app;
}

const gitUrl = (standIn: StandIn, c: ApiContext): string =>
  `${standIn.apiUrl}/repos/${fullName(c.get("repo"))}/git`;

function blobs(app: Hono<ApiEnv>, standIn: StandIn): void {
  const { git } = standIn;

  app.post("/blobs", async (c) => {
    const body = await jsonBody(c);
    const content = textField(body, "Blob", "content");
    const encoding = body.encoding ?? "utf-8";
    if (encoding !== "utf-8" && encoding !== "base64") throw unprocessable("encoding is not supported");
    const bytes = Buffer.from(content, encoding === "base64" ? "base64" : "utf8");
    const sha = await writeBlob(git, c.get("gitDir"), bytes);
    return c.json({ sha, url: `${gitUrl(standIn, c)}/blobs/${sha}` }, 201);
  });

  app.get("/blobs/:sha", async (c) => {
    const sha = c.req.param("sha");
    if ((await objectType(git, c.get("gitDir"), sha)) !== "blob") throw notFound();
    const bytes = await git(["cat-file", "blob", sha], { gitDir: c.get("gitDir") });
    const url = `${gitUrl(standIn, c)}/blobs/${sha}`;
    const node_id = `B_${sha}`;
    return c.json({
      sha,
      node_id,
      size: bytes.length,
      encoding: "base64",
      content: bytes.toString("base64"),
      url,
    });
  });
}

function trees(app: Hono<ApiEnv>, standIn: StandIn): void {
  const { git } = standIn;
  app.get("/trees/:sha{.+}", async (c) => {
    const tree = await treeOf(standIn, c.get("gitDir"), c.req.param("sha"));
    if (tree === null) throw notFound();
    return c.json(await treeShape(c, tree, c.req.query("recursive") !== undefined));
  });

  app.post("/trees", async (c) => {
    const body = await jsonBody(c);
    const changes = treeChanges(body.tree);
    const base = body.base_tree === undefined ? null : textField(body, "Tree", "base_tree");
    const baseTree = base === null ? null : await treeOf(standIn, c.get("gitDir"), base);
    if (base !== null && baseTree === null) throw unprocessable("base_tree is not a valid tree oid");
    try {
      const sha = await writeTree(git, c.get("gitDir"), baseTree, changes);
      return c.json(await treeShape(c, sha, false), 201);
    } catch (error) {
      if (error instanceof TreeRefused) throw unprocessable(error.message);
      throw error;
    }
  });

  const treeShape = async (c: ApiContext, sha: string, recursive: boolean) => ({
    sha,
    url: `${gitUrl(standIn, c)}/trees/${sha}`,
    truncated: false,
    tree: (await readTree(git, c.get("gitDir"), sha, recursive)).map(({ size, ...entry }) => ({
      ...entry,
      ...(size === null ? {} : { size }),
      url: `${gitUrl(standIn, c)}/${entry.type}s/${entry.sha}`,
    })),
  });
}

function commits(app: Hono<ApiEnv>, standIn: StandIn): void {
  const { git } = standIn;
  app.post("/commits", async (c) => {
    const body = await jsonBody(c);
    const message = textField(body, "Commit", "message");
    const tree = textField(body, "Commit", "tree");
    const parents = Array.isArray(body.parents) ? body.parents.map(String) : [];
    const gitDir = c.get("gitDir");
    if ((await objectType(git, gitDir, tree)) !== "tree") throw unprocessable("Tree SHA does not exist");
    for (const parent of parents) {
      if ((await objectType(git, gitDir, parent)) !== "commit") {
        throw unprocessable("Parent SHA does not exist or is not a commit object");
      }
    }
    const user = c.get("user");
    const self: Signature = { name: user.name, email: user.email, date: timestamp(standIn.now()) };
    const author = signature(body.author, self);
    const committer = signature(body.committer, author);
    const sha = await writeCommit(git, gitDir, { tree, parents, author, committer, message });
    return c.json(commitObjectShape(standIn, c.get("repo"), await readCommit(git, gitDir, sha)), 201);
  });

  app.get("/commits/:sha", async (c) => {
    const sha = c.req.param("sha");
    const commit = await findCommit(git, c.get("gitDir"), sha);
    if (commit === null) throw notFound();
    return c.json(commitObjectShape(standIn, c.get("repo"), commit));
  });
}

async function treeOf(standIn: StandIn, gitDir: string, revision: string): Promise<string | null> {
  const named = await findCommit(standIn.git, gitDir, revision);
  if (named !== null) return named.tree;
  const type = await objectType(standIn.git, gitDir, revision);
  if (type === "tree") return revision;
  const commit = await resolve(standIn.git, gitDir, revision);
  return commit === null ? null : (await readCommit(standIn.git, gitDir, commit)).tree;
}

function treeChanges(input: unknown): TreeChange[] {
  if (!Array.isArray(input) || input.length === 0) throw unprocessable("Invalid tree info");
  return input.map((entry: Record<string, unknown> | null): TreeChange => {
    const { path, mode, sha, content } = entry ?? {};
    if (typeof path !== "string" || path === "" || typeof mode !== "string" || !MODES.includes(mode)) {
      throw unprocessable("Must supply a valid tree.mode");
    }
    if (/(^|\/)(\.{0,2}|\.git)(\/|$)/i.test(path) || path.includes("\0")) {
      throw unprocessable("tree.path contains a malformed path component");
    }
    if (typeof content === "string" && sha === undefined) return { path, mode, content };
    if (sha === null || typeof sha === "string") return { path, mode, sha };
    throw unprocessable("Must supply either tree.sha or tree.content");
  });
}

function signature(input: unknown, fallback: Signature): Signature {
  if (typeof input !== "object" || input === null) return fallback;
  // Read field by field below; absent and wrong ones fall back.
  const given = input as Partial<Record<keyof Signature, unknown>>;
  const clean = (value: unknown, other: string): string =>
    typeof value === "string" && value !== "" ? value.replace(/[<>\r\n]/g, "") : other;
  const date = clean(given.date, fallback.date);
  if (Number.isNaN(Date.parse(date))) {
    throw validationFailed({ resource: "Commit", field: "author.date", code: "invalid" });
  }
  return { name: clean(given.name, fallback.name), email: clean(given.email, fallback.email), date };
}

function refShape(standIn: StandIn, c: ApiContext, ref: string, sha: string) {
  const api = gitUrl(standIn, c);
  return {
    ref,
    node_id: `REF_${ref}`,
    url: `${api}/${ref}`,
    object: { type: "commit", sha, url: `${api}/commits/${sha}` },
  };
}

function refs(app: Hono<ApiEnv>, standIn: StandIn): void {
  const { git } = standIn;

  app.get("/ref/:ref{.+}", async (c) => {
    const name = `refs/${c.req.param("ref")}`;
    const sha = await resolve(git, c.get("gitDir"), name);
    if (sha === null) throw notFound();
    return c.json(refShape(standIn, c, name, sha));
  });

  app.get("/matching-refs/:ref{.+}", async (c) => {
    const prefix = `refs/${c.req.param("ref")}`;
    const root = prefix.startsWith("refs/tags") ? "refs/tags/" : "refs/heads/";
    const found = await listRefs(git, c.get("gitDir"), root);
    return c.json(
      found
        .filter((ref) => ref.name.startsWith(prefix))
        .map((ref) => refShape(standIn, c, ref.name, ref.sha)),
    );
  });
}

/** Patterns of rulesets: `~ALL`, or a ref where `*` stops at a slash and `**` does not. */
function matchesRef(include: string, ref: string): boolean {
  if (include === "~ALL") return true;
  const pattern = include
    .replace(/[.+^${}()|[\]\\?]/g, "\\$&")
    .replace(/\*\*/g, "\0")
    .replace(/\*/g, "[^/]*")
    .replaceAll("\0", ".*");
  return new RegExp(`^${pattern}$`).test(ref);
}

function refWrites(app: Hono<ApiEnv>, standIn: StandIn): void {
  const { git } = standIn;
  app.post("/refs", async (c) => {
    const body = await jsonBody(c);
    const name = textField(body, "Reference", "ref");
    const sha = textField(body, "Reference", "sha");
    if (!/^refs\/(heads|tags)\/./.test(name) || !(await isValidRef(git, name))) {
      throw unprocessable(`${name} is not a valid ref name.`);
    }
    if ((await objectType(git, c.get("gitDir"), sha)) !== "commit")
      throw unprocessable("Object does not exist");
    if (standIn.db.rulesets(c.get("repo").id).some((include) => matchesRef(include, name)))
      throw unprocessable(
        "Repository rule violations found\n\nCannot create ref due to creations being restricted.\n\n",
      );
    if (!(await moveRef(git, c.get("gitDir"), name, sha, null)))
      throw unprocessable("Reference already exists");
    return c.json(refShape(standIn, c, name, sha), 201);
  });

  app.patch("/refs/:ref{.+}", async (c) => {
    const body = await jsonBody(c);
    const name = `refs/${c.req.param("ref")}`;
    const sha = textField(body, "Reference", "sha");
    const current = await resolve(git, c.get("gitDir"), name);
    if (current === null) throw unprocessable("Reference does not exist");
    if ((await objectType(git, c.get("gitDir"), sha)) !== "commit")
      throw unprocessable("Object does not exist");
    if (body.force !== true && !(await isAncestor(git, c.get("gitDir"), current, sha))) {
      throw unprocessable("Update is not a fast forward");
    }
    if (!(await moveRef(git, c.get("gitDir"), name, sha, current))) {
      throw new GitHubError(409, "Reference cannot be updated");
    }
    return c.json(refShape(standIn, c, name, sha));
  });

  app.delete("/refs/:ref{.+}", async (c) => {
    const name = `refs/${c.req.param("ref")}`;
    if ((await resolve(git, c.get("gitDir"), name)) === null) throw unprocessable("Reference does not exist");
    await git(["update-ref", "-d", name], { gitDir: c.get("gitDir") });
    return c.body(null, 204);
  });
}
