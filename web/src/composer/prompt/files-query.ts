import type { FileList } from "../../../../worker/protocol/index.ts";
import { request } from "../../api/client.ts";

/** The files of a branch that contain `q`, the likeliest first. */
export const filesQuery = (repo: string, branch: string, q: string) => ({
  queryKey: ["files", repo, branch, q],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    request<FileList>(`/api/files?${new URLSearchParams({ repo, branch, q, limit: "12" })}`, { signal }),
  staleTime: 60_000,
});
