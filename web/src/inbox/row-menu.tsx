import { DropdownMenu } from "@kobalte/core/dropdown-menu";
import Archive from "lucide-solid/icons/archive";
import ArchiveRestore from "lucide-solid/icons/archive-restore";
import CircleCheck from "lucide-solid/icons/circle-check";
import CircleStop from "lucide-solid/icons/circle-stop";
import CornerDownLeft from "lucide-solid/icons/corner-down-left";
import ExternalLink from "lucide-solid/icons/external-link";
import GitBranch from "lucide-solid/icons/git-branch";
import GitPullRequest from "lucide-solid/icons/git-pull-request";
import Link from "lucide-solid/icons/link";
import SquareCheck from "lucide-solid/icons/square-check";
import Trash from "lucide-solid/icons/trash";
import { type Component, For, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { TaskSummary } from "../../../worker/protocol/index.ts";
import { isOver } from "../ui/state-words.ts";
import { archiveTasks, copyText, deleteDraft, stopTasks } from "./commands.ts";
import type { MenuPlace } from "./list-section.tsx";
import type { Row } from "./rows.ts";

interface Item {
  icon: Component<{ size?: number }>;
  text: string;
  key?: string;
  danger?: boolean;
  run: () => void;
}

interface RowMenuProps {
  row: Row;
  place: MenuPlace;
  onOpen: () => void;
  onSelect: () => void;
  onApprove: () => void;
  /** The menu is gone; the focus goes back to its row. */
  onClose: () => void;
}

const newTab = (address: string) => window.open(address, "_blank", "noopener");

function taskItems(task: TaskSummary, props: RowMenuProps): Item[][] {
  const address = `${location.origin}/t/${task.task_id}`;
  const { pr_url } = task;
  const owner = task.access === "owner";
  const steers = owner || task.access === "member";
  const archived = task.archived_at !== null;
  return [
    [
      { icon: CornerDownLeft, text: "Open", key: "↵", run: props.onOpen },
      { icon: ExternalLink, text: "Open in new tab", run: () => void newTab(address) },
      ...(pr_url
        ? [{ icon: GitPullRequest, text: "View pull request", run: () => void newTab(pr_url) }]
        : []),
    ],
    [
      { icon: Link, text: "Copy link", run: () => void copyText(address, "Link") },
      {
        icon: GitBranch,
        text: "Copy branch name",
        run: () => void copyText(task.head_branch ?? task.branch, "Branch name"),
      },
    ],
    [
      { icon: SquareCheck, text: "Select", key: "x", run: props.onSelect },
      ...(steers && task.state === "awaiting_approval"
        ? [{ icon: CircleCheck, text: "Approve plan…", key: "⇧A", run: props.onApprove }]
        : []),
      ...(owner
        ? [
            {
              icon: archived ? ArchiveRestore : Archive,
              text: archived ? "Take out of the archive" : "Archive",
              key: "e",
              run: () => void archiveTasks([task], !archived),
            },
          ]
        : []),
      ...(steers && !isOver(task.state)
        ? [
            {
              icon: CircleStop,
              text: "Stop task…",
              key: "s",
              danger: true,
              run: () => void stopTasks([task]),
            },
          ]
        : []),
    ],
  ];
}

function itemsOf(props: RowMenuProps): Item[][] {
  const { row } = props;
  if (row.task) return taskItems(row.task, props);
  const { draft } = row;
  const remove = () => void deleteDraft(draft);
  return [
    [{ icon: CornerDownLeft, text: "Open", key: "↵", run: props.onOpen }],
    [{ icon: Trash, text: "Delete draft", danger: true, run: remove }],
  ];
}

/** What can be done with one row. It is open as long as it exists. */
export default function RowMenu(props: RowMenuProps) {
  const groups = itemsOf(props).filter((group) => group.length > 0);
  return (
    <DropdownMenu
      open
      onOpenChange={(open) => !open && props.onClose()}
      getAnchorRect={() => ({ ...props.place, width: 0, height: 0 })}
      placement="bottom-start"
      gutter={2}
      modal={false}
    >
      <DropdownMenu.Portal mount={document.getElementById("main") ?? undefined}>
        <DropdownMenu.Content
          aria-label={`Actions for ${props.row.task?.title ?? "this draft"}`}
          onCloseAutoFocus={(event: Event) => event.preventDefault()}
          class="z-50 min-w-56 rounded-card border border-line bg-raised p-1 shadow-float outline-none animate-float-in"
        >
          <For each={groups}>
            {(group, index) => (
              <>
                <Show when={index() > 0}>
                  <DropdownMenu.Separator class="my-1 border-line" />
                </Show>
                <For each={group}>
                  {(item) => (
                    <DropdownMenu.Item
                      onSelect={() => item.run()}
                      class={`flex h-8 max-md:h-11 cursor-default items-center gap-2.5 rounded-control px-2 outline-none
                        select-none data-[highlighted]:bg-hover ${item.danger ? "text-bad" : "[&>svg]:text-mute"}`}
                    >
                      <Dynamic component={item.icon} size={14} aria-hidden="true" />
                      {item.text}
                      <Show when={item.key}>
                        <kbd class="ml-auto pl-4 font-mono text-small text-mute max-md:hidden">
                          {item.key}
                        </kbd>
                      </Show>
                    </DropdownMenu.Item>
                  )}
                </For>
              </>
            )}
          </For>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu>
  );
}
