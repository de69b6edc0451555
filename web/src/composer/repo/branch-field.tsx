import { createInfiniteQuery, keepPreviousData } from "@tanstack/solid-query";
import { createEffect, createSignal } from "solid-js";
import { Combobox } from "../../ui/combobox.tsx";
import { createDebounced } from "../../ui/debounce.ts";
import { branchPages } from "./branches-query.ts";
import { listProblem } from "./list-problem.ts";

interface BranchOption {
  name: string;
}

/** The branches of the chosen repository; its default branch is taken when none was chosen. */
export function BranchField(props: {
  repo: string;
  value: string;
  onChange: (branch: string) => void;
  problem: string | null;
}) {
  const [typed, setTyped] = createSignal("");
  const q = createDebounced(typed, 200);
  const branches = createInfiniteQuery(() => ({
    ...branchPages(props.repo, q()),
    placeholderData: keepPreviousData,
  }));
  const byDefault = () => branches.data?.pages[0]?.default_branch;
  createEffect(() => {
    const branch = byDefault();
    if (branch && !branches.isPlaceholderData && props.repo && !props.value) props.onChange(branch);
  });
  // The default branch comes first: sorted by name it could be on a later page.
  const options = (): BranchOption[] => {
    if (!props.repo) return [];
    const found = branches.data?.pages.flatMap((page) => page.items) ?? [];
    const first = byDefault();
    if (q() !== "" || !first || found.length === 0) return found;
    return [{ name: first }, ...found.filter(({ name }) => name !== first)];
  };
  return (
    <Combobox<BranchOption>
      label="Branch"
      placeholder={props.repo ? "Search branches" : "Choose a repository first"}
      disabled={!props.repo}
      options={options()}
      value={props.value ? { name: props.value } : null}
      onChange={(branch) => props.onChange(branch.name)}
      id={(branch) => branch.name}
      text={(branch) => branch.name}
      hint={(branch) => (branch.name === byDefault() ? "default" : null)}
      onSearch={setTyped}
      onEnd={() => {
        if (branches.hasNextPage && !branches.isFetching) void branches.fetchNextPage();
      }}
      loading={branches.isFetching}
      problem={props.problem ?? listProblem(branches.error)}
    />
  );
}
