import { createQuery, keepPreviousData } from "@tanstack/solid-query";
import Lock from "lucide-solid/icons/lock";
import { createSignal } from "solid-js";
import type { Repo } from "../../../worker/protocol/index.ts";
import { asFailure } from "../api/client.ts";
import { reposQuery } from "../api/queries.ts";
import { Combobox } from "../ui/combobox.tsx";
import { createDebounced } from "../ui/debounce.ts";

type RepoOption = Pick<Repo, "full_name" | "private"> & { default_branch: string | null };

/** Search over the repositories that the user's GitHub account can reach. */
export function RepoField(props: {
  value: string;
  onChange: (repo: string, defaultBranch: string | null) => void;
  problem: string | null;
}) {
  const [typed, setTyped] = createSignal("");
  const q = createDebounced(typed, 200);
  const repos = createQuery(() => ({ ...reposQuery(q()), placeholderData: keepPreviousData }));
  const options = (): RepoOption[] => repos.data?.items ?? [];
  const value = (): RepoOption | null => {
    if (!props.value) return null;
    const known = options().find((repo) => repo.full_name === props.value);
    return known ?? { full_name: props.value, private: false, default_branch: null };
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
      hint={(repo) =>
        repo.private ? (
          <span class="inline-flex items-center gap-1">
            <Lock size={11} aria-hidden="true" /> Private
          </span>
        ) : null
      }
      onSearch={setTyped}
      loading={repos.isFetching}
      problem={props.problem ?? (repos.error ? asFailure(repos.error).message : null)}
    />
  );
}
