import type { Page, Route } from "playwright-core";
import { TASK_ID } from "../fixtures/base.ts";
import { diff } from "../fixtures/diff.ts";
import { metrics } from "../fixtures/metrics.ts";
import { knowledge, usage } from "../fixtures/usage.ts";
import { type Answer, refuse } from "./answer.ts";
import { answerAttachments } from "./attachments.ts";
import { answerComposer } from "./composer.ts";
import { answerDiff } from "./diff.ts";
import { answerInbox } from "./inbox.ts";
import { answerLog } from "./log.ts";
import { answerOrg } from "./orgs.ts";
import { answerSettings } from "./settings.ts";
import { sharedPart } from "./shared.ts";
import type { FakeWorker } from "./state.ts";
import { taskPart } from "./task.ts";
import { testPage } from "./tests.ts";
import { answerUsage } from "./usage.ts";

const SUPABASE_URL = "https://supabase.test";

const error = refuse;

/** Parts of the API with a file of their own, tried in turn before the routes below. */
const PARTS: readonly Answer[] = [
  answerOrg,
  answerInbox,
  answerComposer,
  answerSettings,
  answerAttachments,
  answerLog,
  answerUsage,
  answerDiff,
  taskPart,
  sharedPart,
];

/** Puts a session into the page, as auth-js would have stored it. */
const session = (now: number) =>
  JSON.stringify({
    access_token: "header.payload.signature",
    refresh_token: "refresh",
    token_type: "bearer",
    expires_in: 3600,
    expires_at: Math.floor(now / 1000) + 3600 * 24 * 365,
    user: {
      id: "0d9f2d4e-6b1c-4e0a-9a52-5e0c1d0a8a51",
      app_metadata: {},
      user_metadata: {},
      aud: "authenticated",
      created_at: "",
    },
  });

/** Answers every request and socket of `page` as `fake` says. */
export async function installFakeWorker(page: Page, fake: FakeWorker, now: number): Promise<void> {
  if (fake.signedIn) {
    await page.addInitScript((stored) => localStorage.setItem("verne.session", stored), session(now));
  }
  // Supabase is only asked to refresh a token, and refuses it.
  await page.route(`${SUPABASE_URL}/**`, (route) =>
    route.fulfill({
      status: 400,
      headers: { "access-control-allow-origin": "*", "access-control-allow-headers": "*" },
      json: { code: "refresh_token_not_found", message: "Invalid Refresh Token" },
    }),
  );
  await page.route("**/api/**", (route) => answer(route, fake));
  await page.routeWebSocket(/\/ws\/tasks\//, (socket) => {
    const head = fake.events.at(-1)?.seq ?? 0;
    const envelope = {
      task_id: TASK_ID,
      seq: head,
      timestamp: new Date(now).toISOString(),
      stage: fake.view?.stage ?? "queued",
      message: "live",
    };
    for (let from = 0; from < fake.events.length; from += 50) {
      socket.send(
        JSON.stringify({ ...envelope, type: "batch", data: { items: fake.events.slice(from, from + 50) } }),
      );
    }
    socket.send(
      JSON.stringify({ ...envelope, type: "live", data: { head, state: fake.view?.state ?? "queued" } }),
    );
    fake.onLive?.(socket);
    socket.onMessage((message) => {
      fake.heard?.push(String(message));
      if (message === "ping" && !fake.silent) socket.send("pong");
    });
  });
}

async function answer(route: Route, fake: FakeWorker): Promise<void> {
  const { pathname } = new URL(route.request().url());
  if (fake.hanging.some((prefix) => pathname.startsWith(prefix))) return;
  if (fake.failing.some((prefix) => pathname.startsWith(prefix))) {
    return error(route, 503, "database_unavailable", "The database does not answer.");
  }
  if (fake.expired && pathname !== "/api/config") {
    return error(route, 401, "unauthenticated", "The session has ended.");
  }
  if (fake.entry && pathname !== "/api/config") return error(route, 403, fake.entry.code, fake.entry.message);
  const method = route.request().method();
  const { searchParams: query } = new URL(route.request().url());
  for (const part of PARTS) if (await part(route, fake, { path: pathname, method, query })) return;
  if (pathname.startsWith(`/api/tasks/${TASK_ID}`)) return answerTask(route, fake, pathname, method);
  switch (pathname) {
    case "/api/config":
      return route.fulfill({
        json: {
          supabase_url: SUPABASE_URL,
          supabase_publishable_key: "sb_publishable_fake",
          embedded: fake.embedded,
          github_stand_in: fake.embedded,
          github_web_url: "https://github.com",
          github_scopes: "repo read:user",
          sandbox: {
            isolation: fake.isolation ?? "bubblewrap",
            network: fake.isolation ? "unrestricted" : "isolated",
          },
        },
      });
    case "/api/me":
      return route.fulfill({
        json: {
          user_id: "0d9f2d4e-6b1c-4e0a-9a52-5e0c1d0a8a51",
          login: "ada",
          name: "Ada",
          avatar_url: null,
          github_connected: true,
        },
      });
    case "/api/samples":
      return route.fulfill({
        json: {
          items: fake.embedded
            ? [
                {
                  repo_full_name: "samples/shopping-cart",
                  branch: "main",
                  title: "Fix the cart's coupon bug",
                  prompt: "A coupon can make the total negative. Fix it.",
                },
                {
                  repo_full_name: "samples/invoice",
                  branch: "main",
                  title: "Tests for computeTotal",
                  prompt: "Write unit tests for computeTotal in invoice.py.",
                },
              ]
            : [],
        },
      });
    case "/api/keys":
      return route.fulfill({
        json: {
          items: [
            {
              provider: "openai_compatible",
              last4: "lama",
              base_url: "http://127.0.0.1:11434/v1",
              updated_at: "2026-11-20T10:00:00Z",
            },
          ],
        },
      });
    case "/api/admin/metrics":
      return route.fulfill({ json: metrics });
    case "/api/usage":
      return route.fulfill({ json: usage(fake.unused, fake.limited) });
    case "/api/egress/allow":
    case "/api/egress":
      return route.fulfill({
        json: {
          repo_full_name: query.get("repo"),
          presets: fake.unused ? {} : { tests: "registries" },
          allow: fake.unused ? [] : ["api.example.com", "*.cdn.example.com"],
          updated_at: null,
        },
      });
    case "/api/repo-settings":
      return route.fulfill({
        json: {
          repo_full_name: query.get("repo"),
          exit_status_counts: !fake.unused,
          unconfined_commands: false,
          scan_command: fake.unused ? null : "semgrep scan --config p/default --sarif --quiet",
          second_reader: "auto",
          updated_at: null,
        },
      });
    case "/api/knowledge":
      return route.fulfill({ json: knowledge(fake.unused) });
    case "/api/keys/openai_compatible/test":
      return route.fulfill({
        json: fake.badKey
          ? {
              ok: false,
              models: [],
              error: { class: "invalid_key", message: "The provider refuses this key." },
            }
          : { ok: true, models: ["qwen3-coder", "llama-3.3-70b", "gpt-oss-20b"], error: null },
      });
    default:
      return error(route, 404, "not_found", "There is no such route.");
  }
}

async function answerTask(route: Route, fake: FakeWorker, pathname: string, method: string): Promise<void> {
  const name = pathname.slice(`/api/tasks/${TASK_ID}`.length);
  if (!fake.view) return error(route, 404, "not_found", "There is no such task.");
  if (name === "") return route.fulfill({ json: fake.view });
  if (name === "/diff") return route.fulfill({ json: diff });
  if (name === "/tests") return route.fulfill({ json: testPage(fake.view, new URL(route.request().url())) });
  if (name === "/ticket") return route.fulfill({ json: { ticket: "t", expires_at: "2026-11-22T11:00:00Z" } });
  if (method === "POST")
    return error(route, 409, "stale_plan", "The plan has changed: version 2 is the current one.");
  return error(route, 404, "not_found", "There is no such route.");
}
