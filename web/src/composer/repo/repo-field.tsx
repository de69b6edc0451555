import { createInfiniteQuery, keepPreviousData } from "@tanstack/solid-query";
import { createSignal } from "solid-js";
import type { Repo } from "../../../../worker/protocol/index.ts";
import { reposPages } from "../../api/queries.ts";
import { Combobox } from "../../ui/combobox.tsx";
import { createDebounced } from "../../ui/debounce.ts";
import { listProblem } from "./list-problem.ts";
import { recentRepos } from "./recent-repos.ts";

interface RepoOption extends Pick<Repo, "full_name" | "private" | "can_push"> {
  default_branch: string | null;
  recent: boolean;
}

/** Search over the repositories that the user's GitHub account can reach; those of the last tasks come first. */
export function RepoField(props: {
  value: string;
  onChange: (repo: string, defaultBranch: string | null) => void;
  problem: string | null;
}) {
  const [typed, setTyped] = createSignal("");
  const q = createDebounced(typed, 200);
  const repos = createInfiniteQuery(() => ({ ...reposPages(q()), placeholderData: keepPreviousData }));
  const recent = recentRepos(localStorage);
  const options = (): RepoOption[] => {
    const found = repos.data?.pages.flatMap((page) => page.items) ?? [];
    if (q() !== "") return found.map((repo) => ({ ...repo, recent: false }));
    const first = recent.map((name) => optionOf(name, found));
    const others = found.filter((repo) => !recent.includes(repo.full_name));
    return [...first, ...others.map((repo) => ({ ...repo, recent: false }))];
  };
  const value = (): RepoOption | null => {
    if (!props.value) return null;
    const known = options().find((repo) => repo.full_name === props.value);
    return known ?? { ...optionOf(props.value, []), recent: recent.includes(props.value) };
  };
  return (
    <Combobox<RepoOption>
      label="Repository"
      placeholder="Search your repositories"
      options={options()}
      value={value()}
      onChange={(repo) => props.onChange(repo.full_name, repo.default_branch)}
      id={(repo) => repo.full_name}
      text={(repo) => repo.full_name}
      group={(repo) => (repo.recent ? "Recent" : "Repositories")}
      hint={(repo) => (repo.can_push ? (repo.private ? "Private" : null) : "Read only")}
      onSearch={setTyped}
      onEnd={() => {
        if (repos.hasNextPage && !repos.isFetching) void repos.fetchNextPage();
      }}
      loading={repos.isFetching}
      problem={props.problem ?? listProblem(repos.error)}
    />
  );
}

/** Facts of a recent repository, which may be missing in the loaded pages. */
function optionOf(name: string, found: readonly Repo[]): RepoOption {
  const known = found.find((repo) => repo.full_name === name);
  return { full_name: name, private: false, can_push: true, default_branch: null, ...known, recent: true };
}
