import { html } from "hono/html";
import type { PullRequest, Repository } from "../database.ts";
import type { TreeEntry } from "../git/objects.ts";
import { fullName } from "../shapes.ts";
import { type Html, page } from "./layout.ts";
import { markdown } from "./markdown.ts";
import { pullStatus } from "./pull.ts";

export interface RepoView {
  repo: Repository;
  cloneUrl: string;
  defaultBranch: string;
  branches: { name: string; sha: string }[];
  entries: TreeEntry[];
  readme: string | null;
  pulls: PullRequest[];
}

export function repoPage(view: RepoView): Html {
  const { repo, branches, entries, readme, pulls } = view;
  const pullRows = pulls.map(
    (pull) => html`<li class="row"><span class="badge ${pullStatus(pull)}">${pullStatus(pull)}</span>
<a href="/${fullName(repo)}/pull/${pull.number}">${pull.title}</a> <span class="muted">#${pull.number}</span></li>`,
  );
  const branchRows = branches.map(
    (
      branch,
    ) => html`<li class="row"><code>${branch.name}</code>${branch.name === view.defaultBranch ? html`<span class="muted">default</span>` : ""}
<span class="spacer"><code>${branch.sha.slice(0, 7)}</code></span></li>`,
  );
  return page(
    fullName(repo),
    html`<h1>${fullName(repo)}</h1><p class="muted">${repo.description ?? ""}</p>
<p><code>git clone ${view.cloneUrl}</code> <span class="muted">(the password is a token of the stand-in)</span></p>
<h2>Pull requests</h2>${pulls.length === 0 ? html`<p class="muted">None yet.</p>` : html`<ul class="box list">${pullRows}</ul>`}
<h2>Branches</h2>${branches.length === 0 ? html`<p class="muted">This repository is empty.</p>` : html`<ul class="box list">${branchRows}</ul>`}
${entries.length === 0 ? "" : html`<h2>Files</h2><ul class="box list">${entries.map((entry) => html`<li><code>${entry.path}${entry.type === "tree" ? "/" : ""}</code></li>`)}</ul>`}
${readme === null ? "" : html`<div class="box"><header><strong>README.md</strong></header><div class="body">${markdown(readme)}</div></div>`}`,
  );
}

export function homePage(repos: Repository[]): Html {
  const rows = repos.map(
    (repo) =>
      html`<li><a href="/${fullName(repo)}">${fullName(repo)}</a><br><span class="muted">${repo.description ?? ""}</span></li>`,
  );
  return page("Local GitHub stand-in", html`<h1>Repositories</h1><ul class="box list">${rows}</ul>`);
}

/** A round mark with the first letter, so that no image has to be fetched. */
export function avatar(login: string): string {
  const hue = [...login].reduce((sum, char) => sum + (char.codePointAt(0) ?? 0) * 7, 0) % 360;
  const letter = /^[a-z0-9]/i.test(login) ? login.charAt(0).toUpperCase() : "?";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="hsl(${hue} 45% 42%)"/><text x="32" y="43" font-family="system-ui,sans-serif" font-size="32" fill="#fff" text-anchor="middle">${letter}</text></svg>`;
}
