import type { BranchPage } from "../../../../worker/protocol/index.ts";
import { request } from "../../api/client.ts";

/** The branches of a repository that contain `q`, page after page. */
export const branchPages = (repo: string, q: string) => ({
  queryKey: ["branches", repo, q, "pages"],
  queryFn: ({ pageParam, signal }: { pageParam: number; signal: AbortSignal }) =>
    request<BranchPage>(`/api/branches?${new URLSearchParams({ repo, q, page: String(pageParam) })}`, {
      signal,
    }),
  initialPageParam: 1,
  getNextPageParam: (last: BranchPage) => last.next_page,
  enabled: repo !== "",
  staleTime: 30_000,
});
