import { ago } from "../fixtures/base.ts";
import { diff } from "../fixtures/diff.ts";
import { type Answer, refuse } from "./answer.ts";
import { testPage } from "./tests.ts";

export const SHARE_TOKEN = "4fQ0xK7bTq2mZ8v1";
const PATH = `/api/shares/${SHARE_TOKEN}`;

/** The public routes of a shared task. Any token but this one is unknown. */
export const sharedPart: Answer = async (route, fake, { path, query }) => {
  if (!path.startsWith("/api/shares/")) return false;
  if (route.request().headers().authorization) {
    await refuse(route, 400, "invalid_request", "A shared page is asked for without signing in.");
  } else if (!fake.view || !path.startsWith(PATH)) {
    await refuse(route, 404, "not_found", "There is no such link.");
  } else if (path === PATH) {
    const task = { ...fake.view, access: "link", visibility: "link", allowed: [] };
    await route.fulfill({ json: { task, shared_at: ago(60) } });
  } else if (path === `${PATH}/events`) {
    const after = Number(query.get("after") ?? 0);
    const items = fake.events.filter((event) => event.seq > after).slice(0, 100);
    await route.fulfill({ json: { items, head: fake.events.at(-1)?.seq ?? 0 } });
  } else if (path === `${PATH}/tests`) {
    await route.fulfill({ json: testPage(fake.view, new URL(route.request().url())) });
  } else if (path === `${PATH}/diff`) {
    await route.fulfill({ json: diff });
  } else {
    await refuse(route, 404, "not_found", "There is no such route.");
  }
  return true;
};
