import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import { START_FRAGMENT } from "../start-code.ts";
import type { User } from "../users.ts";
import { type Html, PAGE_POLICY, page } from "./layout.ts";

/** Takes the code of the start from the address, where the app has put it, and does not leave it there. */
const SCRIPT = `const found = /^#${START_FRAGMENT}=([\\w-]+)$/.exec(location.hash);
if (found) {
  document.getElementById("start").value = found[1];
  document.getElementById("ask").hidden = true;
  history.replaceState(null, "", location.pathname + location.search);
}`;

/** The one page with a script, and with that script alone. */
export const AUTHORIZE_POLICY = `${PAGE_POLICY}; script-src 'sha256-${createHash("sha256").update(SCRIPT).digest("base64")}'`;

/** Whom the page offers. `real`: the owner of a token of GitHub's, whose picture is not here. */
interface Offer {
  people: { shown: readonly User[] };
  real?: boolean;
}

/** The page that asks who signs in. `fields` are the request's own, sent back unchanged. */
export function authorizePage(
  { people, real = false }: Offer,
  fields: Record<string, string>,
  redirectHost: string,
): Html {
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  const title = real ? "Sign in to Verne on this machine" : "Sign in to the local GitHub stand-in";
  const how = real
    ? "You are on GitHub whoever owns the token that Verne was started with."
    : "Choose one of the test users; there is no password.";
  const picture = (login: string) => (real ? "" : html`<img src="/avatars/${login}.svg" alt="">`);
  const buttons = people.shown.map(
    (user) => html`<button name="login" value="${user.login}">${picture(user.login)}
<span><strong>Continue as ${user.login}</strong><span class="muted">${user.name}</span></span></button>`,
  );
  return page(
    title,
    html`<h1>${title}</h1>
<p class="muted">The application at <code>${redirectHost}</code> asks who you are. ${how}</p>
<form method="post" action="/login/oauth/authorize">${hidden}
<div id="ask"><label for="start"><strong>Code of this start</strong></label>
<p class="muted" id="where">It shows that you are who started Verne. Open the address that <code>npm start</code> printed in the terminal, or paste what stands there after <code>#${START_FRAGMENT}=</code>. Each start has a new one.</p>
<input id="start" name="start" aria-describedby="where" autocomplete="off" spellcheck="false" required></div>
${buttons}</form><script>${raw(SCRIPT)}</script>`,
    true,
  );
}

export function authorizeErrorPage(message: string): Html {
  return page("Sign-in refused", html`<h1>Sign-in refused</h1><p>${message}</p>`, true);
}
