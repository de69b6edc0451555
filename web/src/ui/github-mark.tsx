import FolderGit from "lucide-solid/icons/folder-git-2";

/** Stands for GitHub. The mark itself is a trademark, so a plain sign is used. */
export const GitHubMark = (props: { size?: number }) => (
  <FolderGit size={props.size ?? 16} aria-hidden="true" />
);
