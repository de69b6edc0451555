/**
 * The access matrix of the HTTP API: the expected results of `access.test.ts`, which tests every cell. An operation of
 * the OpenAPI document without a row fails that test; rows are run from the top, so destructive operations are at the
 * end.
 */

import { DEFAULT_REPO_SETTINGS } from "../../protocol/index.ts";

/**
 * `link` has only a link to the task. `head` owns the organisation that sees the task; `admin`, `member` and `viewer`
 * have those roles in it. `owner` owns the task.
 */
export const PEOPLE = ["nobody", "link", "stranger", "viewer", "member", "admin", "head", "owner"] as const;
export type Person = (typeof PEOPLE)[number];

/** The fixtures for one person: all of ada's, except a role of grace's in ada's organisation. */
export interface Place {
  /** Contained in everything that can be read of it. */
  mark: string;
  task: string;
  org: string;
  attachment: string;
  invite: string;
  /** Tokens of another invitation and of a link, as in a URL. */
  inviteToken: string;
  shareToken: string;
  draft: string;
  knowledge: string;
  ada: string;
  /** Refuses at once. */
  modelServer: string;
  /** Ada's GitHub token. */
  providerToken: string;
}

export interface Row {
  /** One status for each of `PEOPLE`, in order. */
  statuses: string;
  /** The people whose answer contains `mark`, by default the place's. */
  sees?: readonly Person[];
  mark?: (place: Place) => string;
  body?: (place: Place) => unknown;
  /** Affects only the caller's own objects: others' calls do not change ada's. */
  own?: true;
}

const REPO = "samples/shopping-cart";
/** Contained in ada's objects that belong to no place. */
export const PERSONAL = "planted-personal";

const EVERYBODY: readonly Person[] = PEOPLE;
const READERS: readonly Person[] = ["viewer", "member", "admin", "head", "owner"];
const MEMBERS = READERS;

const open = "200 200 200 200 200 200 200 200";
const signedIn = "401 401 200 200 200 200 200 200";
const reading = "401 401 404 200 200 200 200 200";
/** For an ended task: who may steer gets 409, who may not is refused before. */
const steering = "401 401 404 403 409 409 409 409";
const owning = "401 401 404 403 403 403 403 200";
const byLink = "404 200 404 404 404 404 404 404";

const command = (body?: (place: Place) => unknown): Row => ({ statuses: steering, ...(body && { body }) });
const own = (statuses: string, more: Omit<Row, "statuses" | "own"> = {}): Row => ({
  statuses,
  own: true,
  ...more,
});
const mine = { sees: ["owner"], mark: () => PERSONAL } as const;
const plan = { goal: "g", steps: [{ id: "1", title: "t", intent: "i", files: [] }] };

/** By method and path of the document; a query after it is sent too. */
export const ACCESS: Readonly<Record<string, Row>> = {
  "GET /api/health": { statuses: open },
  "GET /api/ready": { statuses: open },
  "GET /api/config": { statuses: open },
  "GET /api/samples": { statuses: open },
  "GET /api/invites/{token}": { statuses: open, sees: EVERYBODY },
  "GET /api/shares/{token}": { statuses: byLink, sees: ["link"] },
  "GET /api/shares/{token}/events": { statuses: byLink, sees: ["link"] },
  "GET /api/shares/{token}/tests": { statuses: byLink },
  "GET /api/shares/{token}/diff": { statuses: byLink, sees: ["link"] },

  // On the embedded default everybody is an administrator, who sees the names of models that people wrote;
  // access/admin.test.ts has the others.
  "GET /api/admin/metrics": { statuses: signedIn, sees: ["stranger", ...READERS] },
  "GET /api/me": own(signedIn, { sees: ["owner"], mark: ({ ada }) => ada }),
  "POST /api/session/github": {
    statuses: "401 401 403 403 403 403 403 204",
    body: ({ providerToken }) => ({ provider_token: providerToken }),
  },
  "GET /api/repos": { statuses: signedIn },
  [`GET /api/branches?repo=${REPO}`]: { statuses: signedIn },
  [`GET /api/files?repo=${REPO}&branch=main`]: { statuses: signedIn },
  "GET /api/models": { statuses: signedIn },
  "GET /api/usage": { statuses: signedIn, sees: ["owner"] },

  "GET /api/audit?limit=200": own(signedIn, { sees: ["owner"], mark: ({ attachment }) => attachment }),
  "GET /api/audit?org_id={org}": {
    statuses: "401 401 404 403 403 200 200 200",
    sees: ["admin", "head", "owner"],
  },
  "GET /api/audit/export?org_id={org}": {
    statuses: "401 401 404 403 403 200 200 200",
    sees: ["admin", "head", "owner"],
  },

  // It gets as far as the check of the model.
  "POST /api/tasks": {
    statuses: "401 401 422 422 422 422 422 422",
    body: () => ({ repo_full_name: REPO, branch: "main", prompt: "p", provider: "demo", model: "none" }),
  },
  "GET /api/tasks": { statuses: signedIn, sees: ["owner"] },
  "GET /api/tasks?view=archived": { statuses: signedIn, sees: [] },
  "GET /api/tasks?view=team": { statuses: signedIn, sees: ["viewer", "member", "admin", "head"] },
  "GET /api/tasks/{id}": { statuses: reading, sees: READERS },
  "GET /api/tasks/{id}/events": { statuses: reading, sees: READERS },
  "GET /api/tasks/{id}/tests": { statuses: reading },
  "GET /api/tasks/{id}/diff": { statuses: reading, sees: READERS },
  "GET /api/tasks/{id}/patch": { statuses: reading, sees: READERS },
  "POST /api/tasks/{id}/ticket": { statuses: reading },
  // GitHub has nothing to report; who may read the task learns that.
  "GET /api/tasks/{id}/pull": {
    statuses: "401 401 404 404 404 404 404 404",
    sees: READERS,
    mark: () => "the task has no pull request",
  },
  "GET /api/tasks/{id}/base": {
    statuses: "401 401 404 404 404 404 404 404",
    sees: READERS,
    mark: () => "the task has no base commit yet",
  },
  "POST /api/tasks/{id}/approve": command(() => ({ plan_version: 1, base_commit: "b" })),
  "PUT /api/tasks/{id}/plan": command(() => ({ parent_version: 1, plan })),
  "POST /api/tasks/{id}/refine": command(() => ({ text: "t" })),
  "POST /api/tasks/{id}/messages": command(() => ({ text: "t" })),
  "POST /api/tasks/{id}/apply": command(() => ({ tree: "0".repeat(40) })),
  "POST /api/tasks/{id}/undo": command(() => ({ tree: "d".repeat(40), parts: [{ path: "a.ts" }] })),
  "POST /api/tasks/{id}/redo": command(() => ({ tree: "d".repeat(40) })),
  "POST /api/tasks/{id}/skip-baseline": command(),
  "POST /api/tasks/{id}/stop-command": command(() => ({ command_id: "apply:1/1/w1" })),
  "POST /api/tasks/{id}/cancel": command(),
  "POST /api/tasks/{id}/retry": command(),
  "PATCH /api/tasks/{id}": { statuses: owning, sees: ["owner"], body: ({ mark }) => ({ title: mark }) },
  "GET /api/tasks/{id}/sharing": { statuses: owning },

  "GET /api/drafts": own(signedIn, mine),
  "PUT /api/drafts/{id}": own(signedIn, {
    body: () => ({ repo_full_name: null, branch: null, prompt: "p", provider: null, model: null }),
  }),
  "DELETE /api/drafts/{id}": own("401 401 204 204 204 204 204 204"),
  [`GET /api/knowledge?repo=${REPO}`]: own(signedIn, mine),
  "POST /api/knowledge": own("401 401 201 201 201 201 201 201", {
    body: () => ({ repo_full_name: REPO, kind: "convention", text: crypto.randomUUID() }),
  }),
  "PATCH /api/knowledge/{id}": own("401 401 404 404 404 404 404 200", { body: () => ({ text: "t" }) }),
  "DELETE /api/knowledge/{id}": own("401 401 204 204 204 204 204 204"),
  [`GET /api/repo-settings?repo=${REPO}`]: own(signedIn, {
    sees: ["owner"],
    mark: () => '"exit_status_counts":true',
  }),
  [`PUT /api/repo-settings?repo=${REPO}`]: own(signedIn, { body: () => DEFAULT_REPO_SETTINGS }),
  [`GET /api/egress?repo=${REPO}`]: own(signedIn, mine),
  [`POST /api/egress/allow?repo=${REPO}`]: own(signedIn, { body: () => ({ host: "other.example" }) }),
  [`PUT /api/egress?repo=${REPO}`]: own(signedIn, { body: () => ({ presets: {}, allow: [] }) }),
  "GET /api/keys": own(signedIn, mine),
  "PUT /api/keys/{provider}": own(signedIn, {
    body: ({ modelServer }) => ({ key: "k", base_url: modelServer }),
  }),
  "POST /api/keys/{provider}/test": own(signedIn),
  "DELETE /api/keys/{provider}": own("401 401 204 204 204 204 204 204"),

  "POST /api/attachments": own("401 401 201 201 201 201 201 201"),
  "GET /api/attachments/{id}": { statuses: reading },
  // A task uses it; deleting somebody else's attachment silently does nothing.
  "DELETE /api/attachments/{id}": own("401 401 204 204 204 204 204 409"),

  "GET /api/orgs": { statuses: signedIn, sees: MEMBERS },
  "POST /api/orgs": own("401 401 201 201 201 201 201 201", { body: () => ({ name: "Another" }) }),
  "GET /api/orgs/{id}/people": { statuses: reading, sees: MEMBERS, mark: ({ ada }) => ada },
  "GET /api/orgs/{id}/egress": { statuses: reading, sees: MEMBERS, mark: ({ org }) => org },
  "PUT /api/orgs/{id}/egress": {
    statuses: "401 401 404 403 403 200 200 200",
    body: () => ({ presets: {}, allow: ["a.example"] }),
  },
  "PATCH /api/orgs/{id}": {
    statuses: "401 401 404 403 403 403 200 200",
    sees: ["head", "owner"],
    body: ({ mark }) => ({ name: mark }),
  },
  "POST /api/orgs/{id}/invites": {
    statuses: "401 401 404 403 403 201 201 201",
    body: () => ({ role: "viewer" }),
  },
  "DELETE /api/orgs/{id}/invites/{invite_id}": { statuses: "401 401 404 403 403 204 204 204" },
  "PUT /api/tasks/{id}/sharing": { statuses: owning, body: () => ({ visibility: "private" }) },
  "POST /api/invites/{token}/accept": { statuses: signedIn, sees: EVERYBODY.slice(2) },
  // Ada created it; as its last owner she keeps that role.
  "PATCH /api/orgs/{id}/members/{user_id}": {
    statuses: "401 401 404 403 403 403 204 409",
    body: () => ({ role: "viewer" }),
  },
  "DELETE /api/orgs/{id}/members/{user_id}": { statuses: "401 401 404 403 403 403 204 409" },
  "DELETE /api/orgs/{id}": { statuses: "401 401 404 403 403 403 204 204" },
};

/** Routes that are not in the document. */
export const OTHER_DOORS: Readonly<Record<string, Row>> = {
  "GET /ws/tasks/{id}": {
    statuses: "401 401 404 404 404 404 404 404",
    sees: READERS,
    mark: () => "the task has ended and was archived",
  },
  [`GET /git/${REPO}/info/refs?service=git-upload-pack`]: { statuses: "403 403 403 403 403 403 403 403" },
  [`POST /git/${REPO}/git-receive-pack`]: { statuses: "403 403 403 403 403 403 403 403" },
  "GET /api/openapi.json": { statuses: open },
};
