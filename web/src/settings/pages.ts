import Bell from "lucide-solid/icons/bell";
import BookOpen from "lucide-solid/icons/book-open";
import FolderGit from "lucide-solid/icons/folder-git-2";
import Key from "lucide-solid/icons/key-round";
import Palette from "lucide-solid/icons/palette";
import ScrollText from "lucide-solid/icons/scroll-text";
import Rules from "lucide-solid/icons/sliders-horizontal";
import User from "lucide-solid/icons/user";
import Users from "lucide-solid/icons/users";

interface SettingsPage {
  path: string;
  label: string;
  /** What one finds there, for the list on a phone. */
  note: string;
  icon: typeof User;
}

/** The pages of the settings, in the order of the navigation. */
export const PAGES: readonly SettingsPage[] = [
  { path: "/settings/profile", label: "Profile", note: "Your account and GitHub", icon: User },
  { path: "/settings/keys", label: "Model keys", note: "Providers that your tasks may use", icon: Key },
  { path: "/settings/repos", label: "Repositories", note: "What Verne can reach", icon: FolderGit },
  {
    path: "/settings/rules",
    label: "Repository rules",
    note: "What tasks may do by themselves",
    icon: Rules,
  },
  {
    path: "/settings/knowledge",
    label: "Knowledge",
    note: "What the agent learned in them",
    icon: BookOpen,
  },
  { path: "/settings/org", label: "Organisation", note: "People, roles, invitations", icon: Users },
  { path: "/settings/audit", label: "Audit log", note: "Who did what", icon: ScrollText },
  {
    path: "/settings/notifications",
    label: "Notifications",
    note: "Attention and keyboard shortcuts",
    icon: Bell,
  },
  { path: "/settings/appearance", label: "Appearance", note: "Theme and diff", icon: Palette },
];
