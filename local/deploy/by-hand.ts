/** What no program of ours may do in somebody's account, each with its page. Pure. */
import { type Facts, projectRef, publicUrl, type Target } from "./target.ts";

export function byHand(target: Target, { pagesHost }: Facts, imagePinned: boolean): string[] {
  const api = publicUrl(target);
  const app = pagesHost === undefined ? api : `https://${pagesHost}`;
  const ref = projectRef(target.variables.SUPABASE_URL);
  const dashboard = `https://supabase.com/dashboard/project/${ref ?? "<ref>"}`;
  const supabaseUrl = (target.variables.SUPABASE_URL ?? "https://<ref>.supabase.co").replace(/\/+$/, "");
  const redirects = [app, api].map((origin) => `${origin}/auth/callback`);
  const { names, environment, variables } = target;
  return [
    `GitHub: register an OAuth app with the homepage ${app} and the callback ${supabaseUrl}/auth/v1/callback — https://github.com/settings/applications/new`,
    `Supabase: switch GitHub on with the app's client id and secret, and e-mail and all other providers off — ${dashboard}/auth/providers`,
    `Supabase: site URL ${app}, redirect URLs ${[...new Set(redirects)].join(" and ")} — ${dashboard}/auth/url-configuration`,
    ...(pagesHost === undefined
      ? []
      : [
          `Supabase, if you want previews to sign in: the redirect URL https://*.${pagesHost}/auth/callback too`,
        ]),
    `Supabase: the signing key in use must be ES256 — ${dashboard}/settings/jwt`,
    ...(imagePinned ? [] : ["The sandbox's base image is unpinned: npm run image:pin, then deploy again"]),
    ...(variables.VERNE_SMOKE_TOKEN
      ? []
      : [
          `Sign in at ${app}; then try a real task: npm run deploy with VERNE_SMOKE_REPO=owner/name and VERNE_SMOKE_TOKEN, the access token that the app sends as Authorization`,
        ]),
    `Check it all: npm run doctor${environment === "production" ? "" : ` -- --env ${environment}`}. Logs: https://dash.cloudflare.com/?to=/:account/workers/services/view/${names.worker}`,
  ];
}
