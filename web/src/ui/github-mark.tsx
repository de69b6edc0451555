import FolderGit from "lucide-solid/icons/folder-git-2";

/** A neutral icon for GitHub, whose logo is a trademark. */
export const GitHubMark = (props: { size?: number }) => (
  <FolderGit size={props.size ?? 16} aria-hidden="true" />
);
