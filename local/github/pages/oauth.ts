import { html } from "hono/html";
import { USERS } from "../users.ts";
import { type Html, page } from "./layout.ts";

/** The page that asks who signs in. `fields` are the request's own, sent back unchanged. */
export function authorizePage(fields: Record<string, string>, redirectHost: string): Html {
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  const buttons = USERS.map(
    (user) => html`<form method="post" action="/login/oauth/authorize">${hidden}
<button name="login" value="${user.login}"><img src="/avatars/${user.login}.svg" alt="">
<span><strong>Continue as ${user.login}</strong><span class="muted">${user.name}</span></span></button></form>`,
  );
  return page(
    "Sign in to the local GitHub stand-in",
    html`<h1>Sign in to the local GitHub stand-in</h1>
<p class="muted">The application at <code>${redirectHost}</code> asks who you are. Choose one of the test users; there is no password.</p>
${buttons}`,
    true,
  );
}

export function authorizeErrorPage(message: string): Html {
  return page("Sign-in refused", html`<h1>Sign-in refused</h1><p>${message}</p>`, true);
}
