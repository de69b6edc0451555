import { html } from "hono/html";
import type { Comment, PullRequest, Repository } from "../database.ts";
import type { ChangedFile } from "../git/diff.ts";
import type { CommitObject } from "../git/objects.ts";
import { fullName } from "../shapes.ts";
import { type Html, page } from "./layout.ts";
import { markdown } from "./markdown.ts";

const MAX_DIFF_ROWS = 3000;

export interface PullView {
  repo: Repository;
  pull: PullRequest;
  commits: CommitObject[];
  files: ChangedFile[];
  comments: Comment[];
}

export function pullStatus(pull: PullRequest): "merged" | "closed" | "draft" | "open" {
  if (pull.mergedAt !== null) return "merged";
  if (pull.state === "closed") return "closed";
  return pull.draft ? "draft" : "open";
}

export function pullPage({ repo, pull, commits, files, comments }: PullView): Html {
  const status = pullStatus(pull);
  const additions = files.reduce((sum, file) => sum + file.additions, 0);
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
  return page(
    `${pull.title} · Pull request #${pull.number} · ${fullName(repo)}`,
    html`<a href="/${fullName(repo)}">${fullName(repo)}</a>
<h1>${pull.title} <small>#${pull.number}</small></h1>
<div class="row"><span class="badge ${status}">${status.charAt(0).toUpperCase()}${status.slice(1)}</span>
<span class="muted"><strong>${pull.author}</strong> wants to merge ${plural(commits.length, "commit")} into
<code>${pull.base}</code> from <code>${pull.head}</code></span></div>
<div class="box"><header><strong>${pull.author}</strong> <span class="muted">${shown(pull.createdAt)}</span></header>
<div class="body">${pull.body === "" ? html`<p class="muted">No description.</p>` : markdown(pull.body)}</div></div>
${comments.map(
  (comment) => html`<div class="box" id="comment-${comment.id}"><header><strong>${comment.author}</strong>
<span class="muted">${shown(comment.createdAt)}</span></header><div class="body">${markdown(comment.body)}</div></div>`,
)}
<h2>Commits</h2><ul class="box list">${commits.map(
      (commit) => html`<li class="row"><span>${commit.message.split("\n")[0]}</span>
<span class="spacer muted">${commit.author.name} · <code>${commit.sha.slice(0, 7)}</code></span></li>`,
    )}</ul>
<h2>${plural(files.length, "file")} changed <span class="plus">+${additions}</span> <span class="minus">−${deletions}</span></h2>
${files.map(fileBox)}`,
  );
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;
const shown = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

function fileBox(file: ChangedFile): Html {
  const name = file.previousFilename === null ? file.filename : `${file.previousFilename} → ${file.filename}`;
  return html`<section class="box" aria-label="${name}"><header><code>${name}</code> <span class="muted">${file.status}</span>
<span class="spacer"><span class="plus">+${file.additions}</span> <span class="minus">−${file.deletions}</span></span></header>
${file.patch === null ? html`<div class="body"><p class="muted">No text to show.</p></div>` : diff(file.patch)}</section>`;
}

function diff(patch: string): Html {
  const rows = patch.split("\n");
  const kind = (row: string): string =>
    row.startsWith("+") ? "a" : row.startsWith("-") ? "d" : row.startsWith("@@") ? "h" : "c";
  const cut =
    rows.length > MAX_DIFF_ROWS ? html`<p class="muted">${rows.length - MAX_DIFF_ROWS} more lines.</p>` : "";
  const spans = rows.slice(0, MAX_DIFF_ROWS).map((row) => html`<span class="${kind(row)}">${row}</span>`);
  return html`<pre tabindex="0" aria-label="Changes"><div class="diff">${spans}</div></pre>${cut}`;
}
