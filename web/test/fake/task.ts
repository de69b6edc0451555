import type { BaseState, PullState, Sharing } from "../../../worker/protocol/index.ts";
import { BASE_COMMIT, TASK_ID } from "../fixtures/base.ts";
import { type Answer, refuse } from "./answer.ts";

const PATH = `/api/tasks/${TASK_ID}`;
export const ORG_ID = "7c1d6a52-0b3e-4f6c-9d8a-2f1e5b7c9a10";
export const SHARE_URL = "https://verne.example/s/4fQ0xK7bTq2mZ8v1";

const PRIVATE: Sharing = { visibility: "private", org_id: null, url: null, shared_at: null };

/** The task's own place: title, archive, and who may read it. */
export const taskPart: Answer = async (route, fake, { path, method, query }) => {
  if (path === "/api/orgs" && method === "GET") {
    const items = (fake.orgs ?? ["Analytical Engines"]).map((name) => ({
      org_id: ORG_ID,
      name,
      role: "owner",
      members: 4,
      created_at: "2026-10-01T08:00:00Z",
    }));
    await route.fulfill({ json: { items } });
    return true;
  }
  if (!fake.view || !path.startsWith(PATH)) return false;
  if (fake.refused?.includes(`${method} ${path}`)) {
    await refuse(route, 403, "forbidden", "You may not change this task.");
    return true;
  }
  if (path === PATH && method === "PATCH") {
    // The page sends what worker/protocol calls PatchTask.
    const { title, archived } = route.request().postDataJSON() as { title?: string; archived?: boolean };
    if (title !== undefined) fake.view = { ...fake.view, title };
    if (archived !== undefined)
      fake.view = { ...fake.view, archived_at: archived ? fake.view.updated_at : null };
    await route.fulfill({ json: fake.view });
    return true;
  }
  if (path === `${PATH}/sharing`) {
    if (method === "PUT") {
      // The page sends what worker/protocol calls PutSharing.
      const body = route.request().postDataJSON() as { visibility: Sharing["visibility"]; org_id?: string };
      fake.sharing = {
        visibility: body.visibility,
        org_id: body.org_id ?? null,
        url: body.visibility === "link" ? SHARE_URL : null,
        shared_at: body.visibility === "private" ? null : fake.view.updated_at,
      };
    }
    await route.fulfill({ json: fake.sharing ?? PRIVATE });
    return true;
  }
  if (path === `${PATH}/pull` && fake.view.pr_url) {
    const pull: PullState = {
      url: fake.view.pr_url,
      number: 12,
      state: "open",
      draft: true,
      checks: { state: "passing", passed: 3, failed: 0, pending: 0 },
    };
    await route.fulfill({ json: pull });
    return true;
  }
  if (path === `${PATH}/base`) {
    const base: BaseState = {
      branch: "main",
      state: "current",
      head_commit: BASE_COMMIT,
      behind_by: 0,
      conflict: "none",
      both_changed: { paths: [], count: 0 },
    };
    await route.fulfill({ json: { ...base, ...fake.base } });
    return true;
  }
  if (path === `${PATH}/patch`) {
    await route.fulfill({ contentType: "text/x-patch", body: `patch of ${query.get("of")}\n` });
    return true;
  }
  if (fake.accepts && method !== "GET" && path !== `${PATH}/ticket`) {
    await route.fulfill({ status: 202, json: fake.view });
    return true;
  }
  return false;
};
