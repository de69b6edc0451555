import Ellipsis from "lucide-solid/icons/ellipsis";
import { createSignal, lazy, Show, Suspense } from "solid-js";
import type { TaskView } from "../../../../worker/protocol/index.ts";
import { IconButton } from "../../ui/button.tsx";
import type { TaskModel } from "../model.ts";

const MoreMenu = lazy(() => import("./more-menu.tsx"));
const ShareDialog = lazy(() => import("../../share/share-dialog.tsx"));

const LABEL = "More actions";

/** The menu button of rare actions. Its menu is loaded on hover or when it is first opened. */
export function MoreButton(props: { task: TaskModel; view: TaskView; onListen?: () => void }) {
  const [opened, setOpened] = createSignal(false);
  const [sharing, setSharing] = createSignal(false);
  const closeSharing = () => {
    setSharing(false);
    queueMicrotask(() => document.querySelector<HTMLElement>("[data-more]")?.focus());
  };
  const button = (
    <IconButton
      label={LABEL}
      data-more
      aria-haspopup="menu"
      aria-expanded="false"
      onPointerEnter={() => void MoreMenu.preload()}
      onClick={() => setOpened(true)}
    >
      <Ellipsis size={16} aria-hidden="true" />
    </IconButton>
  );
  return (
    <>
      <Show when={opened()} fallback={button}>
        <Suspense fallback={button}>
          <MoreMenu
            task={props.task}
            view={props.view}
            label={LABEL}
            onShare={() => setSharing(true)}
            onListen={props.onListen}
          />
        </Suspense>
      </Show>
      <Show when={sharing()}>
        <Suspense>
          <ShareDialog taskId={props.view.task_id} onClose={closeSharing} />
        </Suspense>
      </Show>
    </>
  );
}
