/** A document that names a file names one that is there. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const DOCUMENTS = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  cwd: ROOT,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file !== "" && existsSync(join(ROOT, file)))
  .filter((file) => !/(?:^|\/)fixtures\/|^local\/samples\//.test(file));
/** In backticks and from the top of the repository; a pattern (`<step>`, `*`) names no file. */
const PATH = /`((?:worker|web|local|sandbox|supabase|docs|bench|e2e|\.ci)\/[\w./-]+)`/g;
const LINK = /\]\((?!https?:|#|mailto:)([^)#\s]+)/g;
/** Made by a build or a run; to come; the name of a repository. */
const ELSEWHERE =
  /^(?:(?:sandbox|web|worker)\/dist|e2e\/screenshots|web\/test\/shots|worker\/webhooks|local\/my-project)\b/;

it("documents name files that are there", () => {
  const named = DOCUMENTS.flatMap((document) => {
    const text = readFileSync(join(ROOT, document), "utf8");
    const paths = [...text.matchAll(PATH)].map(([, path]) => path ?? "");
    const links = [...text.matchAll(LINK)].map(([, path]) => join(dirname(document), path ?? ""));
    return [...paths, ...links].map((path) => ({ document, path }));
  });
  expect(named.length).toBeGreaterThan(300);
  const gone = named.filter(({ path }) => !ELSEWHERE.test(path) && !existsSync(join(ROOT, path)));
  expect(gone.map(({ document, path }) => `${document}: ${path}`)).toEqual([]);
});
