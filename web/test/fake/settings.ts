import type { Route } from "playwright-core";
import type { Org, OrgInvite, OrgMember, OrgPeople, OrgRole } from "../../../worker/protocol/index.ts";
import { auditEntries } from "../fixtures/audit.ts";
import { type Answer, refuse } from "./answer.ts";
import type { FakeWorker } from "./state.ts";
import { ORG_ID } from "./task.ts";

/** Routes of the settings: accounts and repositories in rare states. */
export const answerSettings: Answer = async (route, fake, { path, method, query }) => {
  if (path === "/api/me" && fake.disconnected) {
    await route.fulfill({
      json: {
        user_id: "0d9f2d4e-6b1c-4e0a-9a52-5e0c1d0a8a51",
        login: "ada",
        name: "Ada Lovelace",
        avatar_url: null,
        github_connected: false,
      },
    });
    return true;
  }
  if (path === "/api/repos" && fake.noRepos) {
    await route.fulfill({ json: { items: [], next_page: null } });
    return true;
  }
  if (path === "/api/repos" && query.get("page") === "1") {
    await route.fulfill({ json: { items: repositories, next_page: 2 } });
    return true;
  }
  if (path === "/api/audit") {
    const items = fake.unused ? [] : auditEntries;
    await route.fulfill({ json: { items, next_cursor: fake.unused ? null : "93" } });
    return true;
  }
  if (path.startsWith("/api/invites/")) return answerInvite(route, fake, method);
  if (fake.orgRole && path.startsWith("/api/orgs")) return answerOrgs(route, fake.orgRole, path, method);
  return false;
};

async function answerInvite(route: Route, fake: FakeWorker, method: string): Promise<boolean> {
  if (method === "POST") await refuse(route, 403, "forbidden", "This invitation is for grace.");
  else if (!fake.invite) await refuse(route, 404, "not_found", "This invitation does not hold any more.");
  else await route.fulfill({ json: fake.invite });
  return true;
}

async function answerOrgs(route: Route, role: OrgRole, path: string, method: string): Promise<boolean> {
  if (path.endsWith("/egress")) {
    const rules = { presets: {}, allow: ["artifacts.example.com", "*.cdn.example.com"], updated_at: null };
    await route.fulfill({ json: { org_id: ORG_ID, ...rules } });
  } else if (method === "PATCH" || method === "DELETE")
    await refuse(route, 403, "forbidden", "An admin may not change an owner.");
  else if (method === "POST")
    await refuse(route, 409, "invalid_state", "100 invitations are open, which is the limit.");
  else if (path.endsWith("/people")) await route.fulfill({ json: peopleFor(role) });
  else await route.fulfill({ json: { items: [orgFor(role)] } });
  return true;
}

export const orgFor = (role: OrgRole): Org => ({
  org_id: ORG_ID,
  name: "Analytical Engines",
  role,
  members: 4,
  created_at: "2026-10-01T08:00:00Z",
});

const person = (n: number, login: string, name: string | null, role: OrgRole): OrgMember => ({
  user_id: n === 1 ? "0d9f2d4e-6b1c-4e0a-9a52-5e0c1d0a8a51" : `0d9f2d4e-6b1c-4e0a-9a52-5e0c1d0a8a0${n}`,
  login,
  name,
  avatar_url: null,
  role,
  joined_at: "2026-10-01T08:00:00Z",
});

/** The reader is ada; what she may see is hers by `role`. */
export function peopleFor(role: OrgRole): OrgPeople {
  const others = [
    person(2, "cbabbage", "Charles Babbage", role === "owner" ? "admin" : "owner"),
    person(3, "grace", "Grace Hopper", "member"),
    person(4, "an-unusually-long-login-for-somebody-new", null, "viewer"),
  ];
  return {
    members: [person(1, "ada", "Ada Lovelace", role), ...others],
    invites: role === "owner" || role === "admin" ? [inviteFor("mary"), inviteFor(null)] : [],
  };
}

export const inviteFor = (login: string | null): OrgInvite => ({
  invite_id: login ? "3e0c1d0a-9a52-4a0e-8a51-0f4d3b1c2a10" : "4e0c1d0a-9a52-4a0e-8a51-0f4d3b1c2a10",
  role: login ? "member" : "viewer",
  github_login: login,
  url: "https://verne.example.com/invite/PgwdCppSSg6KUQ9NOxwqEKq3o8Jc5mY2xw4bV1n7ZsDfTtR0uLhWkE9iGyPaXvQl",
  created_at: "2026-11-22T08:00:00Z",
  expires_at: "2026-11-29T08:00:00Z",
});

const repositories = [
  {
    full_name: "samples/shopping-cart",
    description: "A cart with a discount that is taken off twice",
    language: "JavaScript",
    private: false,
    default_branch: "main",
    pushed_at: "2026-11-22T09:10:00Z",
    archived: false,
    can_push: true,
  },
  {
    full_name: "ada/engine",
    description: null,
    language: null,
    private: true,
    default_branch: "trunk",
    pushed_at: "2026-11-19T08:00:00Z",
    archived: false,
    can_push: true,
  },
  {
    full_name: "analytical-engines/difference-engine-reconstruction-and-simulation",
    description: "Every wheel, every carry, every table that Babbage drew, as a program one can step through",
    language: "Rust",
    private: true,
    default_branch: "release/2026-autumn",
    pushed_at: null,
    archived: false,
    can_push: true,
  },
];
