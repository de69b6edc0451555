import { Popover } from "@kobalte/core/popover";
import { RepoField } from "../composer/repo/repo-field.tsx";

/** Search over the repositories; the list then shows one of them. It is open as long as it exists. */
export default function RepoFilter(props: {
  repo: string;
  anchor: HTMLElement;
  onChoose: (repo: string) => void;
  onClose: () => void;
}) {
  let panel: HTMLElement | undefined;
  return (
    <Popover
      open
      onOpenChange={(open) => !open && props.onClose()}
      anchorRef={() => props.anchor}
      placement="bottom-end"
      gutter={4}
    >
      <Popover.Portal>
        <Popover.Content
          aria-label="Show one repository"
          onOpenAutoFocus={(event) => {
            // Focused after the panel is positioned, because the list opens at the field's position.
            event.preventDefault();
            requestAnimationFrame(() => panel?.querySelector("input")?.focus());
          }}
          onCloseAutoFocus={(event) => event.preventDefault()}
          ref={panel}
          class="z-30 w-72 rounded-card border border-line bg-raised p-3 shadow-float outline-none animate-float-in"
        >
          <RepoField
            value={props.repo}
            problem={null}
            onChange={(repo) => {
              if (repo !== props.repo) props.onChoose(repo);
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover>
  );
}
