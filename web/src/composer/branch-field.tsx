import { createQuery, keepPreviousData } from "@tanstack/solid-query";
import { createEffect, createSignal } from "solid-js";
import { asFailure } from "../api/client.ts";
import { branchesQuery } from "../api/queries.ts";
import { Combobox } from "../ui/combobox.tsx";
import { createDebounced } from "../ui/debounce.ts";

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
  const branches = createQuery(() => ({
    ...branchesQuery(props.repo, q()),
    placeholderData: keepPreviousData,
  }));
  createEffect(() => {
    const page = branches.data;
    if (page && !branches.isPlaceholderData && props.repo && !props.value)
      props.onChange(page.default_branch);
  });
  return (
    <Combobox<BranchOption>
      label="Branch"
      placeholder={props.repo ? "Search branches" : "Choose a repository first"}
      disabled={!props.repo}
      options={props.repo ? (branches.data?.items ?? []) : []}
      value={props.value ? { name: props.value } : null}
      onChange={(branch) => props.onChange(branch.name)}
      id={(branch) => branch.name}
      text={(branch) => branch.name}
      hint={(branch) => (branch.name === branches.data?.default_branch ? "default" : null)}
      onSearch={setTyped}
      loading={branches.isFetching}
      problem={props.problem ?? (branches.error ? asFailure(branches.error).message : null)}
    />
  );
}
