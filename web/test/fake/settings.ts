import type { Answer } from "./answer.ts";

/** What only the settings ask: accounts and repositories in their rarer states. */
export const answerSettings: Answer = async (route, fake, { path, query }) => {
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
  return false;
};

const repositories = [
  {
    full_name: "samples/shopping-cart",
    description: "A cart with a discount that is taken off twice",
    private: false,
    default_branch: "main",
    pushed_at: "2026-11-22T09:10:00Z",
  },
  {
    full_name: "ada/engine",
    description: null,
    private: true,
    default_branch: "trunk",
    pushed_at: "2026-11-19T08:00:00Z",
  },
  {
    full_name: "analytical-engines/difference-engine-reconstruction-and-simulation",
    description: "Every wheel, every carry, every table that Babbage drew, as a program one can step through",
    private: true,
    default_branch: "release/2026-autumn",
    pushed_at: null,
  },
];
